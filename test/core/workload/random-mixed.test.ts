// The facts of bench_random_mixed that the documents give.

import { expect, test } from "vitest";
import { facts, generate, rewritten } from "./check-workload.ts";

test("random-mixed fills and empties slots with blocks of 16 to 1024 bytes", async () => {
  const trace = await generate("random-mixed 200000 400 42");
  const { broken, sizes, summary } = facts(trace);
  expect(broken).toBe("nothing");
  expect(sizes).toEqual([...Array.from({ length: 1009 }, (_, i) => 16 + i), 400 * 8]);
  expect(summary).toMatchObject({ events: 200_001, callocs: 1, threads: 1, remoteFrees: 0 });
  expect(summary.peakLiveBlocks).toBe(trace.events.slots);
  expect(summary.peakLiveBlocks).toBeLessThanOrEqual(401);
  expect(summary.mallocs - summary.frees).toBe(summary.endLiveBlocks - 1);
  expect(trace.switches).toEqual({});
});

test("its seed is the third argument, the interleaving seed has nothing to decide", async () => {
  const one = await generate("random-mixed 1000 50 1", 1);
  expect((await generate("random-mixed 1000 50 1", 2)).hash).toBe(one.hash);
  expect((await generate("random-mixed 1000 50 2", 1)).hash).not.toBe(one.hash);
  expect((await rewritten(one)).hash).toBe(one.hash);
});
