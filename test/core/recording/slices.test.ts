// Tables cut to what a view draws: slices stay in bounds, thinning keeps the extremes.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type FailureTable,
  sliceFailures,
  type Timeline,
  thinTimeline,
} from "../../../src/core/recording/index.ts";

function timelineOf(liveBytes: readonly number[]): Timeline {
  const events = Int32Array.from(liveBytes, (_, index) => index);
  return {
    length: liveBytes.length,
    event: events,
    liveBytes: Float64Array.from(liveBytes),
    liveBlocks: events,
    committedBytes: Float64Array.from(events),
    superSlabs: events,
    libcBlocks: events,
    mappings: events,
  };
}

function failuresOf(count: number): FailureTable {
  const rows = Int32Array.from({ length: count }, (_, index) => index);
  return {
    length: count,
    event: rows,
    kind: new Uint8Array(count),
    thread: rows,
    sizeClass: rows,
    superSlab: rows,
    slab: rows,
    address: Float64Array.from(rows),
    text: Array.from(rows, String),
  };
}

describe("thinTimeline", () => {
  it("keeps least, most and last of any timeline, in order, within the budget", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 500 }),
        fc.integer({ min: 3, max: 60 }),
        (values, budget) => {
          const thin = thinTimeline(timelineOf(values), budget);
          expect(thin.length).toBeLessThanOrEqual(budget);
          expect(Math.max(...thin.liveBytes)).toBe(Math.max(...values));
          expect(Math.min(...thin.liveBytes)).toBe(Math.min(...values));
          expect(thin.event.at(-1)).toBe(values.length - 1);
          const sorted = [...new Set(thin.event)].sort((a, b) => a - b);
          expect([...thin.event]).toEqual(sorted);
          expect([...thin.liveBytes]).toEqual([...thin.event].map((event) => values[event]));
        },
      ),
    );
  });
});

describe("sliceFailures", () => {
  it.each([
    [0, 2, ["0", "1"]],
    [3, 10, ["3", "4"]],
    [9, 3, []],
    [-2, 1, ["0"]],
    [1, -1, []],
  ])("rows from %i, %i of them: %j", (first, count, texts) => {
    const slice = sliceFailures(failuresOf(5), first, count);
    expect(slice.text).toEqual(texts);
    expect(slice.length).toBe(texts.length);
    expect([...slice.event].map(String)).toEqual(texts);
  });
});
