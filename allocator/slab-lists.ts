// A slab's own two lists: the free list, which its owner uses, and the remote queue, which others push to and the owner
// drains (free_local_box, free_remote_box).
//
// Counting, as E4 does after the fix of 2025-11-07: `used` falls when a block reaches the free list and rises when it
// leaves it; the SuperSlab's active blocks fall at the free, local or remote, and rise when a refill takes the block.
// So used = live + cached + remotely queued, and active = live + cached.

import type { IntColumn } from "./columns.ts";
import { BlockState, NONE } from "./heap.ts";
import { loadLink, storeLink } from "./links.ts";
import { FAULT } from "./memory.ts";
import type { Model } from "./model.ts";
import { cacheRow } from "./threads.ts";

/** The owner frees: back to the free list. */
export function freeLocal(model: Model, slab: number, block: number, base: number): void {
  const { heap } = model;
  storeLink(model, base, heap.slabClass(slab), heap.freeHead.get(slab));
  heap.freeHead.set(slab, base);
  heap.used.add(slab, -1);
  heap.activeBlocks.add(heap.slabSuperSlab.get(slab), -1);
  heap.state.set(block, BlockState.FreeListed);
  offerSlab(model, slab);
}

/** Another thread frees: queued for the owner. */
export function freeRemote(model: Model, slab: number, block: number, base: number): void {
  const { heap } = model;
  storeLink(model, base, heap.slabClass(slab), heap.remoteHead.get(slab));
  heap.remoteHead.set(slab, base);
  heap.remoteCount.add(slab, 1);
  heap.activeBlocks.add(heap.slabSuperSlab.get(slab), -1);
  heap.state.set(block, BlockState.RemoteQueued);
  offerSlab(model, slab);
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

/** Puts a slab with blocks where a refill of its owner finds it, of any thread if nobody owns it; once only. */
export function offerSlab(model: Model, slab: number): void {
  const { heap, heads, threads } = model;
  if (heap.offered.get(slab) === 1) return;
  const sizeClass = heap.slabClass(slab);
  const owner = heap.owner.get(slab);
  const list = owner === NONE ? heads.adoptable : threads.offered;
  const row = owner === NONE ? sizeClass : cacheRow(owner, sizeClass);
  heap.offered.set(slab, 1);
  heap.nextOffered.set(slab, list.get(row));
  list.set(row, slab);
}

/** Takes the slab that was offered last; NONE if the list is empty. */
export function takeOffered(model: Model, list: IntColumn, row: number): number {
  const { heap } = model;
  const slab = list.get(row);
  if (slab === NONE) return NONE;
  list.set(row, heap.nextOffered.get(slab));
  heap.offered.set(slab, 0);
  return slab;
}
