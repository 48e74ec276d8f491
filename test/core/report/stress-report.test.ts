// The words of a stress report: measured figures say so, and a failed check is told by what is wrong.

import { expect, test } from "vitest";
import { type StressReport, stressPassed, stressText } from "../../../src/core/report/index.ts";

const clean: StressReport = {
  threads: 2,
  seed: 7,
  checked: true,
  operations: 2_048_000,
  operationsPerSecond: 12_345_678,
  doubleAllocations: 0,
  refused: 0,
  heap: {
    problems: [],
    carvedBlocks: 9000,
    liveBlocks: 8192,
    freeBlocks: 700,
    outboxBlocks: 8,
    stackBlocks: 100,
    runs: 0,
    takenSlabs: 30,
    slabs: 128,
    superSlabs: 1,
    remoteFrees: 950_000,
  },
};

test("a clean run", () => {
  expect(stressText(clean)).toBe(`larson's pattern on 2 real threads over one shared heap, seed 7
  2,048,000 operations, each a free and a malloc
  12.3 million operations a second, measured on this machine with each block checked
  950,000 remote frees: the block was another thread's
  30 slabs of 128 in use
checks passed
  each of 9,000 blocks is in exactly one place: 8,192 held, 700 on free lists, 8 in outboxes, 100 on remote stacks
  no block was handed out twice
  no request was refused
`);
  expect(stressPassed(clean)).toBe(true);
});

test.each([
  [{ doubleAllocations: 1 }, "1 time a block was handed out that somebody held"],
  [{ refused: 3 }, "3 requests refused: the heap had no room"],
  [{ heap: { ...clean.heap, problems: ["block 16 is lost"] } }, "block 16 is lost"],
])("a failed check: %j", (change, words) => {
  const report = { ...clean, ...change };
  expect(stressPassed(report)).toBe(false);
  expect(stressText(report)).toContain("checks failed");
  expect(stressText(report)).toContain(words);
});
