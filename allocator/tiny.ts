// Tiny malloc and the fast half of free: a thread's cache per size class (TLS SLL), pop and push.
//
// Both touch nothing but the thread's list and the block's own bytes. Pushing does not ask who owns the block's slab, does
// not lower the slab's `used`, and believes the header byte about the class: that is E4's design and the source of the
// foreign-owner figure in the statistics. The hot loop (play.ts) does the same for a trace's plain calls.

import {
  CAPACITY,
  COUNT,
  HEAD,
  HEADER_BYTES,
  HEADER_MAGIC,
  HIGH_WATER,
  NONE,
  UNTIL_DRAIN,
} from "./bits.ts";
import { FRONT_BYTES, liveState, requestedOf } from "./blocks.ts";
import { drainCache } from "./drain.ts";
import { BlockState } from "./heap.ts";
import { LINK_BYTES, TINY_ALIGNMENT } from "./layout.ts";
import { baseOfRef, DEAD, loadLink, refAt, storeLink } from "./links.ts";
import { FAULT } from "./memory.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { refill } from "./refill.ts";
import { pointer } from "./refill-failure.ts";
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
  const fromMagazine = threads.magazineCount.get(row) > 0;
  if (!fromMagazine && threads.head(row) === NONE) {
    if (refill(model, thread, sizeClass, model.policy.cache.refillBatch) === 0) return 0;
    outcome = model.refillOutcome;
  }
  const ref = fromMagazine ? threads.magazineHead.get(row) : threads.head(row);
  const next = loadNext(model, thread, ref, sizeClass);
  if (next === DEAD) return 0;
  if (fromMagazine) {
    threads.magazineHead.set(row, next);
    threads.magazineCount.add(row, -1);
  } else {
    threads.set(row, HEAD, next);
    if (threads.cached(row) > 0) threads.add(row, COUNT, -1);
  }
  const base = baseOfRef(model, ref);
  const usable = heap.sizes.usables[sizeClass] as number;
  if (ref < 0) handOutStray(model, thread, base, sizeClass, size);
  else {
    handOut(model, thread, ref, sizeClass, size);
    if (size > usable) {
      model.touched.add("writes");
      const { written } = model;
      if (written.kind === "full") overrun(model, base, sizeClass, size, written.fill);
    }
  }
  if (model.crash !== undefined) return 0;
  model.outcome = outcome;
  const user = address(base + (heap.sizes.userOffsets[sizeClass] as number));
  model.observer.onAllocate(threadId(thread), user, size, usable, TINY_ALIGNMENT, outcome);
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
  const { threads, heap, policy } = model;
  const row = cacheRow(thread, sizeClass);
  const { magazine } = policy.cache;
  const toMagazine =
    magazine !== null &&
    sizeClass < magazine.classes &&
    threads.magazineCount.get(row) < magazine.capacity;
  if (!toMagazine && threads.cached(row) >= threads.get(row, CAPACITY)) return false;
  const ref = refAt(model, base, sizeClass);
  const head = toMagazine ? threads.magazineHead.get(row) : threads.head(row);
  if (toMagazine) {
    threads.magazineHead.set(row, ref);
    threads.magazineCount.add(row, 1);
  } else {
    threads.set(row, HEAD, ref);
    threads.add(row, COUNT, 1);
  }
  storeLink(model, ref, sizeClass, head);
  if (ref < 0) takeStranger(model, base);
  else {
    if (heap.ownerOf(heap.blocks.slabOf(ref)) !== thread) model.count(Counter.ForeignOwnerFrees, 1);
    retire(model, ref, BlockState.Cached);
    model.outcome = Outcome.Cached;
  }
  countFree(model, thread, sizeClass);
  return true;
}

/** What caches that adapt and caches that are drained go by; where the policy has neither, nothing is counted. */
function countFree(model: Model, thread: number, sizeClass: number): void {
  const { threads } = model;
  const { drainEvery, adaptive } = model.policy.cache;
  if (drainEvery === 0 && adaptive === null) return;
  const row = cacheRow(thread, sizeClass);
  const count = threads.cached(row);
  if (count > threads.get(row, HIGH_WATER)) threads.set(row, HIGH_WATER, count);
  threads.add(row, UNTIL_DRAIN, -1);
  if (threads.get(row, UNTIL_DRAIN) === 0) drainCache(model, thread, sizeClass);
}

/** The program lets go of a Tiny block, which is then at `place`; a block it did not hold is damage. */
export function retire(model: Model, block: number, place: number): void {
  const { blocks } = model.heap;
  const state = blocks.state(block);
  if (state >= 0) {
    model.count(Counter.LiveBytes, -requestedOf(state));
    model.count(Counter.LiveBlocks, -1);
  } else model.count(Counter.Damage, 1);
  blocks.setState(block, place);
}

/** calloc's clearing of a Tiny block that was just handed out, all its usable bytes, and what the program writes after it. */
export function clearTiny(model: Model, user: number, size: number): void {
  const { heap, written } = model;
  const block = heap.find(user);
  if (block === NONE) return;
  const sizeClass = heap.foundClass;
  const stride = heap.sizes.strides[sizeClass] as number;
  const usable = heap.sizes.usables[sizeClass] as number;
  const front = heap.sizes.userOffsets[sizeClass] as number;
  if (!heap.blocks.inBytes) heap.blocks.setFastLink(block, NONE);
  else {
    heap.blocks.fillFront(block, front, stride, 0);
    heap.blocks.written.set(block, 0);
    writeTiny(model, block, sizeClass, written.count(Math.min(size, usable)));
  }
  overrun(model, user - front, sizeClass, size, written.kind === "full" ? written.fill : 0);
}

/** The list now holds something that is no block of its class. */
function takeStranger(model: Model, base: number): void {
  const block = model.heap.find(base);
  if (block !== NONE && model.heap.foundOffset === 0) retire(model, block, BlockState.Cached);
  model.count(Counter.Damage, 1);
  model.outcome = Outcome.Corrupted;
}

/** S27: this pop reads the link at BASE, where others keep the header. */
function loadNext(model: Model, thread: number, ref: number, sizeClass: number): number {
  if (!model.bugs.has("S27")) return loadLink(model, thread, ref, sizeClass);
  if (ref >= 0 && model.linkAt(sizeClass) > 0) model.count(Counter.Damage, 1);
  return loadLink(model, thread, ref, sizeClass, 0);
}

/** Header byte and the program's bytes of something that is no block of the class; nothing else is known of it. */
function handOutStray(
  model: Model,
  thread: number,
  base: number,
  sizeClass: number,
  size: number,
): void {
  const { heap, written } = model;
  const front = heap.sizes.userOffsets[sizeClass] as number;
  const store = (at: number, value: number, what: string): boolean => {
    if (model.memory.readByte(at) !== FAULT) {
      model.memory.writeByte(at, value);
      return true;
    }
    const mechanism = `${what} is stored at ${pointer(at)}, which is not mapped`;
    model.die(thread, base, { exitCode: 139, message: "", mechanism });
    return false;
  };
  if (front === HEADER_BYTES) {
    const what = `the header of a block of class ${sizeClass}`;
    if (!store(base, HEADER_MAGIC + sizeClass, what)) return;
  }
  const usable = heap.sizes.usables[sizeClass] as number;
  const count = written.count(Math.min(size, usable));
  for (let offset = 0; offset < count; offset++) {
    const what = `the program's byte ${offset + 1} of ${size} at ${pointer(base + front)}`;
    if (!store(base + front + offset, written.byteAt(offset), what)) return;
  }
}

/** S4: a request that is larger than its block; the bytes too many land on the next block's first ones. */
function overrun(model: Model, base: number, sizeClass: number, size: number, value: number): void {
  const usable = model.heap.sizes.usables[sizeClass] as number;
  const front = model.heap.sizes.userOffsets[sizeClass] as number;
  for (let offset = usable; offset < size; offset++) {
    const at = base + front + offset;
    if (isLinkByte(model, at)) model.count(Counter.Damage, 1);
    model.memory.writeByte(at, value);
  }
}

/** Does a free block keep its link there? */
function isLinkByte({ heap }: Model, at: number): boolean {
  const block = heap.find(at);
  if (block === NONE || heap.blocks.isLive(block)) return false;
  const offset = heap.foundOffset - (heap.sizes.linkOffsets[heap.foundClass] as number);
  return offset >= 0 && offset < LINK_BYTES;
}

/** Header byte, truth for the statistics, and what the program writes. */
function handOut(
  model: Model,
  thread: number,
  block: number,
  sizeClass: number,
  size: number,
): void {
  const { heap, written } = model;
  const { blocks } = heap;
  const before = blocks.state(block);
  if (before >= 0) {
    model.count(Counter.LiveBytes, -requestedOf(before));
    model.count(Counter.LiveBlocks, -1);
  }
  if (blocks.inBytes) heap.writeHeader(block, sizeClass);
  blocks.setState(block, liveState(thread, size));
  model.count(Counter.LiveBytes, size);
  model.count(Counter.LiveBlocks, 1);
  if (written.kind !== "none") {
    const usable = heap.sizes.usables[sizeClass] as number;
    writeTiny(model, block, sizeClass, written.count(Math.min(size, usable)));
  }
}

function writeTiny(model: Model, block: number, sizeClass: number, count: number): void {
  const { heap, written } = model;
  const { blocks } = heap;
  const front = heap.sizes.userOffsets[sizeClass] as number;
  const stride = heap.sizes.strides[sizeClass] as number;
  if (written.kind === "full") {
    blocks.fillFront(block, front, Math.min(front + count, stride), written.fill);
  } else {
    for (let offset = 0; offset < count; offset++) {
      blocks.setFrontByte(block, front + offset, written.byteAt(offset));
    }
  }
  const user = heap.baseOf(block) + front;
  model.memory.overwrite(user, user + count);
  if (front + count > FRONT_BYTES && count > blocks.written.get(block)) {
    blocks.written.set(block, count);
  }
}
