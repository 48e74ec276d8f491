// The one door to the drawing code: a scene goes in, its strokes come out as lines of text.

import { mapGrid, ROW_HEIGHT } from "../../media/inspector/layout/map-grid.ts";
import { type HeapReader, readHeap } from "../../media/inspector/layout/slab-facts.ts";
import { type MapScene, paintHeapMap } from "../../media/inspector/paint/heap-map.ts";
import type { Surface } from "../../media/inspector/paint/surface.ts";
import type { Theme } from "../../media/inspector/paint/theme.ts";
import { noRange } from "../browser/fixture.ts";
import { drawnHeap, geometry } from "./drawn-heap.ts";

type BoxLike = Parameters<Surface["fill"]>[0];

/** Colours are their own names, so that a stroke says what it means. */
export const namedTheme: Theme = {
  text: "text",
  muted: "muted",
  background: "background",
  track: "track",
  outline: "outline",
  focus: "focus",
  error: "error",
  warning: "warning",
  hatch: "hatch",
  libc: "libc",
  live: "live",
  committed: "committed",
  gridLine: "grid-line",
  fontFamily: "any",
  series: Array.from({ length: 8 }, (_, index) => `colour${index}`),
};

export function writtenSurface(): { readonly surface: Surface; readonly lines: string[] } {
  const lines: string[] = [];
  const place = ({ x, y, width, height }: BoxLike) => `${x},${y} ${width}x${height}`;
  const line = (verb: string, box: BoxLike, rest: string) => {
    if (box.width > 0 && box.height > 0) lines.push(`${verb} ${place(box)} ${rest}`);
  };
  const surface: Surface = {
    fill: (box, colour) => line("fill", box, colour),
    tint: (box, colour) => line("tint", box, colour),
    hatch: (box, colour) => line("hatch", box, colour),
    stripes: (box, colour) => line("stripes", box, colour),
    frame: (box, colour, style, thickness) => line("frame", box, `${colour} ${style} ${thickness}`),
    dot: (x, y, _radius, colour) => lines.push(`dot ${x},${y} ${colour}`),
    text: (x, y, text, { colour, weight, align }) =>
      lines.push(`text ${x},${y} "${text}" ${colour} ${weight} ${align}`),
  };
  return { surface, lines };
}

/** A heap drawn as text (see drawn-heap.ts), painted; strokes in order. */
export function checkPaint(
  drawing: string,
  scene: Partial<MapScene> & { width?: number; mixed?: boolean } = {},
): string {
  const { surface, lines } = writtenSurface();
  const reader = readDrawing(drawing);
  const count = reader.snapshot.superSlabCount;
  paintHeapMap(
    surface,
    {
      grid: mapGrid(scene.width ?? 378, geometry.slabsPerSuperSlab, scene.mixed ?? false),
      rows: { first: 0, count, offset: 0 },
      heap: reader,
      blockSizes: geometry.blockSizes,
      colourBy: "class",
      selected: undefined,
      hovered: undefined,
      ...scene,
    },
    namedTheme,
  );
  return `${lines.join("\n")}\n`;
}

export function readDrawing(drawing: string, threadsKnown = true): HeapReader {
  return readHeap(drawnHeap(drawing), noRange, { geometry, threadsKnown });
}

export { geometry, ROW_HEIGHT };
