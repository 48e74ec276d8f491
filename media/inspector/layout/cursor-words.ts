// The cursor in words: what the slider announces, and what a screen reader hears when the cursor has come to rest.
//
// The page holds failures and states but not the calls themselves, so an event without a failure is described by the
// heap after it.

import type { HeapSnapshot } from "../../../src/core/recording/index.ts";
import type { PageState, ReadyState } from "../state.ts";
import { failureRow } from "./failure-rows.ts";
import { amountText, bytesText, countText, eventText } from "./figures.ts";
import { failureAt } from "./steps.ts";
import { hypotheticalFrom } from "./timeline-marks.ts";
import { threadsKnown } from "./verdict-words.ts";

/** For the slider: short, said at each step. */
export function sliderText(shown: ReadyState, cursor: number): string {
  return cursor < 0
    ? "before the first event"
    : `${eventText(cursor)} of ${countText(shown.recording.eventCount)}`;
}

/** For the live region: one sentence about the event and the heap after it. */
export function cursorSummary(state: PageState): string {
  const { shown, cursor, failures, heap } = state;
  if (shown === undefined) return "";
  const where = cursor < 0 ? "before the first event" : eventText(cursor);
  const parts: string[] = [];
  const row = failures === undefined ? -1 : failureAt(failures, cursor);
  if (failures !== undefined && row >= 0) {
    const { blockSizes } = shown.recording.geometry;
    const known = threadsKnown(shown);
    const failure = failureRow(failures, row, { blockSizes, threadsKnown: known });
    const thread = failures.thread[row] as number;
    parts.push(known && thread >= 0 ? `thread ${thread}, ${failure.kind}` : failure.kind);
    if (failure.text !== "") parts.push(failure.text);
  }
  if (heap?.event === cursor) parts.push(heapWords(heap.snapshot));
  const from = hypotheticalFrom(shown);
  if (from !== undefined && cursor > from) parts.push("hypothetical");
  return `${where}: ${parts.join("; ")}`;
}

export function heapWords(snapshot: HeapSnapshot): string {
  return [
    `live ${bytesText(snapshot.liveBytes)}`,
    `committed ${bytesText(snapshot.committedBytes)}`,
    amountText(snapshot.superSlabCount, "SuperSlab"),
    ...(snapshot.releasedCount === 0 ? [] : [`${countText(snapshot.releasedCount)} given back`]),
    amountText(snapshot.libcCount, "libc block"),
  ].join(", ");
}
