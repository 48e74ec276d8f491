// The few strokes that every drawing of the page is made of. A canvas plays it in the browser, a list of words in tests.

import type { Box } from "../layout/map-grid.ts";

export interface TextStyle {
  readonly colour: string;
  readonly weight: "normal" | "bold";
  readonly align: "left" | "right";
  readonly size: number;
}

export interface Surface {
  fill(box: Box, colour: string): void;
  /** A quarter of the colour: room on a free list. */
  tint(box: Box, colour: string): void;
  /** Diagonal lines: exhausted, hypothetical, not ours. */
  hatch(box: Box, colour: string): void;
  /** Every other pixel row: held by a cache. */
  stripes(box: Box, colour: string): void;
  frame(box: Box, colour: string, style: "solid" | "dashed", thickness: number): void;
  dot(x: number, y: number, radius: number, colour: string): void;
  text(x: number, baseline: number, text: string, style: TextStyle): void;
}
