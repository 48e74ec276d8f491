// The shadow checker, fed by hand: each fault once, and none where there is none.

import fc from "fast-check";
import { expect, test } from "vitest";
import { Outcome, units } from "../../../allocator/index.ts";
import { LiveIntervals } from "../../../src/core/replay/live-intervals.ts";
import { ShadowChecker } from "../../../src/core/replay/shadow-checker.ts";

const T0 = units.MAIN_THREAD;

/** `+addr size usable align`, `=addr size usable align` (in place), `-addr`; the findings as kinds. */
function checkShadow(story: string): string {
  const checker = new ShadowChecker();
  for (const word of story.split(";").map((text) => text.trim())) {
    const [at = 0, size = 0, usable = size, alignment = 16] = word.slice(1).split(" ").map(Number);
    const address = units.address(at);
    if (word.startsWith("-")) checker.onFree(T0, address, Outcome.Cached);
    else {
      const outcome = word.startsWith("=") ? Outcome.InPlace : Outcome.CacheHit;
      checker.onAllocate(T0, address, size, usable, alignment, outcome);
    }
  }
  return checker.findings.map((finding) => finding.kind).join(" ");
}

test.each([
  ["blocks side by side", "+16 16; +32 16; -16; +16 16", ""],
  ["the same address twice", "+16 16; +16 16", "overlap"],
  ["into the block above", "+32 16; +16 17", "overlap"],
  ["into the block below", "+16 17; +32 16", "overlap"],
  ["freed twice", "+16 16; -16; -16", "orphan-free"],
  ["never given out", "-64", "orphan-free"],
  ["NULL is no block", "-0", ""],
  ["one byte short", "+16 64 63", "size-mismatch"],
  ["not aligned as asked", "+16 64 64 64", "misaligned"],
  ["a weak promise, told once", "+17 7 7 1; +33 7 7 1", "weak-alignment"],
  ["grown in place over a neighbour later", "+16 8 16; =16 24 32; +32 16", "overlap"],
  ["in place without a block", "=16 8 16", "orphan-free"],
])("%s", (_, story, kinds) => {
  expect(checkShadow(story)).toBe(kinds);
});

test("live intervals answer like a plain list", () => {
  const step = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3000 }));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1500, maxLength: 3000, size: "max" }), (script) => {
      const intervals = new LiveIntervals();
      const live = new Map<number, number>();
      for (const [add, at] of script) {
        const start = at * 16;
        const end = start + 16;
        const overlap = intervals.overlapping(start, end);
        expect(overlap !== undefined).toBe(live.has(start));
        if (add || at % 3 > 0) {
          intervals.set(start, end);
          live.set(start, end);
        } else expect(intervals.remove(start)).toBe(live.delete(start));
      }
      expect(intervals.size).toBe(live.size);
      for (const start of live.keys()) expect(intervals.has(start)).toBe(true);
    }),
    { numRuns: 10, seed: 20251108 },
  );
});
