// The memory of the pools above Tiny: runs of pages, each mapped at once, carved from its start and never given back.
//
// A run is Mid MT's chunk, the Mid pool's bundle of pages, Pool TLS's arena chunk or L2.5's batch of blocks. The table is
// kept in address order, so that a binary search tells whose memory an address lies in. That no run is ever unmapped is
// our decision: no document has any of these pools return memory.

import { NONE } from "../bits.ts";
import type { DoubleColumn, IntColumn, Store } from "../columns.ts";

export class Runs {
  readonly start: DoubleColumn;
  readonly length: IntColumn;
  /** Number of the pool in the policy's list. */
  readonly pool: IntColumn;
  /** NONE: blocks of several classes. */
  readonly sizeClass: IntColumn;
  /** The thread that carves it, NONE after that thread gave it up; for L2.5 the shard. */
  readonly owner: IntColumn;
  /** Bytes from the start that are carved or skipped. */
  readonly cursor: IntColumn;
  /** Run numbers by falling address: Linux maps top down, so a new run mostly comes last. */
  private readonly order: IntColumn;

  constructor(store: Store) {
    this.start = store.doubles();
    this.length = store.ints();
    this.pool = store.ints();
    this.sizeClass = store.ints();
    this.owner = store.ints();
    this.cursor = store.ints();
    this.order = store.ints();
  }

  get count(): number {
    return this.start.length;
  }

  add(start: number, length: number, pool: number, sizeClass: number, owner: number): number {
    const run = this.start.push(start);
    this.length.push(length);
    this.pool.push(pool);
    this.sizeClass.push(sizeClass);
    this.owner.push(owner);
    this.cursor.push(0);
    let at = this.order.push(run);
    for (; at > 0 && this.start.get(this.order.get(at - 1)) < start; at--) {
      this.order.set(at, this.order.get(at - 1));
    }
    this.order.set(at, run);
    return run;
  }

  /** The run that the address lies in, or NONE. */
  find(address: number): number {
    let from = 0;
    let to = this.order.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.start.get(this.order.get(middle)) <= address) to = middle;
      else from = middle + 1;
    }
    if (from === this.order.length) return NONE;
    const run = this.order.get(from);
    return address < this.start.get(run) + this.length.get(run) ? run : NONE;
  }

  /** Bytes not yet carved. */
  room(run: number): number {
    return this.length.get(run) - this.cursor.get(run);
  }

  /** Every run of the pool that the thread owns is nobody's from now on. */
  disown(pool: number, thread: number): void {
    for (let run = 0; run < this.count; run++) {
      if (this.pool.get(run) === pool && this.owner.get(run) === thread) this.owner.set(run, NONE);
    }
  }

  /** A run of the pool and class that is nobody's and has room for so many bytes, or NONE. */
  findAbandoned(pool: number, sizeClass: number, bytes: number): number {
    for (let run = 0; run < this.count; run++) {
      const fits = this.pool.get(run) === pool && this.sizeClass.get(run) === sizeClass;
      if (fits && this.owner.get(run) === NONE && this.room(run) >= bytes) return run;
    }
    return NONE;
  }
}
