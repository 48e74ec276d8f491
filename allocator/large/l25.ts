// L2.5: blocks of 64 KiB to 1 MiB in free lists per class and shard, shared by all threads (hakmem_l25_pool.c).
//
// ```
// run          | header 16 | block 0 | header 16 | block 1 | ... | tail up to a page      as many as make 1 MiB
// shard 0..63  free list of each class
// ```
//
// malloc pops the free list of its thread's shard, else maps a run and gives all its blocks to that shard. A freed block
// goes back to the shard its run belongs to, whoever frees it, so nothing is remote and nothing is held by a thread.
// Decisions where no document speaks: a thread's shard is its number modulo the shards; shards do not steal from each
// other. `dynamic` shards are a design that hakmem never built; since the model has no contention to measure, their number
// doubles while there are more thread lives than shards, and runs stay with the shard that mapped them.

import { NONE } from "../bits.ts";
import type { IntColumn } from "../columns.ts";
import type { L25Policy } from "../layers.ts";
import { ALLOC_HEADER_BYTES, L25_RUN_BYTES } from "../layout.ts";
import type { Model } from "../model.ts";
import { Outcome } from "../outcome.ts";
import { BlockLists } from "./block-lists.ts";
import { BlockPlace } from "./large-blocks.ts";
import { mapLarge, wholePages } from "./large-memory.ts";
import { bytesOf, carve, type Pool, type PoolParts, recogniseByRun } from "./pool.ts";

export class L25 implements Pool {
  readonly policy: L25Policy;
  readonly headerBytes = ALLOC_HEADER_BYTES;
  readonly lists: readonly BlockLists[];
  private readonly parts: PoolParts;
  private readonly free: BlockLists;
  private readonly shards: IntColumn;

  constructor(parts: PoolParts, policy: L25Policy) {
    this.parts = parts;
    this.policy = policy;
    this.free = new BlockLists(parts.store, parts.blocks, BlockPlace.Listed);
    this.lists = [this.free];
    this.shards = parts.store.ints();
    const { shards } = policy;
    this.shards.push(shards.kind === "fixed" ? shards.count : shards.first);
  }

  get shardCount(): number {
    return this.shards.get(0);
  }

  recognise(_model: Model, user: number): number {
    return recogniseByRun(this.parts, user);
  }

  take(model: Model, thread: number, sizeClass: number): number {
    const shard = this.shardOf(thread);
    const list = this.list(shard, sizeClass);
    model.refillOutcome = Outcome.CacheHit;
    if (this.free.head(list) === NONE && !this.refill(model, shard, sizeClass, list)) return NONE;
    return this.free.pop(list);
  }

  give(_model: Model, _thread: number, block: number): Outcome {
    const { blocks, runs } = this.parts;
    const shard = runs.owner.get(blocks.run.get(block));
    this.free.push(this.list(shard, blocks.sizeClass.get(block)), block);
    return Outcome.Local;
  }

  holds(): boolean {
    return false;
  }

  abandon(): void {}

  private refill(model: Model, shard: number, sizeClass: number, list: number): boolean {
    const bytes = bytesOf(this.policy, sizeClass);
    const count = Math.max(1, Math.floor(L25_RUN_BYTES / bytes));
    const length = wholePages(count * (this.headerBytes + bytes));
    const start = mapLarge(model, length);
    if (start === 0) return false;
    model.refillOutcome = Outcome.Mapped;
    const run = this.parts.runs.add(start, length, this.parts.number, sizeClass, shard);
    const first = carve(this.parts, this, run, sizeClass);
    for (let more = 1; more < count; more++) carve(this.parts, this, run, sizeClass);
    for (let block = first + count - 1; block >= first; block--) this.free.push(list, block);
    return true;
  }

  private shardOf(thread: number): number {
    const { shards } = this.policy;
    if (shards.kind === "dynamic") {
      while (thread >= this.shardCount && this.shardCount < shards.most) {
        this.shards.set(0, Math.min(2 * this.shardCount, shards.most));
      }
    }
    return thread % this.shardCount;
  }

  private list(shard: number, sizeClass: number): number {
    const classes = this.policy.classes.length;
    this.free.know((shard + 1) * classes);
    return shard * classes + sizeClass;
  }
}
