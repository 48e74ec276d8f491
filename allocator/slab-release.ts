// What becomes of empty slabs and SuperSlabs: kept, reserved, cached, unmapped (shared_pool_release_slab, superslab_free,
// hak_tiny_trim).
//
// Rules. A slab is empty when `used` is 0: no block of it is live, cached or queued. With release `when-empty` it goes at
// once, unless its owner allocates from it at the moment (a decision: the documents say only used == 0). A SuperSlab
// without slabs is first kept as a reserve, then pushed to the LRU cache, then unmapped. With release `trim` nothing
// happens until `trim` runs: it takes SuperSlabs whose active count is 0, as E4 does, and skips those that some thread
// allocates from (hakmem_tiny_lifecycle.inc asks only the calling thread, which would free slabs under other threads).

import { NONE } from "./bits.ts";
import { forgetBlocksInUse } from "./bugs.ts";
import { SuperSlabState } from "./heap.ts";
import { lruPush } from "./lru.ts";
import { Counter, type Model } from "./model.ts";
import { forgetSlots, slotEmptied } from "./shared-pool.ts";
import { isBound } from "./threads.ts";

/** The slab's last block came back. */
export function slabEmptied(model: Model, slab: number): void {
  if (model.policy.superSlabs.release !== "when-empty") return;
  if (isBound(model.threads, model.heap.ownerRow.get(slab), slab)) return;
  releaseSlab(model, slab);
}

/** hak_tiny_trim: unmaps SuperSlabs without active blocks, beyond the reserve; how many. */
export function trim(model: Model): number {
  const { heap, threads } = model;
  const slabsOf: number[][] = Array.from({ length: heap.superSlabCount }, () => []);
  const busy = new Set<number>();
  for (let slab = 0; slab < heap.slabCount; slab++) {
    if (!heap.isActive(slab)) continue;
    const superSlab = heap.slabSuperSlab.get(slab);
    slabsOf[superSlab]?.push(slab);
    const active = heap.activeBlocks.get(superSlab) !== 0;
    if (active || isBound(threads, heap.ownerRow.get(slab), slab)) busy.add(superSlab);
  }
  let released = 0;
  slabsOf.forEach((slabs, superSlab) => {
    if (slabs.length === 0 || busy.has(superSlab)) return;
    for (const slab of slabs) releaseSlab(model, slab);
    if (heap.superSlabState.get(superSlab) === SuperSlabState.Released) released++;
  });
  return released;
}

/** Takes an empty slab out of every list and, with it, a SuperSlab that has no other. */
function releaseSlab(model: Model, slab: number): void {
  const { heap } = model;
  const superSlab = heap.slabSuperSlab.get(slab);
  const index = heap.slabIndex.get(slab);
  const sizeClass = heap.classOf(slab);
  if (model.bugs.has("S3")) forgetBlocksInUse(model, slab);
  disown(model, slab);
  heap.deactivateSlab(slab);
  model.count(Counter.SlabsReleased, 1);
  if (model.policy.superSlabs.supply === "shared-pool") {
    slotEmptied(model, superSlab, index, sizeClass);
  } else if (model.sharedHeads) model.heads.offerRoom(superSlab, sizeClass);
  if (heap.activeSlabs.get(superSlab) === 0) superSlabEmptied(model, superSlab);
}

/** Takes a slab off its owner's list. */
export function disown(model: Model, slab: number): void {
  const { heap, threads } = model;
  const next = heap.nextOwned.get(slab);
  const previous = heap.previousOwned.get(slab);
  const owner = heap.ownerOf(slab);
  if (next !== NONE) heap.previousOwned.set(next, previous);
  if (previous !== NONE) heap.nextOwned.set(previous, next);
  else if (owner !== NONE && threads.firstOwned.get(owner) === slab) {
    threads.firstOwned.set(owner, next);
  }
  heap.nextOwned.set(slab, NONE);
  heap.previousOwned.set(slab, NONE);
}

/** A reserved SuperSlab gets a slab again. */
export function takeFromReserve(model: Model, superSlab: number): void {
  const { heap } = model;
  if (heap.superSlabState.get(superSlab) !== SuperSlabState.Reserved) return;
  heap.superSlabState.set(superSlab, SuperSlabState.InUse);
  model.count(Counter.Reserved, -1);
}

function superSlabEmptied(model: Model, superSlab: number): void {
  const { heap, policy } = model;
  if (model.counter(Counter.Reserved) < policy.superSlabs.emptyReserve) {
    heap.superSlabState.set(superSlab, SuperSlabState.Reserved);
    model.count(Counter.Reserved, 1);
    return;
  }
  if (policy.superSlabs.supply === "shared-pool") forgetSlots(model, superSlab);
  else if (model.sharedHeads) unlinkChunk(model, superSlab);
  model.registry.unregister(superSlab);
  const base = heap.base.get(superSlab);
  heap.removeSuperSlab(superSlab);
  model.count(Counter.SuperSlabsMapped, -1);
  model.count(Counter.SuperSlabsReleased, 1);
  if (policy.superSlabs.lru === null) model.unmap(base, base + heap.superSlabBytes);
  else lruPush(model, policy.superSlabs.lru, base);
}

function unlinkChunk(model: Model, superSlab: number): void {
  const { heap, heads } = model;
  const sizeClass = heap.sizeClass.get(superSlab);
  const next = heap.nextChunk.get(superSlab);
  const previous = heap.previousChunk.get(superSlab);
  if (previous === NONE) heads.first.set(sizeClass, next);
  else heap.nextChunk.set(previous, next);
  if (next === NONE) heads.last.set(sizeClass, previous);
  else heap.previousChunk.set(next, previous);
  if (heads.open.get(sizeClass) === superSlab) heads.open.set(sizeClass, next);
  heads.count.add(sizeClass, -1);
}
