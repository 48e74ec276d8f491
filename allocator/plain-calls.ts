// Plain calls, packed for the hot loop: mallocs and frees of Tiny blocks that take no unusual turn.
//
// A caller that plays a long sequence packs it as two integers a call and names blocks by slots. The loop stops in front of
// the first call that is not plain, or behind the first one that may have changed mappings; the caller plays that one, or
// looks at the figures, and goes on. What a plain call does is exactly what `malloc` and `free` do for it.
//
// ```
// calls   2i    slot of the block, NOT_PLAIN for anything else
//         2i+1  malloc: thread << REQUEST_SHIFT | size      free: -1 - thread
// slots   s     EMPTY, a block number, or below EMPTY whatever the caller keeps there (never a Tiny block)
// ```
//
// Up to READ_AHEAD calls behind those to be played are read ahead and must be there, and must not change.
//
// Slots lie with the allocator (`Allocator.slots`) because the loop reads and writes them at every call.

import { REQUEST_SHIFT, STAGED_CALLS } from "./bits.ts";

export const READ_AHEAD = STAGED_CALLS;

/** Slots as the allocator keeps them. */
export interface Slots {
  readonly length: number;
  get(index: number): number;
  set(index: number, value: number): void;
  /** So many more integers of that value. */
  extend(count: number, value: number): void;
}

export function packMalloc(thread: number, size: number): number {
  return (thread << REQUEST_SHIFT) | size;
}

export function packFree(thread: number): number {
  return -1 - thread;
}

/** What a stretch of plain calls added up to. */
export interface PlainTally {
  cacheHits: number;
  refills: number;
  cached: number;
  local: number;
  remote: number;
  /** Frees by another thread than the one that asked for the block. */
  remoteFrees: number;
  /** Most live bytes after any of the calls. */
  peakLiveBytes: number;
}

export function emptyTally(): PlainTally {
  return {
    cacheHits: 0,
    refills: 0,
    cached: 0,
    local: 0,
    remote: 0,
    remoteFrees: 0,
    peakLiveBytes: 0,
  };
}
