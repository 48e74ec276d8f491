// Who has which slab: one bit each, claimed by Atomics.or. Whoever saw the bit clear owns the slab; there is no lock.
//
// A run is claimed word by word, lowest first, and given back if one of its slabs turns out to be taken, so of two
// threads that want the same slabs the one that is further always succeeds. Neighbouring free slabs are one free run by
// nature: giving back is clearing bits, and nothing has to be merged.
//
// While a run is being given back its slabs look taken: a request at that moment can be refused although a moment later
// it would not. The SuperSlab count says how many SuperSlabs were ever used; single slabs come from those first.

import { type Geometry, SLABS_PER_SUPER_SLAB, SUPER_SLAB_SHIFT } from "./geometry.ts";

export const NO_SLAB = -1;
const ALL = -1; // 32 bits

/** Takes one free slab; NO_SLAB if there is none. */
export function claimSlab(words: Int32Array, geometry: Geometry): number {
  const { bitmap, superSlabs, superSlabCount } = geometry;
  let superSlab = 0;
  while (superSlab < superSlabs) {
    const opened = Atomics.load(words, superSlabCount);
    for (; superSlab < opened; superSlab++) {
      const slab = claimIn(words, bitmap + superSlab);
      if (slab !== NO_SLAB) return (superSlab << SUPER_SLAB_SHIFT) + slab;
    }
    if (superSlab < superSlabs) Atomics.compareExchange(words, superSlabCount, opened, opened + 1);
  }
  return NO_SLAB;
}

/**
 * Takes `count` neighbouring free slabs, the lowest that fit, the first of them a multiple of `alignment` slabs from the
 * buffer's start; NO_SLAB if there is no such run.
 */
export function claimRun(
  words: Int32Array,
  geometry: Geometry,
  count: number,
  alignment: number,
): number {
  const { bitmap, slabs, firstSlab } = geometry;
  let start = Math.ceil(firstSlab / alignment) * alignment;
  while (start + count <= slabs) {
    const taken = lastTaken(words, bitmap, start, count);
    if (taken === NO_SLAB && claimSlabs(words, geometry, start, count)) return start;
    const next = taken === NO_SLAB ? start : taken + 1;
    start = Math.ceil(next / alignment) * alignment;
  }
  return NO_SLAB;
}

/** Takes exactly these slabs, all or none. */
export function claimSlabs(
  words: Int32Array,
  geometry: Geometry,
  start: number,
  count: number,
): boolean {
  const end = start + count;
  if (end > geometry.slabs) return false;
  for (let at = start; at < end; at = nextWord(at)) {
    const word = geometry.bitmap + (at >>> SUPER_SLAB_SHIFT);
    const mask = maskOf(at, end);
    const before = Atomics.or(words, word, mask);
    if ((before & mask) !== 0) {
      Atomics.and(words, word, ~(mask & ~before));
      if (at > start) releaseSlabs(words, geometry, start, at - start);
      return false;
    }
  }
  const { superSlabCount } = geometry;
  const needed = ((end - 1) >>> SUPER_SLAB_SHIFT) + 1;
  for (let seen = Atomics.load(words, superSlabCount); seen < needed; ) {
    seen = Atomics.compareExchange(words, superSlabCount, seen, needed);
  }
  return true;
}

export function releaseSlabs(
  words: Int32Array,
  geometry: Geometry,
  start: number,
  count: number,
): void {
  const end = start + count;
  for (let at = start; at < end; at = nextWord(at)) {
    Atomics.and(words, geometry.bitmap + (at >>> SUPER_SLAB_SHIFT), ~maskOf(at, end));
  }
}

export function isTaken(words: Int32Array, geometry: Geometry, slab: number): boolean {
  const word = Atomics.load(words, geometry.bitmap + (slab >>> SUPER_SLAB_SHIFT));
  return ((word >>> (slab & (SLABS_PER_SUPER_SLAB - 1))) & 1) === 1;
}

function claimIn(words: Int32Array, word: number): number {
  let free = ~Atomics.load(words, word);
  while (free !== 0) {
    const bit = free & -free;
    const before = Atomics.or(words, word, bit);
    if ((before & bit) === 0) return 31 - Math.clz32(bit);
    free = ~before;
  }
  return NO_SLAB;
}

/** The last slab of the range that is taken. */
function lastTaken(words: Int32Array, bitmap: number, start: number, count: number): number {
  for (let at = start + count; at > start; ) {
    const first = Math.max(start, (at - 1) & ~(SLABS_PER_SUPER_SLAB - 1));
    const taken = Atomics.load(words, bitmap + (first >>> SUPER_SLAB_SHIFT)) & maskOf(first, at);
    if (taken !== 0) {
      return (first & ~(SLABS_PER_SUPER_SLAB - 1)) + 31 - Math.clz32(taken);
    }
    at = first;
  }
  return NO_SLAB;
}

/** Bits of the word that holds slab `at`, from there to `end` or the word's end. */
function maskOf(at: number, end: number): number {
  const from = at & (SLABS_PER_SUPER_SLAB - 1);
  const count = Math.min(end - at, SLABS_PER_SUPER_SLAB - from);
  return count === SLABS_PER_SUPER_SLAB ? ALL : ((1 << count) - 1) << from;
}

function nextWord(slab: number): number {
  return (slab & ~(SLABS_PER_SUPER_SLAB - 1)) + SLABS_PER_SUPER_SLAB;
}
