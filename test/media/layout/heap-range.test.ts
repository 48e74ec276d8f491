// Which part of the heap is asked for: enough for what is visible, and never more than an answer may hold.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  covers,
  rangeFor,
  rowIn,
  SUPER_SLABS_PER_REQUEST,
} from "../../../media/inspector/layout/heap-range.ts";
import { drawnHeap } from "../drawn-heap.ts";

const looking = (firstSuperSlab: number, superSlabCount: number) => ({
  firstSuperSlab,
  superSlabCount,
  firstReleased: 0,
  releasedCount: 0,
  firstLibc: 0,
  libcCount: 0,
});
const totals = (superSlabCount: number) => ({ superSlabCount, releasedCount: 0, libcCount: 0 });

test("asks for as much again around what is visible", () => {
  expect(rangeFor(looking(100, 10), -1)).toMatchObject({ firstSuperSlab: 95, superSlabCount: 20 });
  expect(rangeFor(looking(0, 10), -1)).toMatchObject({ firstSuperSlab: 0, superSlabCount: 20 });
});

test("rows beyond the last SuperSlab need no answer", () => {
  const range = rangeFor(looking(0, 10), -1);
  expect(covers(range, looking(10, 30), totals(20))).toBe(true);
  expect(covers(range, looking(10, 30), totals(21))).toBe(false);
});

test("given back SuperSlabs that are looked at are asked for", () => {
  const seen = { ...looking(0, 0), firstReleased: 40, releasedCount: 10 };
  const range = rangeFor(seen, -1);
  expect(range).toMatchObject({ superSlabCount: 0, firstReleased: 35, releasedCount: 20 });
  expect(covers(range, seen, { ...totals(9), releasedCount: 60 })).toBe(true);
  expect(covers(rangeFor(looking(0, 9), -1), seen, { ...totals(9), releasedCount: 60 })).toBe(
    false,
  );
});

test("a SuperSlab's row is told by the slice that holds it, or by an answer that sought it", () => {
  const snapshot = drawnHeap(`
    C0 . . . .
    given back
    C1 . . . .
  `);
  const range = { firstSuperSlab: 10, soughtSuperSlab: 77 };
  expect(rowIn(snapshot, range, 2)).toBe(11);
  expect(rowIn(snapshot, range, 1)).toBeUndefined();
  expect(rowIn({ ...snapshot, soughtRow: 5 }, range, 77)).toBe(5);
  expect(rowIn(snapshot, range, 77)).toBe(-1);
});

test("property: the range asked for covers what is visible and is bounded", () => {
  const visible = fc.record({
    firstSuperSlab: fc.nat(50_000),
    superSlabCount: fc.nat(SUPER_SLABS_PER_REQUEST),
    firstReleased: fc.nat(50_000),
    releasedCount: fc.nat(300),
    firstLibc: fc.nat(10_000),
    libcCount: fc.nat(300),
  });
  fc.assert(
    fc.property(visible, (seen) => {
      const range = rangeFor(seen, -1);
      const all = { superSlabCount: 60_000, releasedCount: 60_000, libcCount: 20_000 };
      expect(covers(range, seen, all)).toBe(true);
      expect(range.superSlabCount).toBeLessThanOrEqual(SUPER_SLABS_PER_REQUEST);
      expect(range.firstSuperSlab).toBeGreaterThanOrEqual(0);
    }),
  );
});
