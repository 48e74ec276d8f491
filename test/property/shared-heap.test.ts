// The buffer heap under random correct programs: one owner on an ArrayBuffer, and three owners on a SharedArrayBuffer
// whose calls take turns, so that blocks are freed by others than their owners in every order a test can choose.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  attachSharedHeap,
  checkSharedHeap,
  createSharedHeap,
  units,
} from "../../allocator/index.ts";
import { type Call, ShadowedProgram } from "../allocator/shared/check-program.ts";

const RUNS = 40;
/** Fixed, so that the suite is the same for everybody; change it to hunt. */
const SEED = 20251108;

const edges = [16, 128, 160, 1024, 4096, 32_768, 65_536, 131_072].flatMap((size) => [
  size - 1,
  size,
  size + 1,
]);
const size = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(0, 1, ...edges) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 2000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 19 }) },
);
const pick = fc.nat(1000);
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("malloc" as const), size }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("calloc" as const),
      count: fc.nat(5),
      size: fc.nat(9000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("aligned" as const),
      alignment: fc.constantFrom(1, 2, 16, 32, 64, 4096, 32_768, 65_536, 262_144),
      size,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("realloc" as const), pick, size }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("free" as const), pick }) },
  { weight: 1, arbitrary: fc.constant({ kind: "trim" as const }) },
);
const program = fc.array(call, { maxLength: 200, size: "max" });

describe.each([
  ["tight", 256 * units.KiB],
  ["with a short last SuperSlab", 3 * units.MiB + 64 * units.KiB],
])("%s", (_, bytes) => {
  test("one owner on an ArrayBuffer", () => {
    fc.assert(
      fc.property(program, (calls) => {
        const heap = createSharedHeap(new ArrayBuffer(bytes));
        const shadow = new ShadowedProgram(heap);
        shadow.play(calls);
        shadow.checkConservation();
        shadow.finish();
        shadow.checkConservation();
        const { liveBlocks, carvedBlocks, runs } = checkSharedHeap(heap.buffer);
        expect({ liveBlocks, carvedBlocks, runs }).toEqual({
          liveBlocks: 0,
          carvedBlocks: 0,
          runs: 0,
        });
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test("three owners on a SharedArrayBuffer, taking turns", () => {
    fc.assert(
      fc.property(program, (calls) => {
        const first = createSharedHeap(new SharedArrayBuffer(bytes), { owners: 3 });
        const others = [attachSharedHeap(first.buffer), attachSharedHeap(first.buffer)];
        const shadow = new ShadowedProgram(first, ...others);
        shadow.play(calls);
        shadow.checkConservation();
        shadow.finish();
        shadow.checkConservation();
        expect(checkSharedHeap(first.buffer)).toMatchObject({ carvedBlocks: 0, runs: 0 });
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
