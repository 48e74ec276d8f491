// What each thread holds: per size class a cache (TLS SLL: head and count) and the slab it allocates from, and one stack.
//
// Blocks in a cache are free for the program and used for their slab. A cache is only its head and a count; the blocks are
// chained through their own bytes. Numbers are thread lives, so a dead thread's row stays and nobody reuses it.

import type { DoubleColumn, IntColumn, Store } from "./columns.ts";
import { NONE } from "./heap.ts";
import { CLASS_COUNT } from "./layout.ts";

export class Threads {
  readonly cacheHead: DoubleColumn;
  readonly cacheCount: IntColumn;
  readonly boundSlab: IntColumn;
  /** First slab the thread owns, linked through Heap.nextOwned. */
  readonly firstOwned: IntColumn;
  /** First slab of the class that the thread owns and that blocks came back to, linked through Heap.nextOffered. */
  readonly offered: IntColumn;
  readonly stack: DoubleColumn;
  /** 1 once the thread has ended. */
  readonly ended: IntColumn;

  constructor(store: Store) {
    this.cacheHead = store.doubles();
    this.cacheCount = store.ints();
    this.boundSlab = store.ints();
    this.firstOwned = store.ints();
    this.offered = store.ints();
    this.stack = store.doubles();
    this.ended = store.ints();
  }

  get count(): number {
    return this.stack.length;
  }

  /** Rows for every thread up to this one. */
  know(thread: number): void {
    const missing = thread + 1 - this.count;
    if (missing <= 0) return;
    this.cacheHead.extend(missing * CLASS_COUNT, 0);
    this.cacheCount.extend(missing * CLASS_COUNT, 0);
    this.boundSlab.extend(missing * CLASS_COUNT, NONE);
    this.firstOwned.extend(missing, NONE);
    this.offered.extend(missing * CLASS_COUNT, NONE);
    this.stack.extend(missing, 0);
    this.ended.extend(missing, 0);
  }
}

/** Row of a thread's class in the columns above. */
export function cacheRow(thread: number, sizeClass: number): number {
  return thread * CLASS_COUNT + sizeClass;
}
