// The facts of larson that a replay relies on: who allocates, who frees, who is born when.

import { describe, expect, test } from "vitest";
import { CancelledError } from "../../../src/core/base/cancelled.ts";
import { EventKind } from "../../../src/core/trace/index.ts";
import { makeTrace, parseWorkload } from "../../../src/core/workload/index.ts";
import { facts, generate, rewritten } from "./check-workload.ts";

const DTV_BYTES = 288;

describe("larson", () => {
  test("the hand-off's pattern at a thirtieth of its length", async () => {
    const trace = await generate("larson 0.3 8 128 1024 1 12345 4");
    const { broken, sizes, countOf, summary } = facts(trace);
    expect(broken).toBe("nothing");
    expect(sizes).toEqual([...Array.from({ length: 120 }, (_, i) => 8 + i), DTV_BYTES]);
    expect(summary.frees).toBe(300_000);
    expect(summary.mallocs).toBe(4 * 1024 + 300_000);
    const births = summary.callocs;
    expect(countOf.get(DTV_BYTES)).toBe(births);
    expect(trace.threads.length).toBe(1 + births);
    expect(births).toBeGreaterThanOrEqual(Math.floor(300_000 / 1024));
    expect(births).toBeLessThanOrEqual(4 + Math.floor(300_000 / 1024));
    expect((summary.remoteFrees ?? 0) / summary.frees).toBeCloseTo(1 - 1 / Math.E, 2);
    expect(summary.endLiveBlocks).toBe(4 * 1024 + births);
    expect(trace.events.slots).toBe(summary.endLiveBlocks);
  });

  test("the main thread allocates all arrays before it starts anybody", async () => {
    const { events } = await generate("larson 0.01 8 128 100 1 1 3");
    const first = Array.from(events.kind.subarray(0, 306));
    expect(first.slice(0, 300).every((kind) => kind === EventKind.Malloc)).toBe(true);
    expect(first.slice(300)).toEqual([1, 5, 1, 5, 1, 5]);
    expect(events.thread.subarray(0, 306).every((thread) => thread === 0)).toBe(true);
  });

  test("a worker does rounds x chunks replacements, then starts its successor and ends", async () => {
    const trace = await generate("larson 0.01 8 128 50 4 1 2");
    const { events, threads } = trace;
    const freesOf = new Map<number, number>();
    for (let event = 0; event < events.length; event++) {
      const thread = events.thread[event] as number;
      if (events.kind[event] === EventKind.Free) {
        freesOf.set(thread, (freesOf.get(thread) ?? 0) + 1);
      }
    }
    const whole = threads.slice(1).filter((_, i) => freesOf.get(i + 1) === 200).length;
    expect(whole).toBeGreaterThanOrEqual(threads.length - 1 - 2);
    expect(Math.max(...freesOf.values())).toBe(200);
    expect(threads[0]).toEqual({ tid: 0, birth: "unknown", end: "unknown" });
    expect(threads.at(-1)).toEqual({
      tid: threads.length - 1,
      birth: "recorded",
      end: "recorded",
    });
  });

  test("carries what the program is known to do", async () => {
    const trace = await generate("  larson  0.001 8 128 10 1 1 1 ");
    expect(trace).toMatchObject({
      name: "larson 0.001 8 128 10 1 1 1",
      format: "workload",
      onThreadRefused: "chain-ends",
      hasMappings: true,
      hasThreads: true,
      switches: { writes: "larson" },
    });
  });

  test.each([
    ["equal bounds give one size", "larson 0.01 64 64 10 9 1 2", [64, DTV_BYTES]],
    [
      "a maximum below the minimum adds C's remainder",
      "larson 0.01 5 1 10 9 1 2",
      [5, 6, 7, 8, 288],
    ],
  ])("%s", async (_, specification, sizes) => {
    expect(facts(await generate(specification)).sizes).toEqual(sizes);
  });

  test("same seed, same bytes; another seed, another possible order of the same work", async () => {
    const specification = "larson 0.05 8 128 100 1 7 4";
    const one = await generate(specification, 1);
    const same = await generate(specification, 1);
    const other = await generate(specification, 2);
    expect(same.events).toEqual(one.events);
    expect(same.hash).toBe(one.hash);
    expect(other.hash).not.toBe(one.hash);
    expect(facts(other).broken).toBe("nothing");
    expect(other.events.size.subarray(0, 400)).toEqual(one.events.size.subarray(0, 400));
    const elsewhere = await generate(specification.replace(" 7 4", " 8 4"), 1);
    expect(elsewhere.events.size.subarray(0, 400)).not.toEqual(one.events.size.subarray(0, 400));
  });

  test("one thread needs no interleaving: every seed gives the same", async () => {
    const hashes = [1, 2, 3].map(
      async (seed) => (await generate("larson 0.02 1 128 100 1 12345 1", seed)).events.size,
    );
    const [a, b, c] = await Promise.all(hashes);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
  });

  test("written as text and read back it is the same trace", async () => {
    const trace = await generate("larson 0.02 8 128 100 1 7 3");
    expect((await rewritten(trace)).hash).toBe(trace.hash);
  });

  test("pauses, tells its progress and can be stopped", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const control = {
      signal: controller.signal,
      progress: (done: number) => seen.push(done),
      pause: async () => {
        if (seen.length === 3) controller.abort();
      },
    };
    const work = makeTrace(parseWorkload("larson 2 8 128 1024 1 1 4"), 1, control);
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(seen.length).toBe(3);
    expect(seen[2]).toBeGreaterThan(seen[0] ?? 0);
  });
});
