// What the lane of libc blocks draws.

import { expect, test } from "vitest";
import { paintLibcLane } from "../../../media/inspector/paint/libc-lane.ts";
import { namedTheme, readDrawing, writtenSurface } from "../check-paint.ts";

function checkLane(drawing: string, selected: number, threadsKnown = true): string {
  const { surface, lines } = writtenSurface();
  const reader = readDrawing(drawing, threadsKnown);
  const blocks = Array.from({ length: reader.snapshot.libcCount }, (_, row) => reader.libc(row));
  paintLibcLane(surface, { blocks, selected, hovered: -1 }, namedTheme);
  return lines.join("\n");
}

test("each block is hatched and says its thread; the selected one is outlined", () => {
  const text = checkLane("libc t1:48 t2:64", 0x5100);
  expect(text.match(/^hatch .* libc$/gm)).toHaveLength(2);
  expect(text.match(/"T\d"/g)).toEqual(['"T1"', '"T2"']);
  expect(text.match(/^frame .* focus solid 2$/gm)).toEqual(["frame 31,3 26x24 focus solid 2"]);
});

test("without thread ids no thread is written", () => {
  expect(checkLane("libc t1:48", 0, false)).not.toContain("text");
});
