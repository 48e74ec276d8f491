// What the inspector page may ask, checked before it reaches the replay worker.
//
// The page shows text from a foreign file, so its messages are treated as foreign too: a request with a missing field, a
// fraction, a number out of range or an unknown policy is refused by BadRequestError and never relayed. Counts are capped
// here, so no answer is unbounded.

import type { HeapRange } from "../core/recording/index.ts";
import { BadRequestError } from "./present-error.ts";

/** Rows of one answer, for each kind of row. */
export const MOST_ROWS = 4096;

export interface HeapRequest {
  readonly event: number;
  readonly range: HeapRange;
}

export interface FailuresRequest {
  readonly first: number;
  readonly count: number;
}

/** `eventCount`: events of the trace shown; event -1 is the state before the first. */
export function parseHeapRequest(raw: unknown, eventCount: number): HeapRequest {
  const params = fields(raw, "heap");
  const range = fields(params["range"], "heap.range");
  return {
    event: integer(params["event"], "heap.event", -1, eventCount - 1),
    range: {
      firstSuperSlab: integer(range["firstSuperSlab"], "heap.range.firstSuperSlab", 0, MOST),
      superSlabCount: integer(range["superSlabCount"], "heap.range.superSlabCount", 0, MOST_ROWS),
      firstReleased: integer(range["firstReleased"], "heap.range.firstReleased", 0, MOST),
      releasedCount: integer(range["releasedCount"], "heap.range.releasedCount", 0, MOST_ROWS),
      firstLibc: integer(range["firstLibc"], "heap.range.firstLibc", 0, MOST),
      libcCount: integer(range["libcCount"], "heap.range.libcCount", 0, MOST_ROWS),
      soughtSuperSlab: integer(range["soughtSuperSlab"], "heap.range.soughtSuperSlab", -1, MOST),
    },
  };
}

export function parseFailuresRequest(raw: unknown): FailuresRequest {
  const params = fields(raw, "failures");
  return {
    first: integer(params["first"], "failures.first", 0, MOST),
    count: integer(params["count"], "failures.count", 0, MOST_ROWS),
  };
}

export function parseReplayRequest(raw: unknown): string {
  const policy = fields(raw, "replay")["policy"];
  if (typeof policy !== "string") throw new BadRequestError("replay.policy is not a name");
  return policy;
}

/** The event of a cursor report, or undefined when the report is malformed. */
export function parseCursorReport(raw: unknown, eventCount: number): number | undefined {
  const event = typeof raw === "object" && raw !== null && "event" in raw ? raw.event : undefined;
  if (typeof event !== "number" || !Number.isInteger(event)) return undefined;
  return event >= -1 && event < eventCount ? event : undefined;
}

const MOST = 2 ** 31 - 1;

function fields(raw: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof raw !== "object" || raw === null) throw new BadRequestError(`${name} is no object`);
  return raw as Readonly<Record<string, unknown>>;
}

function integer(raw: unknown, name: string, least: number, most: number): number {
  if (typeof raw === "number" && Number.isInteger(raw) && raw >= least && raw <= most) return raw;
  throw new BadRequestError(`${name}: expected an integer from ${least} to ${most}, got ${raw}`);
}
