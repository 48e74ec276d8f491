// A slab's own two lists: the free list, which its owner uses, and the remote queue, which others push to and the owner
// drains (free_local_box, free_remote_box).
//
// Counting, as E4 does after the fix of 2025-11-07: `used` falls when a block reaches the free list and rises when it
// leaves it; the SuperSlab's active blocks fall at the free, local or remote, and rise when a refill takes the block.
// So used = live + cached + remotely queued, and active = live + cached.

import { BlockState, NONE } from "./heap.ts";
import { loadLink, storeLink } from "./links.ts";
import { FAULT } from "./memory.ts";
import type { Model } from "./model.ts";

/** The owner frees: back to the free list. */
export function freeLocal(model: Model, slab: number, block: number, base: number): void {
  const { heap } = model;
  storeLink(model, base, heap.slabClass(slab), heap.freeHead.get(slab));
  heap.freeHead.set(slab, base);
  heap.used.add(slab, -1);
  heap.activeBlocks.add(heap.slabSuperSlab.get(slab), -1);
  heap.state.set(block, BlockState.FreeListed);
}

/** Another thread frees: queued for the owner. A slab that nobody owns becomes adoptable by it. */
export function freeRemote(model: Model, slab: number, block: number, base: number): void {
  const { heap } = model;
  storeLink(model, base, heap.slabClass(slab), heap.remoteHead.get(slab));
  heap.remoteHead.set(slab, base);
  heap.remoteCount.add(slab, 1);
  heap.activeBlocks.add(heap.slabSuperSlab.get(slab), -1);
  heap.state.set(block, BlockState.RemoteQueued);
  if (heap.owner.get(slab) === NONE) offerForAdoption(model, slab);
}

/** The owner empties the queue into the free list. False: a link killed the process. */
export function drainRemote(model: Model, thread: number, slab: number): boolean {
  const { heap } = model;
  const sizeClass = heap.slabClass(slab);
  let base = heap.remoteHead.get(slab);
  heap.remoteHead.set(slab, 0);
  for (let left = heap.remoteCount.get(slab); left > 0 && base !== 0; left--) {
    const next = loadLink(model, thread, base, sizeClass);
    if (next === FAULT) return false;
    storeLink(model, base, sizeClass, heap.freeHead.get(slab));
    heap.freeHead.set(slab, base);
    heap.used.add(slab, -1);
    const block = heap.find(base);
    if (block !== NONE) heap.state.set(block, BlockState.FreeListed);
    base = next;
  }
  heap.remoteCount.set(slab, 0);
  return true;
}

/** Is there anything a refill could take? */
export function hasBlocks(model: Model, slab: number): boolean {
  const { heap } = model;
  return (
    heap.freeHead.get(slab) !== 0 ||
    heap.remoteCount.get(slab) > 0 ||
    heap.carved.get(slab) < heap.capacityOf(slab)
  );
}

/** Puts an ownerless slab where a refill finds it; once only. */
export function offerForAdoption(model: Model, slab: number): void {
  const { heap, heads } = model;
  if (heap.adoptable.get(slab) === 1) return;
  const sizeClass = heap.slabClass(slab);
  heap.adoptable.set(slab, 1);
  heap.nextAdoptable.set(slab, heads.adoptable.get(sizeClass));
  heads.adoptable.set(sizeClass, slab);
}
