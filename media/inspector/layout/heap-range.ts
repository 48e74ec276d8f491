// Which part of the heap to ask for when these rows are visible.
//
// A screenful more on either side is asked along, so that scrolling by a few rows needs no answer; the number of
// SuperSlabs is capped because an answer has to stay under 64 KiB (32 slabs of 45 bytes each).

import type { HeapRange } from "../../../src/core/recording/index.ts";

export const SUPER_SLABS_PER_REQUEST = 40;
export const LIBC_BLOCKS_PER_REQUEST = 400;

export interface VisibleHeap {
  readonly firstSuperSlab: number;
  readonly superSlabCount: number;
  readonly firstLibc: number;
  readonly libcCount: number;
}

/** Asked for before the page knows its own size. */
export const firstScreen: VisibleHeap = {
  firstSuperSlab: 0,
  superSlabCount: 16,
  firstLibc: 0,
  libcCount: 40,
};

export function rangeFor(visible: VisibleHeap): HeapRange {
  const superSlabs = widen(visible.firstSuperSlab, visible.superSlabCount, SUPER_SLABS_PER_REQUEST);
  const libc = widen(visible.firstLibc, visible.libcCount, LIBC_BLOCKS_PER_REQUEST);
  return {
    firstSuperSlab: superSlabs.first,
    superSlabCount: superSlabs.count,
    firstLibc: libc.first,
    libcCount: libc.count,
  };
}

/** Does an answer to `range` hold everything visible? `superSlabs` and `libc` are how many there are in all. */
export function covers(
  range: HeapRange,
  visible: VisibleHeap,
  totals: { readonly superSlabs: number; readonly libc: number },
): boolean {
  return (
    within(
      visible.firstSuperSlab,
      visible.superSlabCount,
      range.firstSuperSlab,
      range.superSlabCount,
      totals.superSlabs,
    ) && within(visible.firstLibc, visible.libcCount, range.firstLibc, range.libcCount, totals.libc)
  );
}

function widen(first: number, count: number, most: number): { first: number; count: number } {
  if (count === 0) return { first, count: 0 };
  const asked = Math.max(Math.min(count, most), Math.min(most, count * 2));
  const before = Math.min(first, Math.floor((asked - Math.min(count, most)) / 2));
  return { first: first - before, count: asked };
}

function within(
  first: number,
  count: number,
  rangeFirst: number,
  rangeCount: number,
  total: number,
): boolean {
  const end = Math.min(first + count, total);
  return first >= end || (first >= rangeFirst && end <= rangeFirst + rangeCount);
}
