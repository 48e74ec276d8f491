// The Mid pool (L2 hybrid): pages of one class, a ring of free blocks per thread, free lists in shards (hakmem_pool.c).
//
// ```
// page 64 KiB  | header 16 | block 0 | header 16 | block 1 | ... | tail: no block crosses a page
// thread       ring of 48 -> LIFO            shard 0..7 of each class: free list of everybody
// ```
//
// malloc pops the ring, then the LIFO, then carves the thread's own pages, then takes a ring full from its shard, then maps
// a bundle of pages. The owner's free goes into its ring or, when that is full, its LIFO. Decisions where no document
// speaks: a ring is last in first out; a thread's shard is its number modulo the shards; a remote free goes to the shard
// of the page's owner, a block of nobody's page to whoever frees it; for the three active pages of a class stands the
// bundle that the thread carves; the header comes on top of the class size, so a page holds one block of 32 KiB and wastes
// the other half. At a thread's end under `threadExit` adopt its blocks go to its shard and its pages wait for the next
// thread that needs one.

import { NONE } from "../bits.ts";
import type { IntColumn } from "../columns.ts";
import type { MidPoolPolicy } from "../layers.ts";
import { ALLOC_HEADER_BYTES, MID_PAGE_BYTES } from "../layout.ts";
import { Counter, type Model } from "../model.ts";
import { Outcome } from "../outcome.ts";
import { BlockLists } from "./block-lists.ts";
import { BlockPlace } from "./large-blocks.ts";
import { mapLarge } from "./large-memory.ts";
import { bytesOf, carve, type Pool, type PoolParts, recogniseByRun } from "./pool.ts";

export class MidPool implements Pool {
  readonly policy: MidPoolPolicy;
  readonly headerBytes = ALLOC_HEADER_BYTES;
  readonly lists: readonly BlockLists[];
  private readonly parts: PoolParts;
  private readonly ring: BlockLists;
  private readonly lifo: BlockLists;
  private readonly shared: BlockLists;
  /** Pages that the thread carves, per class. */
  private readonly active: IntColumn;

  constructor(parts: PoolParts, policy: MidPoolPolicy) {
    this.parts = parts;
    this.policy = policy;
    this.ring = new BlockLists(parts.store, parts.blocks, BlockPlace.Listed);
    this.lifo = new BlockLists(parts.store, parts.blocks, BlockPlace.Listed);
    this.shared = new BlockLists(parts.store, parts.blocks, BlockPlace.Listed);
    this.shared.know(policy.shards * policy.classes.length);
    this.lists = [this.ring, this.lifo, this.shared];
    this.active = parts.store.ints();
  }

  recognise(_model: Model, user: number): number {
    return recogniseByRun(this.parts, user);
  }

  take(model: Model, thread: number, sizeClass: number): number {
    const row = this.row(thread, sizeClass);
    model.refillOutcome = Outcome.CacheHit;
    const own = this.popOwn(row);
    if (own !== NONE) return own;
    model.refillOutcome = Outcome.Refill;
    const active = this.active.get(row);
    if (active !== NONE && this.skipTail(active, sizeClass)) return this.carve(active, sizeClass);
    const shard = this.shardOf(thread, sizeClass);
    if (this.shared.moveTo(shard, this.ring, row, this.policy.ringSlots) > 0) {
      return this.ring.pop(row);
    }
    const pages = this.findPages(model, sizeClass);
    if (pages === NONE) return NONE;
    this.parts.runs.owner.set(pages, thread);
    this.active.set(row, pages);
    return this.carve(pages, sizeClass);
  }

  give(model: Model, thread: number, block: number): Outcome {
    const { blocks, runs } = this.parts;
    const sizeClass = blocks.sizeClass.get(block);
    const owner = runs.owner.get(blocks.run.get(block));
    if (owner === thread || owner === NONE) {
      const row = this.row(thread, sizeClass);
      const full = this.ring.count(row) >= this.policy.ringSlots;
      (full ? this.lifo : this.ring).push(row, block);
      return owner === thread ? Outcome.Local : Outcome.Cached;
    }
    this.shared.push(this.shardOf(owner, sizeClass), block);
    model.count(Counter.ForeignOwnerFrees, 1);
    return Outcome.Remote;
  }

  holds(thread: number): boolean {
    return this.policy.classes.some((_, sizeClass) => {
      const row = this.row(thread, sizeClass);
      return this.ring.count(row) > 0 || this.lifo.count(row) > 0 || this.active.get(row) !== NONE;
    });
  }

  abandon(thread: number): void {
    this.policy.classes.forEach((_, sizeClass) => {
      const row = this.row(thread, sizeClass);
      const shard = this.shardOf(thread, sizeClass);
      for (const own of [this.ring, this.lifo]) own.moveTo(row, this.shared, shard, own.count(row));
      this.active.set(row, NONE);
    });
    this.parts.runs.disown(this.parts.number, thread);
  }

  private popOwn(row: number): number {
    const block = this.ring.pop(row);
    return block === NONE ? this.lifo.pop(row) : block;
  }

  private carve(pages: number, sizeClass: number): number {
    return carve(this.parts, this, pages, sizeClass);
  }

  /** Pages with room: abandoned ones or a fresh bundle. */
  private findPages(model: Model, sizeClass: number): number {
    const { runs, number } = this.parts;
    const stride = this.strideOf(sizeClass);
    let abandoned = runs.findAbandoned(number, sizeClass, stride);
    while (abandoned !== NONE && !this.skipTail(abandoned, sizeClass)) {
      abandoned = runs.findAbandoned(number, sizeClass, stride);
    }
    if (abandoned !== NONE) return abandoned;
    const bytes = this.policy.bundle * MID_PAGE_BYTES;
    const start = mapLarge(model, bytes);
    if (start === 0) return NONE;
    model.refillOutcome = Outcome.Mapped;
    return runs.add(start, bytes, number, sizeClass, NONE);
  }

  /** Moves the cursor past a page's tail; false: the bundle is used up. */
  private skipTail(pages: number, sizeClass: number): boolean {
    const { runs } = this.parts;
    const cursor = runs.cursor.get(pages);
    const left = MID_PAGE_BYTES - (cursor % MID_PAGE_BYTES);
    if (left < this.strideOf(sizeClass)) runs.cursor.set(pages, cursor + left);
    return runs.room(pages) > 0;
  }

  private strideOf(sizeClass: number): number {
    return this.headerBytes + bytesOf(this.policy, sizeClass);
  }

  private shardOf(thread: number, sizeClass: number): number {
    return (thread % this.policy.shards) * this.policy.classes.length + sizeClass;
  }

  private row(thread: number, sizeClass: number): number {
    const classes = this.policy.classes.length;
    const rows = (thread + 1) * classes;
    this.ring.know(rows);
    this.lifo.know(rows);
    if (this.active.length < rows) this.active.extend(rows - this.active.length, NONE);
    return thread * classes + sizeClass;
  }
}
