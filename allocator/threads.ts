// What each thread holds: per size class a cache (TLS SLL) and the slab it allocates from, and one stack.
//
// Blocks in a cache are free for the program and used for their slab. A cache is only its head and a count; the blocks are
// chained through their own links. Its eight figures lie side by side in `rows`, one row of `ROW_INTS` per thread and class,
// because the hot loops read them at every call. Numbers are thread lives, so a dead thread's row stays and nobody reuses it.

import { BOUND, CAPACITY, CLASS_SHIFT, COUNT, HEAD, NONE, ROW_SHIFT, UNTIL_DRAIN } from "./bits.ts";
import type { DoubleColumn, HotColumn, IntColumn, Store } from "./columns.ts";

import { CLASS_COUNT } from "./layout.ts";
import type { CachePolicy } from "./policy.ts";

/** Places in a row, by the names of bits.ts. */
type Place = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

const ROW_INTS = 2 ** ROW_SHIFT;
/** "No drain": more frees than any trace has. */
const NEVER = 2 ** 31 - 1;

export class Threads {
  readonly rows: HotColumn;
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
    this.rows = store.hotInts();
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

  get(row: number, place: Place): number {
    return this.rows.get((row << ROW_SHIFT) + place);
  }

  set(row: number, place: Place, value: number): void {
    this.rows.set((row << ROW_SHIFT) + place, value);
  }

  add(row: number, place: Place, change: number): void {
    this.rows.add((row << ROW_SHIFT) + place, change);
  }

  head(row: number): number {
    return this.get(row, HEAD);
  }

  /** Blocks in the cache, as its counter says. */
  cached(row: number): number {
    return this.get(row, COUNT);
  }

  bound(row: number): number {
    return this.get(row, BOUND);
  }

  private addRow(): void {
    const at = this.rows.length;
    this.rows.extend(ROW_INTS, 0);
    const row = at >>> ROW_SHIFT;
    this.set(row, HEAD, NONE);
    this.set(row, CAPACITY, this.policy.capacity);
    this.set(row, BOUND, NONE);
    this.set(row, UNTIL_DRAIN, this.policy.drainEvery || NEVER);
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
