// Pool TLS: a free list per thread and class, refilled in batches from the thread's own arena chunks (pool_tls.c).
//
// ```
// chunk 1, 2, 4, 8, 8, ... MiB  | B0 | block of class 0 | B0 | ... | B5 | block of class 5 | ... | tail
// block                          USER-1: 0xb0 + class   USER: odd or even, aligned to 1
// ```
//
// malloc pops the list, else drains the thread's remote queue, else carves a batch. free reads the byte before the pointer
// and believes it about whose block it is; the chunk registry then names the owner, and a block of another thread goes
// to that thread's queue of the class, which only its owner drains. Decisions where no document speaks: the header comes on
// top of the class size; a batch is as many blocks as the chunk still holds, and a chunk that holds none is left with its
// tail. At a thread's end under `threadExit` adopt its lists, its queues and its chunk wait for the next thread that needs
// a batch, and blocks of its chunks stay with whoever frees them.

import { NO_ROW } from "../address-index.ts";
import { HEADER_BYTES, NONE } from "../bits.ts";
import type { IntColumn } from "../columns.ts";
import type { PoolTlsPolicy } from "../layers.ts";
import { HEADER_CLASS_MASK, HEADER_MAGIC_MASK, POOL_TLS_MAGIC } from "../layout.ts";
import { FAULT } from "../memory.ts";
import { Counter, type Model } from "../model.ts";
import { Outcome } from "../outcome.ts";
import { BlockLists } from "./block-lists.ts";
import { BlockPlace } from "./large-blocks.ts";
import { mapLarge } from "./large-memory.ts";
import { bytesOf, carve, type Pool, type PoolParts, STRANGER } from "./pool.ts";

export class PoolTls implements Pool {
  readonly policy: PoolTlsPolicy;
  readonly headerBytes = HEADER_BYTES;
  readonly lists: readonly BlockLists[];
  private readonly parts: PoolParts;
  private readonly free: BlockLists;
  private readonly remote: BlockLists;
  /** Free lists of ended threads, one per class. */
  private readonly abandoned: BlockLists;
  /** Chunk that the thread carves, and how many it has mapped. */
  private readonly chunk: IntColumn;
  private readonly chunks: IntColumn;

  constructor(parts: PoolParts, policy: PoolTlsPolicy) {
    this.parts = parts;
    this.policy = policy;
    this.free = new BlockLists(parts.store, parts.blocks, BlockPlace.Listed);
    this.remote = new BlockLists(parts.store, parts.blocks, BlockPlace.RemoteQueued);
    this.abandoned = new BlockLists(parts.store, parts.blocks, BlockPlace.Listed);
    this.abandoned.know(policy.classes.length);
    this.lists = [this.free, this.remote, this.abandoned];
    this.chunk = parts.store.ints();
    this.chunks = parts.store.ints();
  }

  recognise(model: Model, user: number): number {
    const byte = model.memory.readByte(user - HEADER_BYTES);
    if (byte === FAULT || (byte & HEADER_MAGIC_MASK) !== POOL_TLS_MAGIC) return NONE;
    if ((byte & HEADER_CLASS_MASK) >= this.policy.classes.length) return NONE;
    const block = this.parts.blocks.find(user);
    const ours =
      block !== NO_ROW &&
      this.parts.runs.pool.get(this.parts.blocks.run.get(block)) === this.parts.number;
    return ours ? block : STRANGER;
  }

  take(model: Model, thread: number, sizeClass: number): number {
    const row = this.row(thread, sizeClass);
    model.refillOutcome = Outcome.CacheHit;
    if (this.free.head(row) === NONE && !this.refill(model, thread, sizeClass, row)) return NONE;
    return this.free.pop(row);
  }

  give(model: Model, thread: number, block: number): Outcome {
    const { blocks, runs } = this.parts;
    const sizeClass = blocks.sizeClass.get(block);
    const owner = runs.owner.get(blocks.run.get(block));
    if (owner === thread || owner === NONE) {
      this.free.push(this.row(thread, sizeClass), block);
      return owner === thread ? Outcome.Local : Outcome.Cached;
    }
    this.remote.push(this.row(owner, sizeClass), block);
    model.count(Counter.ForeignOwnerFrees, 1);
    return Outcome.Remote;
  }

  holds(thread: number): boolean {
    if (thread < this.chunk.length && this.chunk.get(thread) !== NONE) return true;
    return this.policy.classes.some((_, sizeClass) => {
      const row = this.row(thread, sizeClass);
      return this.free.count(row) > 0 || this.remote.count(row) > 0;
    });
  }

  abandon(thread: number): void {
    this.policy.classes.forEach((_, sizeClass) => {
      const row = this.row(thread, sizeClass);
      for (const own of [this.remote, this.free]) {
        own.moveTo(row, this.abandoned, sizeClass, own.count(row));
      }
    });
    this.chunk.set(thread, NONE);
    this.parts.runs.disown(this.parts.number, thread);
  }

  /** Fills an empty free list; false without memory. */
  private refill(model: Model, thread: number, sizeClass: number, row: number): boolean {
    model.refillOutcome = Outcome.Refill;
    for (const [from, list] of [
      [this.remote, row],
      [this.abandoned, sizeClass],
    ] as const) {
      if (from.moveTo(list, this.free, row, from.count(list)) > 0) return true;
    }
    const stride = HEADER_BYTES + bytesOf(this.policy, sizeClass);
    const chunk = this.findChunk(model, thread, stride);
    if (chunk === NONE) return false;
    const most = Math.floor(this.parts.runs.room(chunk) / stride);
    const batch = Math.min(this.policy.refill[sizeClass] ?? 1, most);
    const first = carve(this.parts, this, chunk, sizeClass);
    for (let more = 1; more < batch; more++) carve(this.parts, this, chunk, sizeClass);
    for (let block = first + batch - 1; block >= first; block--) this.free.push(row, block);
    return true;
  }

  /** The thread's chunk with room for a block: its own, an abandoned one, a fresh one. */
  private findChunk(model: Model, thread: number, stride: number): number {
    const { runs, number } = this.parts;
    const current = this.chunk.get(thread);
    if (current !== NONE && runs.room(current) >= stride) return current;
    let chunk = runs.findAbandoned(number, NONE, stride);
    if (chunk === NONE) {
      const sizes = this.policy.chunkBytes;
      const bytes = sizes[Math.min(this.chunks.get(thread), sizes.length - 1)] ?? 0;
      const start = mapLarge(model, bytes);
      if (start === 0) return NONE;
      model.refillOutcome = Outcome.Mapped;
      this.chunks.add(thread, 1);
      chunk = runs.add(start, bytes, number, NONE, thread);
    }
    runs.owner.set(chunk, thread);
    this.chunk.set(thread, chunk);
    return chunk;
  }

  private row(thread: number, sizeClass: number): number {
    const classes = this.policy.classes.length;
    const rows = (thread + 1) * classes;
    this.free.know(rows);
    this.remote.know(rows);
    const missing = thread + 1 - this.chunk.length;
    if (missing > 0) {
      this.chunk.extend(missing, NONE);
      this.chunks.extend(missing, 0);
    }
    return thread * classes + sizeClass;
  }
}
