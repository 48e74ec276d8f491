// Rows about SuperSlabs and slabs for people to look at: where an address lies, what each slab holds.
//
// Where blocks are is counted by walking the slab's carved blocks, so a range costs what it shows and nothing before.

import type { HeapDescription, Place } from "./allocator.ts";
import { NONE } from "./bits.ts";
import { requestedOf } from "./blocks.ts";
import { BlockState, type Heap, SuperSlabState } from "./heap.ts";
import { SLAB_SHIFT } from "./layout.ts";

const NOWHERE: Place = { superSlab: NONE, slab: NONE, sizeClass: NONE };

export interface SlabCensus {
  live: number;
  cached: number;
  freeListed: number;
  remoteQueued: number;
  lost: number;
  liveBytes: number;
}

export function placeOf(heap: Heap, address: number): Place {
  const superSlab = heap.superSlabOf(address);
  if (superSlab === NONE) return NOWHERE;
  const slab = (address - heap.base.get(superSlab)) >>> SLAB_SHIFT;
  const record = heap.slabOf(superSlab, slab);
  const sizeClass = record === NONE ? heap.sizeClass.get(superSlab) : heap.classOf(record);
  return { superSlab, slab, sizeClass };
}

/** Counts a slab's blocks by where they are. */
export function takeCensus(heap: Heap, slab: number): SlabCensus {
  const census = { live: 0, cached: 0, freeListed: 0, remoteQueued: 0, lost: 0, liveBytes: 0 };
  const carved = heap.carved.get(slab);
  for (let row = 0; row < carved; row++) {
    const state = heap.blocks.state(heap.blockOf(slab, row));
    if (state >= 0) {
      census.live++;
      census.liveBytes += requestedOf(state);
    } else if (state === BlockState.Cached) census.cached++;
    else if (state === BlockState.FreeListed) census.freeListed++;
    else if (state === BlockState.RemoteQueued) census.remoteQueued++;
    else census.lost++;
  }
  return census;
}

export function describeSuperSlabs(heap: Heap, first: number, count: number): HeapDescription {
  const superSlabs = {
    id: [] as number[],
    base: [] as number[],
    sizeClass: [] as number[],
    bitmap: [] as number[],
    registered: [] as boolean[],
    released: [] as boolean[],
  };
  const slabs = {
    superSlab: [] as number[],
    index: [] as number[],
    sizeClass: [] as number[],
    owner: [] as number[],
    capacity: [] as number[],
    carved: [] as number[],
    used: [] as number[],
    live: [] as number[],
    cached: [] as number[],
    freeListed: [] as number[],
    remoteQueued: [] as number[],
  };
  const start = Math.max(0, first);
  const end = Math.min(heap.superSlabCount, start + Math.max(0, count));
  for (let superSlab = start; superSlab < end; superSlab++) {
    const row = superSlabs.id.push(superSlab) - 1;
    superSlabs.base.push(heap.base.get(superSlab));
    superSlabs.sizeClass.push(heap.sizeClass.get(superSlab));
    superSlabs.bitmap.push(heap.bitmap.get(superSlab) >>> 0);
    superSlabs.registered.push(heap.registered.get(superSlab) === 1);
    superSlabs.released.push(heap.superSlabState.get(superSlab) === SuperSlabState.Released);
    if (heap.superSlabState.get(superSlab) === SuperSlabState.Released) continue;
    for (let index = 0; index < heap.slabsPerSuperSlab; index++) {
      const slab = heap.slabOf(superSlab, index);
      if (slab === NONE) continue;
      const census = takeCensus(heap, slab);
      slabs.superSlab.push(row);
      slabs.index.push(index);
      slabs.sizeClass.push(heap.classOf(slab));
      slabs.owner.push(heap.ownerOf(slab));
      slabs.capacity.push(heap.capacityOf(slab));
      slabs.carved.push(heap.carved.get(slab));
      slabs.used.push(heap.used.get(slab));
      slabs.live.push(census.live);
      slabs.cached.push(census.cached);
      slabs.freeListed.push(census.freeListed);
      slabs.remoteQueued.push(census.remoteQueued);
    }
  }
  return { superSlabs, slabs };
}
