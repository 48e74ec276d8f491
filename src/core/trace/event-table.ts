// The events of a trace as columns: one row per recorded call, in file order.
//
// Blocks are named by dense slots: a slot is taken by an allocation and free again after its free, so a table of slots
// is as long as the most blocks that ever lived at once. Recorded addresses are identity only and are gone after import.
// Row order is the order of call boundaries; it can neither show nor exclude races inside the allocator.

import type { Brand } from "../../../allocator/units.ts";

/** Row number in an EventTable. */
export type EventIndex = Brand<number, "EventIndex">;
/** Dense slot that names a live block. */
export type BlockSlot = Brand<number, "BlockSlot">;

export const eventIndex = (value: number): EventIndex => value as EventIndex;
export const blockSlot = (value: number): BlockSlot => value as BlockSlot;

export const EventKind = {
  /** block = new slot, or NO_BLOCK if the recorded call failed; size. */
  Malloc: 0,
  /** As malloc; size = count × element size, `other` = element count, 1 if that is over 2^31-1. */
  Calloc: 1,
  /** `other` = old slot, NO_BLOCK for realloc(NULL, n); block = slot after the call: the same slot as `other` when
   * there was one, NO_BLOCK with size 0 when the call freed, NO_BLOCK with size > 0 when it failed. */
  Realloc: 2,
  /** As malloc; `other` = alignment. */
  Aligned: 3,
  /** block = slot, NO_BLOCK for free(NULL), UNKNOWN_BLOCK when the trace never allocated it. */
  Free: 4,
  /** `thread` creates the thread life `other`. */
  ThreadStart: 5,
  /** `thread` ends. */
  ThreadEnd: 6,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** NULL, or "no block". */
export const NO_BLOCK = -1;
/** A pointer that no earlier event gave out. */
export const UNKNOWN_BLOCK = -2;

export interface EventTable {
  readonly length: number;
  readonly kind: Uint8Array;
  /** Thread life, an index into `Trace.threads`. */
  readonly thread: Int32Array;
  readonly block: Int32Array;
  readonly other: Int32Array;
  /** Requested bytes, exact up to 2^53 (a column of doubles only if a size needs it). */
  readonly size: Uint32Array | Float64Array;
  /** Nanoseconds since the first event; empty when the format has no times. */
  readonly time: Float64Array;
  /** Call site per event, an index into `Trace.sites`, -1 none; empty when the format has no stacks. */
  readonly site: Int32Array;
  /** Number of slots: one more than the largest slot used. */
  readonly slots: number;
}
