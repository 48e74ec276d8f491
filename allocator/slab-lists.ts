// A slab's own two lists: the free list, which its owner uses, and the remote queue, which others push to and the owner
// drains (free_local_box, free_remote_box).
//
// Counting, as E4 does after the fix of 2025-11-07: `used` falls when a block reaches the free list and rises when it
// leaves it; the SuperSlab's active blocks fall at the free, local or remote, and rise when a refill takes the block.
// So used = live + cached + remotely queued, and active = live + cached. A slab whose `used` falls to nothing is empty and
// may be given back (slab-release.ts).

import { NONE } from "./bits.ts";
import type { IntColumn } from "./columns.ts";
import { BlockState } from "./heap.ts";
import { DEAD, loadLink, storeLink } from "./links.ts";
import type { Model } from "./model.ts";
import { slabEmptied } from "./slab-release.ts";

/** The owner frees: back to the free list. */
export function freeLocal(model: Model, slab: number, block: number): void {
  const { heap } = model;
  storeLink(model, block, heap.classOf(slab), heap.freeHead.get(slab));
  heap.freeHead.set(slab, block);
  heap.used.add(slab, -1);
  heap.activeBlocks.add(heap.slabSuperSlab.get(slab), -1);
  heap.blocks.setState(block, BlockState.FreeListed);
  offerSlab(model, slab);
  if (heap.used.get(slab) === 0) slabEmptied(model, slab);
}

/** Another thread frees: queued for the owner. */
export function freeRemote(model: Model, slab: number, block: number): void {
  const { heap } = model;
  storeLink(model, block, heap.classOf(slab), heap.remoteHead.get(slab));
  heap.remoteHead.set(slab, block);
  heap.remoteCount.add(slab, 1);
  heap.activeBlocks.add(heap.slabSuperSlab.get(slab), -1);
  heap.blocks.setState(block, BlockState.RemoteQueued);
  offerSlab(model, slab);
}

/** The owner empties the queue into the free list. False: a link killed the process. */
export function drainRemote(model: Model, thread: number, slab: number): boolean {
  const { heap } = model;
  const sizeClass = heap.classOf(slab);
  let ref = heap.remoteHead.get(slab);
  heap.remoteHead.set(slab, NONE);
  for (let left = heap.remoteCount.get(slab); left > 0 && ref !== NONE; left--) {
    const next = loadLink(model, thread, ref, sizeClass);
    if (next === DEAD) return false;
    storeLink(model, ref, sizeClass, heap.freeHead.get(slab));
    heap.freeHead.set(slab, ref);
    heap.used.add(slab, -1);
    if (ref >= 0) heap.blocks.setState(ref, BlockState.FreeListed);
    ref = next;
  }
  heap.remoteCount.set(slab, 0);
  return true;
}

/** Is there anything a refill could take? */
export function hasBlocks(model: Model, slab: number): boolean {
  const { heap } = model;
  return (
    heap.freeHead.get(slab) !== NONE ||
    heap.remoteCount.get(slab) > 0 ||
    heap.carved.get(slab) < heap.capacityOf(slab)
  );
}

/** Puts a slab with blocks where a refill of its owner finds it, of any thread if nobody owns it; once only. */
export function offerSlab(model: Model, slab: number): void {
  const { heap, heads, threads } = model;
  if (heap.offered.get(slab) === 1) return;
  const owner = heap.ownerOf(slab);
  const list = owner === NONE ? heads.adoptable : threads.offered;
  const row = owner === NONE ? heap.classOf(slab) : heap.ownerRow.get(slab);
  heap.offered.set(slab, 1);
  heap.nextOffered.set(slab, list.get(row));
  list.set(row, slab);
}

/** Takes the slab that was offered last and is still in use; NONE if the list has none. */
export function takeOffered(model: Model, list: IntColumn, row: number): number {
  const { heap } = model;
  for (;;) {
    const slab = list.get(row);
    if (slab === NONE) return NONE;
    list.set(row, heap.nextOffered.get(slab));
    heap.offered.set(slab, 0);
    if (heap.isActive(slab)) return slab;
    heap.spareSlab(slab);
  }
}
