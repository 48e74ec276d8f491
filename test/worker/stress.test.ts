// Real threads over one shared heap, for a number of operations and not for a time: whatever the interleaving was, every
// block is in exactly one place afterwards, and none was ever handed out twice. Needs `npm run build`.

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CancelledError } from "../../src/core/base/cancelled.ts";
import { runStress, type StressOptions } from "../../src/worker/stress/run-stress.ts";

const bundles = fileURLToPath(new URL("../../dist", import.meta.url));
const ROUNDS = 60;

function stress(options: Partial<StressOptions>, signal = new AbortController().signal) {
  return runStress(
    { threads: 2, length: { rounds: ROUNDS }, seed: 1, checked: true, ...options },
    { bundles, now: () => 0, signal },
  );
}

test.each([1, 2, 3, 4])("%i threads lose no block and share none", async (threads) => {
  const report = await stress({ threads });
  expect(report).toMatchObject({
    operations: threads * ROUNDS * 1024,
    operationsPerSecond: null,
    doubleAllocations: 0,
    refused: 0,
    heap: { problems: [] },
  });
  expect(report.heap.remoteFrees > 0).toBe(threads > 1);
  expect(report.heap.outboxBlocks).toBe(0);
});

test("without the check of each block the account holds as well", async () => {
  const { heap, operations } = await stress({ threads: 3, checked: false });
  expect(operations).toBe(3 * ROUNDS * 1024);
  expect(heap.problems).toEqual([]);
});

test("a run that is cancelled ends its threads", async () => {
  const controller = new AbortController();
  const run = stress({ length: { seconds: 600 } }, controller.signal);
  controller.abort();
  await expect(run).rejects.toThrow(CancelledError);
});

test("a worker that cannot start fails the run", async () => {
  const place = { bundles: "/nowhere", now: () => 0, signal: new AbortController().signal };
  const options = { threads: 2, length: { rounds: 1 }, seed: 0, checked: true };
  await expect(runStress(options, place)).rejects.toThrow("stress-worker.js");
});
