// Where failures and the horizon fall on the timeline.
//
// Several failures in one pixel column are one mark; the mark says how many there are and where its first one is, so
// nothing disappears but the drawing stays as wide as the screen.

import type { FailureTable } from "../../../src/core/recording/index.ts";
import type { ReadyState } from "../state.ts";

export interface FailureMark {
  readonly x: number;
  readonly firstEvent: number;
  readonly count: number;
}

export function failureMarks(
  failures: FailureTable,
  xOf: (event: number) => number,
): readonly FailureMark[] {
  const marks: { x: number; firstEvent: number; count: number }[] = [];
  for (let row = 0; row < failures.length; row += 1) {
    const event = failures.event[row] as number;
    const x = Math.round(xOf(event));
    const last = marks.at(-1);
    if (last?.x === x) last.count += 1;
    else marks.push({ x, firstEvent: event, count: 1 });
  }
  return marks;
}

/** The last event that was replayed: where the timeline and the cursor end. */
export function lastEventOf(shown: ReadyState): number {
  const { timeline, eventCount } = shown.recording;
  const last = timeline.event[timeline.length - 1];
  return last === undefined ? eventCount - 1 : Math.min(last, eventCount - 1);
}

/** First event whose state is hypothetical; undefined when none was replayed. */
export function hypotheticalFrom(shown: ReadyState): number | undefined {
  const { horizon } = shown.recording.verdict;
  return horizon >= 0 && horizon < lastEventOf(shown) ? horizon : undefined;
}
