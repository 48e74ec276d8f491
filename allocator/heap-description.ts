// Rows about SuperSlabs and slabs for people to look at: where an address lies, what each slab holds.
//
// Rows are the mapped SuperSlabs in order of creation; those given back are rows of a list of their own. Where blocks are
// is counted by walking the slab's carved blocks, so a range costs what it shows, and of the rest one look at each
// SuperSlab's state.

import type { HeapDescription, Place, ReleasedDescription } from "./allocator.ts";
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
  const id = superSlabRows(heap, false, first, count);
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
  id.forEach((superSlab, row) => {
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
  });
  return {
    superSlabs: {
      id,
      base: id.map((superSlab) => heap.base.get(superSlab)),
      sizeClass: id.map((superSlab) => heap.sizeClass.get(superSlab)),
      bitmap: id.map((superSlab) => heap.bitmap.get(superSlab) >>> 0),
      registered: id.map((superSlab) => heap.registered.get(superSlab) === 1),
    },
    slabs,
  };
}

export function describeReleased(heap: Heap, first: number, count: number): ReleasedDescription {
  const id = superSlabRows(heap, true, first, count);
  return { id, base: id.map((superSlab) => heap.base.get(superSlab)) };
}

/** Row of a SuperSlab among the mapped ones, NONE if it is not one of them. */
export function rowOfSuperSlab(heap: Heap, superSlab: number): number {
  if (superSlab < 0 || superSlab >= heap.superSlabCount || isReleased(heap, superSlab)) return NONE;
  let row = 0;
  for (let before = 0; before < superSlab; before++) if (!isReleased(heap, before)) row++;
  return row;
}

/** Numbers of the SuperSlabs in a range of rows, of the mapped ones or of those given back. */
function superSlabRows(heap: Heap, released: boolean, first: number, count: number): number[] {
  const found: number[] = [];
  let row = 0;
  for (let superSlab = 0; superSlab < heap.superSlabCount; superSlab++) {
    if (found.length >= count) break;
    if (isReleased(heap, superSlab) === released && row++ >= first) found.push(superSlab);
  }
  return found;
}

function isReleased(heap: Heap, superSlab: number): boolean {
  return heap.superSlabState.get(superSlab) === SuperSlabState.Released;
}
