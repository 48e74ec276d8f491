// Which part of the heap is asked for: enough for what is visible, and never more than an answer may hold.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  covers,
  rangeFor,
  SUPER_SLABS_PER_REQUEST,
} from "../../../media/inspector/layout/heap-range.ts";

const looking = (firstSuperSlab: number, superSlabCount: number) => ({
  firstSuperSlab,
  superSlabCount,
  firstLibc: 0,
  libcCount: 0,
});

test("asks for as much again around what is visible", () => {
  expect(rangeFor(looking(100, 10))).toMatchObject({ firstSuperSlab: 95, superSlabCount: 20 });
  expect(rangeFor(looking(0, 10))).toMatchObject({ firstSuperSlab: 0, superSlabCount: 20 });
});

test("rows beyond the last SuperSlab need no answer", () => {
  const range = { firstSuperSlab: 0, superSlabCount: 20, firstLibc: 0, libcCount: 0 };
  expect(covers(range, looking(10, 30), { superSlabs: 20, libc: 0 })).toBe(true);
  expect(covers(range, looking(10, 30), { superSlabs: 21, libc: 0 })).toBe(false);
});

test("property: the range asked for covers what is visible and is bounded", () => {
  const visible = fc.record({
    firstSuperSlab: fc.nat(50_000),
    superSlabCount: fc.nat(SUPER_SLABS_PER_REQUEST),
    firstLibc: fc.nat(10_000),
    libcCount: fc.nat(300),
  });
  fc.assert(
    fc.property(visible, (seen) => {
      const range = rangeFor(seen);
      expect(covers(range, seen, { superSlabs: 60_000, libc: 20_000 })).toBe(true);
      expect(range.superSlabCount).toBeLessThanOrEqual(SUPER_SLABS_PER_REQUEST);
      expect(range.firstSuperSlab).toBeGreaterThanOrEqual(0);
    }),
  );
});
