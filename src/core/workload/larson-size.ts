// How much a larson run does, worked out before it is done.
//
// A second is a budget of operations. The real program runs until a clock says stop; a trace has no clock, and the run that
// the hand-off reports did 981 K replacements a second over all threads, so a million stand for a second.

import { SUCCESSION_ROWS } from "./chain-rows.ts";
import type { LarsonWorkload } from "./workload.ts";

export const REPLACEMENTS_PER_SECOND = 1_000_000;
/** A free and a malloc. */
const REPLACEMENT_ROWS = 2;

/** Replacements over all threads. */
export function replacements({ seconds }: LarsonWorkload): number {
  return Math.max(1, Math.round(seconds * REPLACEMENTS_PER_SECOND));
}

/** Rows that the trace has at most: no chain can be born more often than all of them together. */
export function mostEvents(workload: LarsonWorkload): number {
  const { chunks, rounds, threads } = workload;
  const budget = replacements(workload);
  const successions = Math.floor(budget / (rounds * chunks));
  return (
    threads * (chunks + SUCCESSION_ROWS) + REPLACEMENT_ROWS * budget + SUCCESSION_ROWS * successions
  );
}
