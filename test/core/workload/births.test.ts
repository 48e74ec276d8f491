// Threads that only beget threads: what the rows are, and that the mapping limit stops them where it stopped a C program.

import { describe, expect, test } from "vitest";
import { findPolicy, type Policy } from "../../../allocator/index.ts";
import { failedFirst } from "../../../src/core/recording/index.ts";
import { replay } from "../../../src/core/replay/index.ts";
import { facts, generate, patient, rewritten } from "./check-workload.ts";

test.each([
  [1, [288]],
  [5, [10, 20, 40, 100, 288]],
  [8, [4, 10, 20, 40, 100, 200, 288, 600]],
])("each thread touches %i classes once", async (classes, sizes) => {
  const trace = await generate(`births ${classes} 3`);
  const told = facts(trace);
  expect(told.broken).toBe("nothing");
  expect(told.sizes).toEqual(sizes);
  expect(told.summary).toMatchObject({ frees: 0, callocs: 32_765, threads: 32_766 });
  expect(trace).toMatchObject({ onThreadRefused: "chain-ends", hasMappings: true, switches: {} });
});

test("another seed is another order; written as text and read back it is the same", async () => {
  const one = await generate("births 2 2", 1);
  const other = await generate("births 2 2", 2);
  expect(other.hash).not.toBe(one.hash);
  expect((await rewritten(one)).hash).toBe(one.hash);
});

/** What a C program with this pattern showed under Linux defaults, several runs of each. */
const inC = {
  4: { births: [10_914, 10_916], superSlabs: [43_668, 43_676] },
  5: { births: [9_355, 9_357], superSlabs: [46_790, 46_795] },
  6: { births: [8_185, 8_187], superSlabs: [49_117, 49_135] },
} as const;

describe.each([4, 5, 6] as const)("%i SuperSlabs a birth", (classes) => {
  test.each([
    [1, { 4: "10914 43664", 5: "9355 46783", 6: "8186 49119" }],
    [4, { 4: "10915 43668", 5: "9356 46788", 6: "8187 49130" }],
  ])("in %i chains end within a hundredth of the C program", async (chains, expected) => {
    const trace = await generate(`births ${classes} ${chains}`, 0);
    const { births, superSlabs } = await endOf(trace);
    expect(`${births} ${superSlabs}`).toBe(expected[classes]);
    for (const [figure, [least, most]] of [
      [births, inC[classes].births],
      [superSlabs, inC[classes].superSlabs],
    ] as const) {
      expect(figure).toBeGreaterThan(least * 0.99);
      expect(figure).toBeLessThan(most * 1.01);
    }
  });
});

async function endOf(trace: Awaited<ReturnType<typeof generate>>) {
  const options = { policy: findPolicy("seed") as Policy, seed: 0, record: false };
  const run = await replay(trace, { ...options, continueAfterNull: false, check: false }, patient);
  const { totals } = run.recording;
  expect(failedFirst(run.recording).call).not.toBe("nothing");
  return { births: totals.threadBirths, superSlabs: totals.superSlabs };
}
