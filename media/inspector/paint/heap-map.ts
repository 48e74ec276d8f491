// Draws the visible rows of the heap map: a cell per slab, filled from the bottom as its blocks are.
//
//   ┌────┐  never carved, or on the free list (faint)
//   │░░░░│  striped: in some thread's cache
//   │████│  solid: live
//   └────┘  dot in the corner: a remote free is queued
//
// Colour tells class or owner; the same is written at the start of each run of equal slabs, so colour is never alone.
// A row whose slabs are all taken is hatched, one that lookup by address cannot find is framed by dashes.

import { classText } from "../layout/figures.ts";
import {
  type Box,
  cellBox,
  cellsBox,
  headerBox,
  type MapGrid,
  ROW_HEIGHT,
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
/** A cell narrower than this has no room for a word. */
const WORD_WIDTH = 17;

export function paintHeapMap(surface: Surface, scene: MapScene, theme: Theme): void {
  const { grid, rows, heap } = scene;
  for (let index = 0; index < rows.count; index += 1) {
    const row = rows.first + index;
    const top = rows.offset + index * ROW_HEIGHT;
    const superSlab = heap.superSlab(row);
    if (superSlab === undefined) paintMissingRow(surface, grid, row, top, theme);
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
  let before = "";
  for (let slab = 0; slab < grid.slabs; slab += 1) {
    const facts = heap.slab(row, slab);
    if (facts === undefined) continue;
    const box = cellBox(grid, top, slab);
    const word = wordOf(facts, scene.colourBy);
    paintSlab(surface, box, facts, scene.colourBy, theme);
    if (word !== before && facts.inUse && box.width >= WORD_WIDTH) {
      paintWord(surface, box, word, theme);
    }
    before = facts.inUse ? word : "";
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
  const colour = seriesColour(theme, colourBy === "class" ? slab.sizeClass : slab.owner);
  const live = heightOf(slab.live, slab.capacity, box.height);
  const held = heightOf(slab.live + slab.cached, slab.capacity, box.height);
  surface.fill(bottom(box, live, 0), colour);
  surface.stripes(bottom(box, held - live, live), colour);
  // A line along the bottom keeps a slab's colour visible when nothing in it is live.
  surface.fill(bottom(box, 1, 0), colour);
  if (slab.remoteQueued > 0) surface.dot(box.x + box.width - 4, box.y + 4, 2.5, theme.text);
}

function paintWord(surface: Surface, box: Box, word: string, theme: Theme): void {
  const width = Math.min(box.width, 5 + word.length * 6);
  surface.fill({ x: box.x, y: box.y, width, height: 12 }, theme.background);
  surface.text(box.x + 2, box.y + 9, word, {
    colour: theme.text,
    weight: "normal",
    align: "left",
    size: LABEL_SIZE,
  });
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
    surface.text(4, top + 26, `C${superSlab.sizeClass}`, { ...fine, size: LABEL_SIZE });
    return;
  }
  surface.text(8, top + 20, `SS ${superSlab.id}`, name);
  surface.text(grid.cellsLeft - 8, top + 20, classText(superSlab.sizeClass, blockSizes), {
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
    surface.text(x, baseline, figure, { colour, weight: "normal", align: "left", size: 11 });
    if (tag === "") return;
    const indent = figure === "" ? 0 : 34;
    const style = { colour: theme.warning, weight: "bold", align: "left", size: 9 } as const;
    surface.text(x + indent, baseline, tag, style);
  });
}

/** A row whose answer is still on its way. */
function paintMissingRow(
  surface: Surface,
  grid: MapGrid,
  row: number,
  top: number,
  theme: Theme,
): void {
  surface.text(grid.narrow ? 4 : 8, top + 20, `SS ${row}`, {
    colour: theme.muted,
    weight: "normal",
    align: "left",
    size: grid.narrow ? 11 : 12,
  });
  surface.fill(cellsBox(grid, top), theme.track);
}

function wordOf(slab: SlabFacts, colourBy: ColourBy): string {
  if (colourBy === "owner") return `C${slab.sizeClass}`;
  return slab.owner < 0 ? "–" : `T${slab.owner}`;
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
