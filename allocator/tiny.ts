// Tiny malloc and the fast half of free: a thread's cache per size class (TLS SLL), pop and push.
//
// Both touch nothing but the thread's list and the block's own bytes. Pushing does not ask who owns the block's slab, does
// not lower the slab's `used`, and believes the header byte about the class: that is E4's design and the source of the
// foreign-owner figure in the statistics.

import { BlockState, NONE } from "./heap.ts";
import { HEADER_BYTES, HEADER_MAGIC, TINY_ALIGNMENT } from "./layout.ts";
import { loadLink, storeLink } from "./links.ts";
import { FAULT } from "./memory.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { refill } from "./refill.ts";
import { blockBytes, usableBytes } from "./size-class.ts";
import { cacheRow } from "./threads.ts";
import { address, threadId } from "./units.ts";

/** USER of a block for `size` bytes, 0 when the refill failed or the process died. */
export function allocateTiny(
  model: Model,
  thread: number,
  size: number,
  sizeClass: number,
): number {
  const { heap, threads } = model;
  const row = cacheRow(thread, sizeClass);
  let outcome: Outcome = Outcome.CacheHit;
  if (threads.cacheHead.get(row) === 0) {
    if (refill(model, thread, sizeClass, model.policy.refillBatch) === 0) return 0;
    outcome = model.refillOutcome;
  }
  const base = threads.cacheHead.get(row);
  const block = heap.findStart(base, sizeClass);
  const intact = block !== NONE && heap.state.get(block) < 0;
  const next = intact ? heap.link(block, sizeClass) : loadLink(model, thread, base, sizeClass);
  if (next === FAULT) return 0;
  threads.cacheHead.set(row, next);
  if (threads.cacheCount.get(row) > 0) threads.cacheCount.add(row, -1);
  if (block === NONE) model.memory.writeByte(base, HEADER_MAGIC + sizeClass);
  else {
    handOut(model, block, sizeClass, size);
    if (size > usableBytes(sizeClass)) {
      model.touched.add("writes");
      if (model.written.kind === "full") overrun(model, base, sizeClass, size, model.written.fill);
    }
  }
  model.outcome = outcome;
  const user = address(base + HEADER_BYTES);
  model.observer.onAllocate(
    threadId(thread),
    user,
    size,
    usableBytes(sizeClass),
    TINY_ALIGNMENT,
    outcome,
  );
  return user;
}

/**
 * hak_tiny_free_fast_v2: true if the cache had room. A block that is not the start of a carved block of that class is
 * taken all the same.
 */
export function pushToCache(
  model: Model,
  thread: number,
  base: number,
  sizeClass: number,
): boolean {
  const { threads, heap } = model;
  const row = cacheRow(thread, sizeClass);
  if (threads.cacheCount.get(row) >= model.policy.cacheCapacity) return false;
  const block = heap.findStart(base, sizeClass);
  const head = threads.cacheHead.get(row);
  threads.cacheHead.set(row, base);
  threads.cacheCount.add(row, 1);
  if (block === NONE) {
    storeLink(model, base, sizeClass, head);
    takeStranger(model, base);
    return true;
  }
  if (heap.owner.get(heap.foundSlab) !== thread) model.count(Counter.ForeignOwnerFrees, 1);
  heap.setLink(block, sizeClass, head);
  retire(model, block, BlockState.Cached);
  model.outcome = Outcome.Cached;
  return true;
}

/** The list now holds something that is no block of its class. */
function takeStranger(model: Model, base: number): void {
  const block = model.heap.find(base);
  if (block !== NONE && model.heap.foundOffset === 0) retire(model, block, BlockState.Cached);
  model.count(Counter.Damage, 1);
  model.outcome = Outcome.Corrupted;
}

/** The program lets go of a Tiny block, which is then at `place`; a block it did not hold is damage. */
export function retire(model: Model, block: number, place: number): void {
  const { heap } = model;
  const requested = heap.state.get(block);
  if (requested >= 0) {
    model.count(Counter.LiveBytes, -requested);
    model.count(Counter.LiveBlocks, -1);
  } else model.count(Counter.Damage, 1);
  heap.state.set(block, place);
}

/** calloc's clearing of a Tiny block that was just handed out, and what the program writes after it. */
export function clearTiny(model: Model, user: number, size: number): void {
  const { heap, written } = model;
  const block = heap.find(user);
  if (block === NONE) return;
  const sizeClass = heap.foundClass;
  const bytes = blockBytes(sizeClass);
  heap.fillFront(block, HEADER_BYTES, Math.min(HEADER_BYTES + size, bytes), 0);
  heap.written.set(block, 0);
  writeTiny(model, block, bytes, written.count(Math.min(size, usableBytes(sizeClass))));
  overrun(model, user - HEADER_BYTES, sizeClass, size, written.kind === "full" ? written.fill : 0);
}

/** S4: a request that is larger than its block; the bytes too many land on the next block's first ones. */
function overrun(model: Model, base: number, sizeClass: number, size: number, value: number): void {
  if (size <= usableBytes(sizeClass)) return;
  for (let offset = usableBytes(sizeClass); offset < size; offset++) {
    model.memory.writeByte(base + HEADER_BYTES + offset, value);
  }
}

/** Header byte, truth for the statistics, and what the program writes. */
function handOut(model: Model, block: number, sizeClass: number, size: number): void {
  const { heap, written } = model;
  const before = heap.state.get(block);
  if (before >= 0) {
    model.count(Counter.LiveBytes, -before);
    model.count(Counter.LiveBlocks, -1);
  }
  heap.setByte(block, 0, HEADER_MAGIC + sizeClass);
  heap.state.set(block, size);
  model.count(Counter.LiveBytes, size);
  model.count(Counter.LiveBlocks, 1);
  if (written.kind !== "none") {
    writeTiny(
      model,
      block,
      blockBytes(sizeClass),
      written.count(Math.min(size, usableBytes(sizeClass))),
    );
  }
}

function writeTiny(model: Model, block: number, bytes: number, count: number): void {
  const { heap, written } = model;
  if (written.kind === "full") {
    heap.fillFront(block, HEADER_BYTES, Math.min(HEADER_BYTES + count, bytes), written.fill);
  } else {
    for (let offset = 0; offset < count; offset++) {
      heap.setByte(block, HEADER_BYTES + offset, written.byteAt(offset));
    }
  }
  if (count > heap.written.get(block)) heap.written.set(block, count);
}
