// What keys do to the cursor and to the marked slab, and which failure is next.

import { expect, test } from "vitest";
import { steppedSlab } from "../../../media/inspector/layout/slab-steps.ts";
import {
  clampCursor,
  failureAfter,
  failureAt,
  failureBefore,
  steppedCursor,
} from "../../../media/inspector/layout/steps.ts";
import { failuresAt } from "../failures-at.ts";

test.each([
  ["ArrowLeft", 500, 499],
  ["ArrowRight", 500, 501],
  ["ArrowRight", 999, 999],
  ["ArrowLeft", -1, -1],
  ["PageDown", 500, 490],
  ["PageUp", 500, 510],
  ["Home", 500, -1],
  ["End", 500, 999],
  ["x", 500, undefined],
])("%s at %i goes to %s of 1000 events", (key, cursor, expected) =>
  expect(steppedCursor(key, cursor, 999)).toBe(expected));

test("a short trace still pages by one event", () => {
  expect(steppedCursor("PageUp", 3, 9)).toBe(4);
});

test("the cursor stays on events", () => {
  expect([clampCursor(-9, 5), clampCursor(2.4, 5), clampCursor(8, 5)]).toEqual([-1, 2, 5]);
});

test("failures next to an event, those at the event left out", () => {
  const failures = failuresAt([10, 20, 20, 30]);
  const near = (event: number) => [
    failureBefore(failures, event),
    failureAt(failures, event),
    failureAfter(failures, event),
  ];
  expect(near(20)).toEqual([0, 1, 3]);
  expect(near(10)).toEqual([-1, 0, 1]);
  expect(near(25)).toEqual([2, -1, 3]);
  expect(near(30)).toEqual([2, 3, 4]);
});

test.each([
  ["ArrowRight", { row: 1, slab: 31 }, { row: 1, slab: 31 }],
  ["ArrowLeft", { row: 1, slab: -1 }, { row: 1, slab: 0 }],
  ["ArrowDown", { row: 8, slab: 5 }, { row: 9, slab: 5 }],
  ["ArrowDown", { row: 9, slab: 5 }, { row: 9, slab: 5 }],
  ["PageUp", { row: 2, slab: 5 }, { row: 0, slab: 5 }],
  ["End", { row: 0, slab: 0 }, { row: 9, slab: 31 }],
])("%s on the map", (key, from, to) => {
  expect(steppedSlab(key, from, { rows: 10, slabs: 32, pageRows: 4 })).toEqual(to);
});

test("an empty map has nothing to walk", () => {
  expect(
    steppedSlab("End", { row: 0, slab: 0 }, { rows: 0, slabs: 32, pageRows: 4 }),
  ).toBeUndefined();
});
