// Mid MT: each thread has one segment per class, a 4 MiB chunk with a free list and a bump pointer (hakmem_mid_mt.h).
//
// ```
// chunk 4 MiB  | block 0 | block 1 | ... | current: carved up to here | ...        no header: USER is BASE
// segment      free list -> block -> block
// registry     64 entries | 128 | 256 | ...     doubles by mmap, finds a pointer's chunk
// ```
//
// malloc pops the segment's free list, else carves, else maps a chunk and enters it into the registry. Decisions where no
// document speaks. *Remote free*: segment and registry name no owner and have no queue, so a block goes on the free list
// of whoever frees it, as a Tiny block does. *Thread's end* under `threadExit` adopt: free lists and chunks wait for the
// next thread that would map a chunk of that class. `used_count` decides nothing and is not kept.

import { NONE } from "../bits.ts";
import type { DoubleColumn, IntColumn } from "../columns.ts";
import type { MidMtPolicy } from "../layers.ts";
import {
  MID_CHUNK_BYTES,
  MID_REGISTRY_ENTRY_BYTES,
  MID_REGISTRY_FIRST_ENTRIES,
} from "../layout.ts";
import { Counter, type Model } from "../model.ts";
import { Outcome } from "../outcome.ts";
import { BlockLists } from "./block-lists.ts";
import { BlockPlace } from "./large-blocks.ts";
import { mapLarge, unmapLarge, wholePages } from "./large-memory.ts";
import { bytesOf, carve, type Pool, type PoolParts, recogniseByRun } from "./pool.ts";

const START = 0;
const ENTRIES = 1;
const USED = 2;

export class MidMt implements Pool {
  readonly policy: MidMtPolicy;
  readonly headerBytes = 0;
  readonly lists: readonly BlockLists[];
  private readonly parts: PoolParts;
  private readonly free: BlockLists;
  /** Free lists of ended threads, one per class. */
  private readonly abandoned: BlockLists;
  /** Chunk that the segment carves. */
  private readonly current: IntColumn;
  private readonly registry: DoubleColumn;

  constructor(parts: PoolParts, policy: MidMtPolicy) {
    this.parts = parts;
    this.policy = policy;
    this.free = new BlockLists(parts.store, parts.blocks, BlockPlace.Listed);
    this.abandoned = new BlockLists(parts.store, parts.blocks, BlockPlace.Listed);
    this.abandoned.know(policy.classes.length);
    this.lists = [this.free, this.abandoned];
    this.current = parts.store.ints();
    this.registry = parts.store.doubles();
    this.registry.extend(USED + 1, 0);
  }

  /** Bytes of the registry's table. */
  get tableBytes(): number {
    return wholePages(this.registry.get(ENTRIES) * MID_REGISTRY_ENTRY_BYTES);
  }

  recognise(_model: Model, user: number): number {
    return recogniseByRun(this.parts, user);
  }

  take(model: Model, thread: number, sizeClass: number): number {
    const segment = this.segment(thread, sizeClass);
    model.refillOutcome = Outcome.CacheHit;
    const block = this.free.pop(segment);
    if (block !== NONE) return block;
    model.refillOutcome = Outcome.Refill;
    const { runs } = this.parts;
    const bytes = bytesOf(this.policy, sizeClass);
    const current = this.current.get(segment);
    if (current !== NONE && runs.room(current) >= bytes) return this.carve(current, sizeClass);
    if (this.abandoned.moveTo(sizeClass, this.free, segment, this.abandoned.count(sizeClass)) > 0) {
      return this.free.pop(segment);
    }
    let chunk = runs.findAbandoned(this.parts.number, sizeClass, bytes);
    if (chunk === NONE) chunk = this.mapChunk(model, sizeClass);
    if (chunk === NONE) return NONE;
    runs.owner.set(chunk, thread);
    this.current.set(segment, chunk);
    return this.carve(chunk, sizeClass);
  }

  give(model: Model, thread: number, block: number): Outcome {
    const { blocks, runs } = this.parts;
    this.free.push(this.segment(thread, blocks.sizeClass.get(block)), block);
    if (runs.owner.get(blocks.run.get(block)) === thread) return Outcome.Local;
    model.count(Counter.ForeignOwnerFrees, 1);
    return Outcome.Cached;
  }

  holds(thread: number): boolean {
    return this.policy.classes.some((_, sizeClass) => {
      const segment = this.segment(thread, sizeClass);
      return this.free.count(segment) > 0 || this.current.get(segment) !== NONE;
    });
  }

  abandon(thread: number): void {
    this.policy.classes.forEach((_, sizeClass) => {
      const segment = this.segment(thread, sizeClass);
      this.free.moveTo(segment, this.abandoned, sizeClass, this.free.count(segment));
      this.current.set(segment, NONE);
    });
    this.parts.runs.disown(this.parts.number, thread);
  }

  private carve(chunk: number, sizeClass: number): number {
    return carve(this.parts, this, chunk, sizeClass);
  }

  private mapChunk(model: Model, sizeClass: number): number {
    if (!this.makeRegistryRoom(model)) return NONE;
    const start = mapLarge(model, MID_CHUNK_BYTES);
    if (start === 0) return NONE;
    this.registry.add(USED, 1);
    model.refillOutcome = Outcome.Mapped;
    return this.parts.runs.add(start, MID_CHUNK_BYTES, this.parts.number, sizeClass, NONE);
  }

  /** False: Linux refuses a larger table, so no chunk can be entered. */
  private makeRegistryRoom(model: Model): boolean {
    const { registry } = this;
    const entries = registry.get(ENTRIES);
    if (registry.get(USED) < entries) return true;
    const more = entries === 0 ? MID_REGISTRY_FIRST_ENTRIES : 2 * entries;
    const start = mapLarge(model, wholePages(more * MID_REGISTRY_ENTRY_BYTES));
    if (start === 0) return false;
    if (entries > 0) unmapLarge(model, registry.get(START), this.tableBytes);
    registry.set(START, start);
    registry.set(ENTRIES, more);
    return true;
  }

  private segment(thread: number, sizeClass: number): number {
    const classes = this.policy.classes.length;
    const rows = (thread + 1) * classes;
    this.free.know(rows);
    if (this.current.length < rows) this.current.extend(rows - this.current.length, NONE);
    return thread * classes + sizeClass;
  }
}
