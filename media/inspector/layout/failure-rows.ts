// Failures as rows of text, and tables of them joined as further pages arrive.
//
// A recording keeps the first FAILURES_KEPT failures but counts all, so a list can end before the total is reached; the
// words for that are here too.

import {
  FAILURES_KEPT,
  type FailureKind,
  type FailureTable,
  failureKinds,
  type Totals,
} from "../../../src/core/recording/index.ts";
import { addressText, classText, countText, threadText } from "./figures.ts";

export const FAILURES_PER_REQUEST = 500;

const kindWords: Readonly<Record<FailureKind, string>> = {
  "refill-failed": "refill failed",
  fallback: "libc fallback",
  "null-returned": "NULL returned",
  "foreign-free": "foreign free",
  corruption: "corruption",
  crash: "crash",
  "thread-refused": "thread refused",
};

export interface FailureRow {
  readonly event: number;
  readonly kind: string;
  readonly thread: string;
  readonly sizeClass: string;
  readonly place: string;
  readonly address: string;
  readonly text: string;
  readonly grave: boolean;
}

export function failureRow(
  failures: FailureTable,
  row: number,
  reading: { readonly blockSizes: readonly number[]; readonly threadsKnown: boolean },
): FailureRow {
  const { blockSizes, threadsKnown } = reading;
  const kind = failureKinds[failures.kind[row] as number];
  const superSlab = failures.superSlab[row] as number;
  const slab = failures.slab[row] as number;
  const address = failures.address[row] as number;
  const sizeClass = failures.sizeClass[row] as number;
  return {
    event: failures.event[row] as number,
    kind: kind === undefined ? "unknown" : kindWords[kind],
    thread: threadsKnown ? threadText(failures.thread[row] as number) : "–",
    sizeClass: sizeClass < 0 ? "–" : classText(sizeClass, blockSizes),
    place: superSlab < 0 ? "outside" : slab < 0 ? `SS ${superSlab}` : `SS ${superSlab}/${slab}`,
    address: address === 0 ? "–" : addressText(address),
    text: failures.text[row] ?? "",
    grave: kind === "crash" || kind === "corruption" || kind === "foreign-free",
  };
}

export interface KindTotal {
  readonly kind: FailureKind;
  readonly words: string;
  readonly count: number;
}

/** Kinds that occurred, in the order in which one leads to the next. */
export function kindTotals(totals: Totals): readonly KindTotal[] {
  return failureKinds
    .map((kind) => ({ kind, words: kindWords[kind], count: totals.failuresByKind[kind] }))
    .filter((total) => total.count > 0);
}

/** How many rows the recording can answer. */
export function keptFailures(totals: Totals): number {
  return Math.min(FAILURES_KEPT, allFailures(totals));
}

export function allFailures(totals: Totals): number {
  return failureKinds.reduce((sum, kind) => sum + totals.failuresByKind[kind], 0);
}

/** Said under a list that does not hold everything; undefined when it does. */
export function omittedFailures(totals: Totals): string | undefined {
  const all = allFailures(totals);
  return all > FAILURES_KEPT
    ? `first ${countText(FAILURES_KEPT)} of ${countText(all)} kept; totals are complete`
    : undefined;
}

export function joinFailures(head: FailureTable, tail: FailureTable): FailureTable {
  return {
    length: head.length + tail.length,
    event: Int32Array.of(...head.event, ...tail.event),
    kind: Uint8Array.of(...head.kind, ...tail.kind),
    thread: Int32Array.of(...head.thread, ...tail.thread),
    sizeClass: Int32Array.of(...head.sizeClass, ...tail.sizeClass),
    superSlab: Int32Array.of(...head.superSlab, ...tail.superSlab),
    slab: Int32Array.of(...head.slab, ...tail.slab),
    address: Float64Array.of(...head.address, ...tail.address),
    text: [...head.text, ...tail.text],
  };
}
