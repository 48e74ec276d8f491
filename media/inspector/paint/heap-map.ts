// Draws the visible rows of the heap map: a cell per slab, filled from the bottom as its blocks are.
//
//   ┌────┐  empty: never carved
//   │    │  tinted: on the free list or queued by a remote free (then with a dot in the corner)
//   │░░░░│  striped: in some thread's cache
//   │████│  solid: live
//   └────┘
//
// Colour tells class or owner. Both are also written, the class before the row and the owner at the start of each run of
// slabs that have the same, so colour is never alone. Where the slabs of a SuperSlab have classes of their own, the class is
// written at the start of its run too, and alone where there is no room for both.
// A row whose slabs are all taken is hatched, one that lookup by address cannot find is framed by dashes.

import { superSlabClassText } from "../layout/figures.ts";
import {
  type Box,
  cellBox,
  cellsBox,
  headerBox,
  type MapGrid,
  ROW_HEIGHT,
  WORD_HEIGHT,
} from "../layout/map-grid.ts";
import type { HeapReader, SlabFacts, SuperSlabFacts } from "../layout/slab-facts.ts";
import type { RowWindow } from "../layout/virtual-rows.ts";
import type { ColourBy } from "../saved-view.ts";
import type { Surface } from "./surface.ts";
import { seriesColour, type Theme } from "./theme.ts";

export interface MapScene {
  readonly grid: MapGrid;
  readonly rows: RowWindow;
  readonly heap: HeapReader;
  readonly blockSizes: readonly number[];
  readonly colourBy: ColourBy;
  /** Slab to outline, by row. */
  readonly selected: { readonly row: number; readonly slab: number } | undefined;
  readonly hovered: { readonly row: number; readonly slab: number } | undefined;
}

const LABEL_SIZE = 9;

export function paintHeapMap(surface: Surface, scene: MapScene, theme: Theme): void {
  const { grid, rows, heap } = scene;
  for (let index = 0; index < rows.count; index += 1) {
    const row = rows.first + index;
    const top = rows.offset + index * ROW_HEIGHT;
    const superSlab = heap.superSlab(row);
    if (superSlab === undefined) paintMissingRow(surface, grid, top, theme);
    else paintRow(surface, scene, superSlab, row, top, theme);
  }
  for (const [place, colour, thickness] of [
    [scene.hovered, theme.text, 1],
    [scene.selected, theme.focus, 2],
  ] as const) {
    if (place === undefined) continue;
    const top = rows.offset + (place.row - rows.first) * ROW_HEIGHT;
    if (place.row < rows.first || place.row >= rows.first + rows.count) continue;
    const box = place.slab < 0 ? cellsBox(grid, top) : cellBox(grid, top, place.slab);
    surface.frame(grown(box, thickness + 1), colour, "solid", thickness);
  }
}

function paintRow(
  surface: Surface,
  scene: MapScene,
  superSlab: SuperSlabFacts,
  row: number,
  top: number,
  theme: Theme,
): void {
  const { grid, heap, blockSizes } = scene;
  paintLabel(surface, grid, superSlab, top, blockSizes, theme);
  const all = cellsBox(grid, top);
  if (superSlab.exhausted) surface.hatch(grown(all, 4), theme.hatch);
  surface.fill(headerBox(grid, top), theme.outline);
  for (let slab = 0; slab < grid.slabs; slab += 1) {
    const facts = heap.slab(row, slab);
    if (facts !== undefined) {
      paintSlab(surface, cellBox(grid, top, slab), facts, scene.colourBy, theme);
    }
  }
  for (const { words, first, room } of wordRuns(scene, row, superSlab)) {
    const word = words.find((each) => wordWidth(each) <= room * grid.pitch);
    if (word === undefined) continue;
    const cell = cellBox(grid, top, first);
    const end = grid.cellsLeft + (first + room) * grid.pitch;
    // Slab 0 is shorter: where that matters, its word begins over the SuperSlab's header.
    const x = Math.min(cell.x, end - wordWidth(word));
    paintWord(surface, x, top + grid.wordTop, word, theme);
  }
  if (!superSlab.registered) surface.frame(grown(all, 3), theme.warning, "dashed", 1);
  paintTags(surface, grid, superSlab, top, theme);
}

function paintSlab(
  surface: Surface,
  box: Box,
  slab: SlabFacts,
  colourBy: ColourBy,
  theme: Theme,
): void {
  if (!slab.inUse) {
    surface.frame(box, theme.track, "solid", 1);
    return;
  }
  surface.fill(box, theme.background);
  surface.fill(box, theme.track);
  const colour = seriesColour(theme, colourBy === "class" ? slab.sizeClass : (slab.owner ?? -1));
  const live = heightOf(slab.live, slab.capacity, box.height);
  const held = heightOf(slab.live + (slab.cached ?? 0), slab.capacity, box.height);
  const carved = Math.max(held, heightOf(slab.carved, slab.capacity, box.height));
  surface.tint(bottom(box, carved - held, held), colour);
  surface.stripes(bottom(box, held - live, live), colour);
  surface.fill(bottom(box, live, 0), colour);
  // A line along the bottom keeps a slab's colour visible when nothing in it is live.
  surface.fill(bottom(box, 1, 0), colour);
  if ((slab.remoteQueued ?? 0) > 0) {
    surface.dot(box.x + box.width - 4, box.y + 4, 2.5, theme.text);
  }
}

function paintWord(surface: Surface, x: number, y: number, word: string, theme: Theme): void {
  const width = wordWidth(word);
  surface.fill({ x, y, width, height: WORD_HEIGHT }, theme.background);
  surface.text(x + 2, y + 9, word, {
    colour: theme.text,
    weight: "normal",
    align: "left",
    size: LABEL_SIZE,
  });
}

interface WordRun {
  /** The whole, then what does for it in less room. */
  readonly words: readonly string[];
  readonly first: number;
  /** Slabs that the word may cover: its own and those not taken after them. */
  readonly room: number;
}

/** Neighbouring slabs that say the same say it once. */
function wordRuns(
  { grid, heap, colourBy }: MapScene,
  row: number,
  superSlab: SuperSlabFacts,
): readonly WordRun[] {
  const runs: { words: readonly string[]; first: number; room: number }[] = [];
  for (let slab = 0; slab < grid.slabs; slab += 1) {
    const facts = heap.slab(row, slab);
    const words = facts?.inUse === true ? wordsOf(facts, superSlab, colourBy) : [];
    const last = runs.at(-1);
    if (last !== undefined && (words.length === 0 || words[0] === last.words[0])) last.room += 1;
    else runs.push({ words, first: slab, room: 1 });
  }
  return runs;
}

function wordWidth(word: string): number {
  return 4 + word.length * 6;
}

function paintLabel(
  surface: Surface,
  grid: MapGrid,
  superSlab: SuperSlabFacts,
  top: number,
  blockSizes: readonly number[],
  theme: Theme,
): void {
  const name = { colour: theme.text, weight: "bold", align: "left", size: 12 } as const;
  const fine = { colour: theme.muted, weight: "normal", align: "left", size: 11 } as const;
  if (grid.narrow) {
    surface.text(4, top + 15, `SS ${superSlab.id}`, { ...name, size: 11 });
    const label = superSlab.sizeClass < 0 ? "mixed" : `C${superSlab.sizeClass}`;
    surface.text(4, top + 26, label, { ...fine, size: LABEL_SIZE });
    return;
  }
  surface.text(8, top + 20, `SS ${superSlab.id}`, name);
  surface.text(grid.cellsLeft - 8, top + 20, superSlabClassText(superSlab.sizeClass, blockSizes), {
    ...fine,
    align: "right",
  });
}

function paintTags(
  surface: Surface,
  grid: MapGrid,
  superSlab: SuperSlabFacts,
  top: number,
  theme: Theme,
): void {
  const x = grid.cellsRight + 7;
  const share = `${superSlab.slabsInUse}/${grid.slabs}`;
  const lines = [
    [share, superSlab.exhausted ? (grid.narrow ? "FULL" : "EXHAUSTED") : ""],
    ...(superSlab.registered ? [] : [["", grid.narrow ? "UNREG." : "UNREGISTERED"]]),
  ];
  lines.forEach(([figure = "", tag = ""], index) => {
    const baseline = top + (lines.length === 1 ? 20 : 14 + index * 13);
    const colour = superSlab.exhausted ? theme.text : theme.muted;
    if (figure !== "") {
      surface.text(x, baseline, figure, { colour, weight: "normal", align: "left", size: 11 });
    }
    if (tag === "") return;
    const indent = figure === "" ? 0 : 34;
    const tone = index > 0 ? theme.warning : theme.muted;
    const style = { colour: tone, weight: "bold", align: "left", size: 9 } as const;
    surface.text(x + indent, baseline, tag, style);
  });
}

/** A row whose answer is still on its way: not even its number is known. */
function paintMissingRow(surface: Surface, grid: MapGrid, top: number, theme: Theme): void {
  surface.text(grid.narrow ? 4 : 8, top + 20, "SS …", {
    colour: theme.muted,
    weight: "normal",
    align: "left",
    size: grid.narrow ? 11 : 12,
  });
  surface.fill(cellsBox(grid, top), theme.track);
}

/** The owner; and where the class is not the one that the row is labelled with, both, or what the colour means. */
function wordsOf(
  slab: SlabFacts,
  superSlab: SuperSlabFacts,
  colourBy: ColourBy,
): readonly string[] {
  const owner = slab.owner === undefined ? [] : [slab.owner < 0 ? "–" : `T${slab.owner}`];
  if (slab.sizeClass === superSlab.sizeClass) return owner;
  const sizeClass = `C${slab.sizeClass}`;
  return [[sizeClass, ...owner].join(" "), ...(colourBy === "owner" ? owner : [sizeClass])];
}

/** Anything that is there at all is at least one pixel high. */
function heightOf(count: number, capacity: number, height: number): number {
  if (count <= 0 || capacity <= 0) return 0;
  return Math.max(1, Math.min(height, Math.round((count / capacity) * height)));
}

function bottom(box: Box, height: number, above: number): Box {
  return { x: box.x, y: box.y + box.height - above - height, width: box.width, height };
}

function grown(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}
