// The two ways to a heap over a buffer: format a buffer, or join one that was formatted.
//
// Every thread has an object of its own and with it one owner slot. A thread that ends leaves its slot; the next that
// attaches takes the lowest one that nobody holds, with all that is in it. A thread that dies without `end` keeps its
// slot: nobody can tell in what state it left its lists.

import { slotWord } from "./geometry.ts";
import { SharedHeap } from "./shared-heap.ts";
import { formatTables, openTables } from "./tables.ts";

export interface SharedHeapOptions {
  /** Threads that use the heap at the same time, 1 to 64. Default 1; an ArrayBuffer has exactly 1. */
  readonly owners?: number;
}

/**
 * Formats the buffer as an empty heap, whatever it held, and takes its first owner slot. The buffer has a multiple of
 * 64 KiB, at least 128 KiB and at most 2 GiB. The tables take 6.4 % of it, and 4 KiB more for one owner, 23 KiB for
 * four, 211 KiB for sixteen; rounded up to 64 KiB.
 * @throws RangeError if the geometry does not fit: it says what would
 */
export function createSharedHeap(
  buffer: ArrayBufferLike,
  { owners = 1 }: SharedHeapOptions = {},
): SharedHeap {
  if (owners !== 1 && !isShared(buffer)) {
    throw new RangeError(
      `createSharedHeap: an ArrayBuffer belongs to one thread and has 1 owner; got ${owners}. ` +
        "Pass a SharedArrayBuffer",
    );
  }
  const tables = formatTables(buffer, owners);
  Atomics.store(tables.words, slotWord(tables.geometry, 0), 1);
  return new SharedHeap(tables, 0);
}

/**
 * Joins the heap that a buffer was formatted as, in the lowest owner slot that nobody holds.
 * @throws RangeError if the buffer holds no heap, or all slots are held
 */
export function attachSharedHeap(buffer: ArrayBufferLike): SharedHeap {
  const tables = openTables(buffer, "attachSharedHeap");
  const { words, geometry } = tables;
  for (let slot = 0; slot < geometry.owners; slot++) {
    if (Atomics.compareExchange(words, slotWord(geometry, slot), 0, 1) === 0) {
      return new SharedHeap(tables, slot);
    }
  }
  throw new RangeError(
    `attachSharedHeap: all ${geometry.owners} owner slots are held; end a heap object first, or create the heap with ` +
      "more owners",
  );
}

function isShared(buffer: ArrayBufferLike): boolean {
  return Object.prototype.toString.call(buffer) === "[object SharedArrayBuffer]";
}
