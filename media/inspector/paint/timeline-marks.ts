// Draws what lies over the timeline's series: the hypothetical part hatched, failures as flagged lines.

import type { Box } from "../layout/map-grid.ts";
import type { FailureMark } from "../layout/timeline-marks.ts";
import type { Surface } from "./surface.ts";
import type { Theme } from "./theme.ts";

export interface TimelineScene {
  readonly box: Box;
  /** Where the hypothetical part begins. */
  readonly hypotheticalX: number | undefined;
  readonly marks: readonly FailureMark[];
}

const FLAG = 5;
const TICK = 9;

export function paintTimelineMarks(surface: Surface, scene: TimelineScene, theme: Theme): void {
  const { box, hypotheticalX, marks } = scene;
  if (hypotheticalX !== undefined) {
    const width = box.x + box.width - hypotheticalX;
    surface.hatch({ x: hypotheticalX, y: box.y, width, height: box.height }, theme.hatch);
    surface.fill({ x: hypotheticalX, y: box.y, width: 1, height: box.height }, theme.warning);
  }
  for (const mark of marks) {
    surface.tint({ x: mark.x, y: box.y, width: 1, height: box.height }, theme.error);
    surface.fill({ x: mark.x, y: box.y, width: 1, height: TICK }, theme.error);
    surface.fill({ x: mark.x - 2, y: box.y - FLAG, width: FLAG, height: FLAG }, theme.error);
  }
}
