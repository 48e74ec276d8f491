// What one slab, SuperSlab or libc block of a snapshot looks like: the one reading that map, table and details share.
//
// A slab's blocks are, from the program's side: live, in some thread's cache, on the slab's free list, queued by remote
// frees, or never carved. `used` is the slab's own counter; in E4 it also counts cached blocks, so it may exceed `live`.

import type { Geometry, HeapSnapshot } from "../../../src/core/recording/index.ts";

export interface SlabFacts {
  readonly superSlab: number;
  readonly slab: number;
  readonly base: number;
  /** False: the slab was never taken, all counts are 0. */
  readonly inUse: boolean;
  readonly sizeClass: number;
  /** -1 nobody; undefined: withheld. */
  readonly owner: number | undefined;
  readonly capacity: number;
  readonly carved: number;
  readonly used: number;
  readonly live: number;
  readonly cached: number | undefined;
  readonly freeListed: number;
  readonly remoteQueued: number | undefined;
}

export interface SuperSlabFacts {
  readonly id: number;
  readonly base: number;
  readonly sizeClass: number;
  readonly slabsInUse: number;
  readonly createdAt: number;
  /** No slab is left to hand out. */
  readonly exhausted: boolean;
  readonly registered: boolean;
}

export interface LibcFacts {
  readonly address: number;
  readonly requested: number;
  readonly thread: number | undefined;
  readonly allocatedAt: number;
}

/** Reads a slice by row of the whole heap; rows outside the slice are undefined. */
export interface HeapReader {
  readonly snapshot: HeapSnapshot;
  superSlab(row: number): SuperSlabFacts | undefined;
  slab(row: number, slab: number): SlabFacts | undefined;
  libc(row: number): LibcFacts | undefined;
}

/** Where a slice begins, and whether the trace knows threads: without, whatever depends on them is withheld. */
export interface SliceOrigin {
  readonly firstSuperSlab: number;
  readonly firstLibc: number;
  readonly threadsKnown: boolean;
}

export function readHeap(
  snapshot: HeapSnapshot,
  origin: SliceOrigin,
  geometry: Geometry,
): HeapReader {
  const { firstSuperSlab, firstLibc, threadsKnown } = origin;
  const perSuperSlab = geometry.slabsPerSuperSlab;
  const { superSlabs, slabs, libc } = snapshot;
  const rowOf = new Int32Array(superSlabs.length * perSuperSlab).fill(-1);
  for (let row = 0; row < slabs.length; row += 1) {
    rowOf[(slabs.superSlab[row] as number) * perSuperSlab + (slabs.index[row] as number)] = row;
  }

  return {
    snapshot,
    superSlab(row) {
      const at = row - firstSuperSlab;
      if (at < 0 || at >= superSlabs.length) return undefined;
      const slabsInUse = bitsSet(superSlabs.bitmap[at] as number);
      return {
        id: superSlabs.id[at] as number,
        base: superSlabs.base[at] as number,
        sizeClass: superSlabs.sizeClass[at] as number,
        slabsInUse,
        createdAt: superSlabs.createdAt[at] as number,
        exhausted: slabsInUse === perSuperSlab,
        registered: superSlabs.registered[at] === 1,
      };
    },
    slab(row, slab) {
      const at = row - firstSuperSlab;
      if (at < 0 || at >= superSlabs.length || slab < 0 || slab >= perSuperSlab) return undefined;
      const base =
        (superSlabs.base[at] as number) +
        (slab === 0 ? geometry.firstSlabOffset : slab * geometry.slabBytes);
      const found = rowOf[at * perSuperSlab + slab] as number;
      const column = (values: ArrayLike<number>, none: number) =>
        found < 0 ? none : (values[found] as number);
      return {
        superSlab: superSlabs.id[at] as number,
        slab,
        base,
        inUse: found >= 0,
        sizeClass: column(slabs.sizeClass, -1),
        owner: threadsKnown ? column(slabs.owner, -1) : undefined,
        capacity: column(slabs.capacity, 0),
        carved: column(slabs.carved, 0),
        used: column(slabs.used, 0),
        live: column(slabs.live, 0),
        cached: threadsKnown ? column(slabs.cached, 0) : undefined,
        freeListed: column(slabs.freeListed, 0),
        remoteQueued: threadsKnown ? column(slabs.remoteQueued, 0) : undefined,
      };
    },
    libc(row) {
      const at = row - firstLibc;
      if (at < 0 || at >= libc.length) return undefined;
      return {
        address: libc.address[at] as number,
        requested: libc.requested[at] as number,
        thread: threadsKnown ? (libc.thread[at] as number) : undefined,
        allocatedAt: libc.allocatedAt[at] as number,
      };
    },
  };
}

function bitsSet(word: number): number {
  let count = 0;
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count += 1;
  return count;
}
