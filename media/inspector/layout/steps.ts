// What a key does to the cursor, and which failure is next to an event.

import { type FailureTable, failureKinds } from "../../../src/core/recording/index.ts";

/** The cursor before the first event: the empty heap. */
export const BEFORE_FIRST = -1;

export function clampCursor(event: number, lastEvent: number): number {
  return Math.max(BEFORE_FIRST, Math.min(lastEvent, Math.round(event)));
}

/** Where `key` moves the cursor; undefined when the key means nothing here. */
export function steppedCursor(key: string, cursor: number, lastEvent: number): number | undefined {
  const page = Math.max(1, Math.round((lastEvent + 1) / 100));
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return clampCursor(cursor - 1, lastEvent);
    case "ArrowRight":
    case "ArrowUp":
      return clampCursor(cursor + 1, lastEvent);
    case "PageDown":
      return clampCursor(cursor - page, lastEvent);
    case "PageUp":
      return clampCursor(cursor + page, lastEvent);
    case "Home":
      return BEFORE_FIRST;
    case "End":
      return lastEvent;
    default:
      return undefined;
  }
}

/** Row of the last failure before `event`, -1 when there is none. */
export function failureBefore(failures: FailureTable, event: number): number {
  return firstAtOrAfter(failures, event) - 1;
}

/** Row of the first failure after `event`; `failures.length` when none is among these rows. */
export function failureAfter(failures: FailureTable, event: number): number {
  return firstAtOrAfter(failures, event + 1);
}

/** Row of the failure that tells most about `event`: its crash, else its first; -1 when it has none. */
export function failureAt(failures: FailureTable, event: number): number {
  const first = firstAtOrAfter(failures, event);
  if (failures.event[first] !== event) return -1;
  for (let row = first; failures.event[row] === event; row += 1)
    if (failures.kind[row] === CRASH) return row;
  return first;
}

const CRASH = failureKinds.indexOf("crash");

function firstAtOrAfter(failures: FailureTable, event: number): number {
  let low = 0;
  let high = failures.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((failures.event[middle] as number) < event) low = middle + 1;
    else high = middle;
  }
  return low;
}
