// What each thread holds: per size class a cache (TLS SLL) and the slab it allocates from, and one stack.
//
// Blocks in a cache are free for the program and used for their slab. A cache is only its head and a count; the blocks are
// chained through their own links. Its eight figures lie side by side in `rows`, one row of `ROW_INTS` per thread and class,
// because the hot loops read them at every call. Numbers are thread lives, so a dead thread's row stays and nobody reuses it.

import type { DoubleColumn, IntColumn, Store } from "./columns.ts";
import { NONE } from "./heap.ts";
import { CLASS_COUNT, CLASS_SHIFT } from "./layout.ts";
import type { CachePolicy } from "./policy.ts";

export const ROW_SHIFT = 3;
const ROW_INTS = 2 ** ROW_SHIFT;

/** Places in a row. */
export const Row = {
  Head: 0,
  Count: 1,
  Capacity: 2,
  Bound: 3,
  /** Frees until the next drain of the cache. */
  UntilDrain: 4,
  /** Adaptive sizing: most blocks since the last decision, refills since then, and how often it grew and shrank. */
  HighWater: 5,
  Refills: 6,
  Decisions: 7,
} as const;
type Row = (typeof Row)[keyof typeof Row];

/** "No drain": more frees than any trace has. */
const NEVER = 2 ** 31 - 1;

export class Threads {
  readonly rows: IntColumn;
  readonly magazineHead: IntColumn;
  readonly magazineCount: IntColumn;
  /** First slab the thread owns, linked through Heap.nextOwned. */
  readonly firstOwned: IntColumn;
  /** First slab of the class that the thread owns and that blocks came back to, linked through Heap.nextOffered. */
  readonly offered: IntColumn;
  readonly stack: DoubleColumn;
  /** 1 once the thread has ended. */
  readonly ended: IntColumn;
  private readonly policy: CachePolicy;

  constructor(store: Store, policy: CachePolicy) {
    this.policy = policy;
    this.rows = store.ints();
    this.magazineHead = store.ints();
    this.magazineCount = store.ints();
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
    while (this.count <= thread) {
      for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) this.addRow();
      this.firstOwned.push(NONE);
      this.stack.push(0);
      this.ended.push(0);
    }
  }

  get(row: number, place: Row): number {
    return this.rows.get((row << ROW_SHIFT) + place);
  }

  set(row: number, place: Row, value: number): void {
    this.rows.set((row << ROW_SHIFT) + place, value);
  }

  add(row: number, place: Row, change: number): void {
    this.rows.add((row << ROW_SHIFT) + place, change);
  }

  head(row: number): number {
    return this.get(row, Row.Head);
  }

  /** Blocks in the cache, as its counter says. */
  cached(row: number): number {
    return this.get(row, Row.Count);
  }

  bound(row: number): number {
    return this.get(row, Row.Bound);
  }

  private addRow(): void {
    const at = this.rows.length;
    this.rows.extend(ROW_INTS, 0);
    const row = at >>> ROW_SHIFT;
    this.set(row, Row.Head, NONE);
    this.set(row, Row.Capacity, this.policy.capacity);
    this.set(row, Row.Bound, NONE);
    this.set(row, Row.UntilDrain, this.policy.drainEvery || NEVER);
    this.magazineHead.push(NONE);
    this.magazineCount.push(0);
    this.offered.push(NONE);
  }
}

/** Row of a thread's class in the columns above. */
export function cacheRow(thread: number, sizeClass: number): number {
  return (thread << CLASS_SHIFT) | sizeClass;
}

/** Is the slab the one that its owner's class allocates from? `ownerRow` is negative where nobody owns it. */
export function isBound(threads: Threads, ownerRow: number, slab: number): boolean {
  return ownerRow >= 0 && threads.bound(ownerRow) === slab;
}
