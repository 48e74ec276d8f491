// What the C functions promise whoever serves the request: usable sizes, NULL and its errno.

import { expect, test } from "vitest";
import { layersOf, Outcome, silentObserver, units } from "../../allocator/index.ts";
import { allocatorOf } from "./layered-allocator.ts";

const MAIN = units.MAIN_THREAD;

test.each([
  ["Tiny", 100, 127],
  ["Mid MT", 9000, 16_384],
  ["a mapping", 5000, 8192 - 16],
  ["malloc(0)", 0, 7],
])("malloc_usable_size of %s", (_, size, expected) => {
  const allocator = allocatorOf(layersOf.E5);
  const address = allocator.malloc(MAIN, size);
  expect(address).not.toBe(0);
  expect(allocator.usableSize(address)).toBe(expected);
  allocator.free(MAIN, address);
  expect(allocator.usableSize(address)).toBe(0);
});

test("malloc_usable_size of NULL and of an interior pointer", () => {
  const allocator = allocatorOf(layersOf.E6);
  const inside = units.address(allocator.malloc(MAIN, 9000) + 16);
  expect([units.NULL_ADDRESS, inside].map((at) => allocator.usableSize(at))).toEqual([0, 0]);
});

test("errno of NULL: EINVAL for an alignment that is no power of two, else ENOMEM", () => {
  const seen: string[] = [];
  const allocator = allocatorOf(layersOf.E4, {
    ...silentObserver,
    onNull: (_, requested, errno) => seen.push(`${requested}: ${errno}`),
  });
  allocator.aligned(MAIN, 48, 100);
  allocator.aligned(MAIN, 0, 100);
  allocator.aligned(MAIN, 64, 2 ** 47);
  allocator.calloc(MAIN, 2 ** 40, 2 ** 40);
  expect(seen).toEqual([`100: 22`, `100: 22`, `${2 ** 47}: 12`, `${2 ** 80}: 12`]);
  expect(allocator.outcome).toBe(Outcome.Null);
});
