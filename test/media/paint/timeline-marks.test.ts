// What is drawn over the series of the timeline.

import { expect, test } from "vitest";
import {
  paintTimelineMarks,
  type TimelineScene,
} from "../../../media/inspector/paint/timeline-marks.ts";
import { namedTheme, writtenSurface } from "../check-paint.ts";

function checkMarks(scene: Omit<TimelineScene, "box">): string[] {
  const { surface, lines } = writtenSurface();
  const box = { x: 10, y: 20, width: 100, height: 50 };
  paintTimelineMarks(surface, { box, ...scene }, namedTheme);
  return lines;
}

test("the hypothetical part is hatched from the horizon to the end", () => {
  expect(checkMarks({ hypotheticalX: 70, marks: [] })).toEqual([
    "hatch 70,20 40x50 hatch",
    "fill 70,20 1x50 warning",
  ]);
});

test("a failure is a flagged line", () => {
  const marks = [{ x: 30, firstEvent: 5, count: 3 }];
  expect(checkMarks({ hypotheticalX: undefined, marks })).toEqual([
    "tint 30,20 1x50 error",
    "fill 30,20 1x9 error",
    "fill 28,15 5x5 error",
  ]);
});
