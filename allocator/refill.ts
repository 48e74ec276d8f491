// Refilling a thread's cache from its bound slab: drain, free list, carve, another slab (sll_refill_batch_from_ss).
//
// A refill that got at least one block does not bind another slab to complete its batch (a decision: it makes "refill
// failed" and "request not served" the same thing). Blocks come out in the order in which they were on the free list,
// carved ones by rising address.

import { adaptCapacity } from "./adaptive-sizing.ts";
import { CAPACITY, COUNT, HEAD, NONE } from "./bits.ts";
import { carvesWrongly, carveWrongly } from "./bugs.ts";
import { BlockState } from "./heap.ts";
import { DRAIN_THRESHOLD, SLAB_RECORD_BYTES, SLAB_RECORDS_OFFSET } from "./layout.ts";
import { DEAD, loadLink, storeLink } from "./links.ts";
import { Counter, type Model } from "./model.ts";
import type { RefillFailure } from "./observer.ts";
import { Outcome } from "./outcome.ts";
import { formatRefillFailure } from "./refill-failure.ts";
import { drainRemote } from "./slab-lists.ts";
import { bindAnotherSlab, bitmapOf } from "./super-slabs.ts";
import { cacheRow } from "./threads.ts";
import { address, sizeClass as asSizeClass, threadId } from "./units.ts";

const ENOMEM = 12;
const SEARCH_NOT_RUN = -2;
const NONE_FOUND = -1;

/** Puts up to `batch` blocks into the cache; how many, 0 when there was no memory or the process died. */
export function refill(model: Model, thread: number, sizeClass: number, batch: number): number {
  const row = cacheRow(thread, sizeClass);
  model.refillOutcome = Outcome.Refill;
  for (;;) {
    const slab = model.threads.bound(row);
    const taken = refillFromBound(model, thread, sizeClass, batch);
    if (taken > 0 || model.crash !== undefined) return taken;
    if (bindAnotherSlab(model, thread, sizeClass) === NONE) {
      reportFailure(model, thread, sizeClass, slab);
      return 0;
    }
  }
}

/** The part of a refill that needs no memory: what the bound slab has, 0 if there is none, it is used up or the process died. */
export function refillFromBound(
  model: Model,
  thread: number,
  sizeClass: number,
  batch: number,
): number {
  const { threads } = model;
  const row = cacheRow(thread, sizeClass);
  const slab = threads.bound(row);
  if (slab === NONE) return 0;
  const room = threads.get(row, CAPACITY) - threads.cached(row);
  const taken = takeBlocks(model, thread, slab, Math.max(1, Math.min(batch, room)));
  const { adaptive } = model.policy.cache;
  if (taken > 0 && adaptive !== null) adaptCapacity(model, thread, sizeClass, adaptive);
  return taken;
}

function takeBlocks(model: Model, thread: number, slab: number, want: number): number {
  const { heap } = model;
  const queued = heap.remoteCount.get(slab);
  if (queued >= DRAIN_THRESHOLD || (queued > 0 && heap.freeHead.get(slab) === NONE)) {
    if (!drainRemote(model, thread, slab)) return 0;
  }
  const freed = takeFreed(model, thread, slab, want);
  if (model.crash !== undefined) return 0;
  const carved = carveBlocks(model, thread, slab, want - freed);
  if (model.crash !== undefined) return 0;
  const taken = freed + carved;
  heap.used.add(slab, taken);
  heap.activeBlocks.add(heap.slabSuperSlab.get(slab), model.bugs.has("S3") ? carved : taken);
  return taken;
}

/** Free list to cache, keeping its order. */
function takeFreed(model: Model, thread: number, slab: number, want: number): number {
  const { heap, threads } = model;
  const sizeClass = heap.classOf(slab);
  const row = cacheRow(thread, sizeClass);
  const first = heap.freeHead.get(slab);
  let last = NONE;
  let next = first;
  let taken = 0;
  while (taken < want && next !== NONE) {
    last = next;
    next = loadLink(model, thread, last, sizeClass);
    if (next === DEAD) return 0;
    if (last >= 0) heap.blocks.setState(last, BlockState.Cached);
    taken++;
  }
  if (taken === 0) return 0;
  storeLink(model, last, sizeClass, threads.head(row));
  threads.set(row, HEAD, first);
  threads.add(row, COUNT, taken);
  heap.freeHead.set(slab, next);
  return taken;
}

/** Never used blocks to the cache's end of the list, lowest address first. */
function carveBlocks(model: Model, thread: number, slab: number, want: number): number {
  const { heap, threads } = model;
  const sizeClass = heap.classOf(slab);
  const row = cacheRow(thread, sizeClass);
  if (carvesWrongly(model, sizeClass)) return carveWrongly(model, slab, row, want);
  const count = Math.min(want, heap.capacityOf(slab) - heap.carved.get(slab));
  if (count <= 0) return 0;
  const rest = threads.head(row);
  let last = NONE;
  for (let carved = 0; carved < count; carved++) {
    const block = heap.carve(slab, BlockState.Cached);
    if (last === NONE) threads.set(row, HEAD, block);
    else storeLink(model, last, sizeClass, block);
    last = block;
  }
  storeLink(model, last, sizeClass, rest);
  threads.add(row, COUNT, count);
  return count;
}

function reportFailure(model: Model, thread: number, sizeClass: number, slab: number): void {
  const failure = describeFailure(model, thread, sizeClass, slab);
  model.count(Counter.RefillFailures, 1);
  model.observer.onRefillFailed(failure);
  if (model.counter(Counter.LinePrinted) === 0) {
    model.count(Counter.LinePrinted, 1);
    model.log(thread, formatRefillFailure(failure));
  }
}

function describeFailure(
  model: Model,
  thread: number,
  sizeClass: number,
  slab: number,
): RefillFailure {
  const { heap } = model;
  const common = {
    thread: threadId(thread),
    sizeClass: asSizeClass(sizeClass),
    reusedFreelist: 0,
    errno: ENOMEM,
    cause: model.refillCause,
  } as const;
  if (slab === NONE) {
    return {
      ...common,
      prevSuperSlab: address(0),
      active: 0,
      bitmap: 0,
      prevMeta: address(0),
      used: 0,
      capacity: 0,
      slabIndex: 0,
      freeIndex: SEARCH_NOT_RUN,
    };
  }
  const superSlab = heap.slabSuperSlab.get(slab);
  const base = heap.base.get(superSlab);
  const index = heap.slabIndex.get(slab);
  return {
    ...common,
    prevSuperSlab: address(base),
    active: heap.activeSlabs.get(superSlab),
    bitmap: bitmapOf(model, superSlab),
    prevMeta: address(base + SLAB_RECORDS_OFFSET + index * SLAB_RECORD_BYTES),
    used: heap.used.get(slab),
    capacity: heap.capacityOf(slab),
    slabIndex: index,
    freeIndex: NONE_FOUND,
  };
}
