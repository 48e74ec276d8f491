// Which part of the heap to ask for when these rows are visible, and whether an answer holds what is needed.
//
// A screenful more on either side is asked along, so that scrolling by a few rows needs no answer; the number of
// SuperSlabs is capped because an answer has to stay under 64 KiB (32 slabs of 45 bytes each).

import type { HeapRange, HeapSnapshot } from "../../../src/core/recording/index.ts";

export const SUPER_SLABS_PER_REQUEST = 40;
/** SuperSlabs given back, and libc blocks: lines without anything below them. */
export const LINES_PER_REQUEST = 400;

export type VisibleHeap = Omit<HeapRange, "soughtSuperSlab">;

/** Asked for before the page knows its own size. */
export const firstScreen: VisibleHeap = {
  firstSuperSlab: 0,
  superSlabCount: 16,
  firstReleased: 0,
  releasedCount: 0,
  firstLibc: 0,
  libcCount: 40,
};

/** `soughtSuperSlab`: number of the SuperSlab whose row matters, -1 none. */
export function rangeFor(visible: VisibleHeap, soughtSuperSlab: number): HeapRange {
  const superSlabs = widen(visible.firstSuperSlab, visible.superSlabCount, SUPER_SLABS_PER_REQUEST);
  const released = widen(visible.firstReleased, visible.releasedCount, LINES_PER_REQUEST);
  const libc = widen(visible.firstLibc, visible.libcCount, LINES_PER_REQUEST);
  return {
    firstSuperSlab: superSlabs.first,
    superSlabCount: superSlabs.count,
    firstReleased: released.first,
    releasedCount: released.count,
    firstLibc: libc.first,
    libcCount: libc.count,
    soughtSuperSlab,
  };
}

type HeapTotals = Pick<HeapSnapshot, "superSlabCount" | "releasedCount" | "libcCount">;

/** Does an answer to `range` hold everything visible? `totals` says how many there are in all. */
export function covers(range: HeapRange, visible: VisibleHeap, totals: HeapTotals): boolean {
  return (
    within(
      [visible.firstSuperSlab, visible.superSlabCount],
      [range.firstSuperSlab, range.superSlabCount],
      totals.superSlabCount,
    ) &&
    within(
      [visible.firstReleased, visible.releasedCount],
      [range.firstReleased, range.releasedCount],
      totals.releasedCount,
    ) &&
    within(
      [visible.firstLibc, visible.libcCount],
      [range.firstLibc, range.libcCount],
      totals.libcCount,
    )
  );
}

/** Row of a SuperSlab as far as an answer tells: -1 it is not mapped then, undefined the answer does not say. */
export function rowIn(
  snapshot: Pick<HeapSnapshot, "superSlabs" | "soughtRow">,
  range: Pick<HeapRange, "firstSuperSlab" | "soughtSuperSlab">,
  superSlab: number,
): number | undefined {
  if (range.soughtSuperSlab === superSlab) return snapshot.soughtRow;
  const at = snapshot.superSlabs.id.indexOf(superSlab);
  return at < 0 ? undefined : range.firstSuperSlab + at;
}

function widen(first: number, count: number, most: number): { first: number; count: number } {
  if (count === 0) return { first, count: 0 };
  const asked = Math.max(Math.min(count, most), Math.min(most, count * 2));
  const before = Math.min(first, Math.floor((asked - Math.min(count, most)) / 2));
  return { first: first - before, count: asked };
}

type Stretch = readonly [first: number, count: number];

function within([first, count]: Stretch, [from, held]: Stretch, total: number): boolean {
  const end = Math.min(first + count, total);
  return first >= end || (first >= from && end <= from + held);
}
