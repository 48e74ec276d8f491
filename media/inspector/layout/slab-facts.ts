// What one slab, SuperSlab or libc block of a snapshot looks like: the one reading that map, table and details share.
//
// Rows are those of the mapped SuperSlabs, which have numbers of their own: who knows a number asks `rowOf`.
//
// A slab's blocks are, from the program's side: live, in some thread's cache, on the slab's free list, queued by remote
// frees, or never carved. `used` is the slab's own counter; in E4 it also counts cached blocks, so it may exceed `live`.

import type { Geometry, HeapRange, HeapSnapshot } from "../../../src/core/recording/index.ts";
import { rowIn } from "./heap-range.ts";

export interface SlabFacts {
  readonly superSlab: number;
  readonly slab: number;
  readonly base: number;
  /** False: the slab is not taken, all counts are 0. */
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
  /** -1: its slabs have classes of their own. */
  readonly sizeClass: number;
  readonly slabsInUse: number;
  readonly createdAt: number;
  /** No slab is left to hand out. */
  readonly exhausted: boolean;
  readonly registered: boolean;
}

/** A SuperSlab that was given back. */
export interface ReleasedFacts {
  readonly id: number;
  readonly base: number;
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
  /** Row of a SuperSlab by its number: -1 not mapped at this event, undefined not told by this slice. */
  rowOf(superSlab: number): number | undefined;
  superSlab(row: number): SuperSlabFacts | undefined;
  slab(row: number, slab: number): SlabFacts | undefined;
  released(row: number): ReleasedFacts | undefined;
  libc(row: number): LibcFacts | undefined;
}

/** `range` is what was asked for. In a trace without threads, whatever depends on them is withheld. */
export function readHeap(
  snapshot: HeapSnapshot,
  range: HeapRange,
  { geometry, threadsKnown }: { readonly geometry: Geometry; readonly threadsKnown: boolean },
): HeapReader {
  const { firstSuperSlab, firstReleased, firstLibc } = range;
  const perSuperSlab = geometry.slabsPerSuperSlab;
  const { superSlabs, slabs, released, libc } = snapshot;
  const rowOf = new Int32Array(superSlabs.length * perSuperSlab).fill(-1);
  for (let row = 0; row < slabs.length; row += 1) {
    rowOf[(slabs.superSlab[row] as number) * perSuperSlab + (slabs.index[row] as number)] = row;
  }

  return {
    snapshot,
    rowOf: (superSlab) => rowIn(snapshot, range, superSlab),
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
    released(row) {
      const at = row - firstReleased;
      if (at < 0 || at >= released.length) return undefined;
      return { id: released.id[at] as number, base: released.base[at] as number };
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
