// The table of live pointers against a map, under any order of calls.

import fc from "fast-check";
import { expect, test } from "vitest";
import { LiveBlocks } from "../../../src/core/trace/live-blocks.ts";

const half = fc.oneof(
  fc.constantFrom(0, 1, -1, 0x7fffffff, -0x80000000),
  fc.integer({ min: 0, max: 300 }).map((n) => n * 16),
);
const step = fc.tuple(fc.constantFrom("set", "remove", "find"), half, half, fc.nat());

test("behaves as a map from pointers to slots", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 2000, size: "max" }), (steps) => {
      const blocks = new LiveBlocks();
      const model = new Map<string, number>();
      for (const [what, high, low, slot] of steps) {
        const key = `${high} ${low}`;
        const known = model.get(key) ?? -1;
        if (what === "set") {
          blocks.set(high, low, slot % 1000);
          model.set(key, slot % 1000);
        } else if (what === "remove") {
          expect(blocks.remove(high, low)).toBe(known);
          model.delete(key);
        } else {
          expect(blocks.find(high, low)).toBe(known);
        }
        expect(blocks.size).toBe(model.size);
      }
    }),
    { numRuns: 50 },
  );
});
