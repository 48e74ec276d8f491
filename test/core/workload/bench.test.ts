// The six bench traces: exactly as long as asked for, the same everywhere, and as their descriptions say.

import { describe, expect, test } from "vitest";
import { EventKind, importTrace, type Trace, trc1Pieces } from "../../../src/core/trace/index.ts";
import { benchTraces } from "../../../src/core/workload/index.ts";
import { facts, generate, patient } from "./check-workload.ts";

const ROWS_SHOWN = 12;

function rows(trace: Trace, from: number, to: number): string {
  const { events } = trace;
  let text = "";
  for (let event = from; event < to; event++) {
    const call = events.kind[event] === EventKind.Malloc ? "malloc" : "free";
    const size = call === "malloc" ? ` ${events.size[event]}` : "";
    text += `${event}  t${events.thread[event]} ${call} ${events.block[event]}${size}\n`;
  }
  return text;
}

/** Live blocks after each event from `from` on: the least and the most. */
function liveRange({ events }: Trace, from: number): { least: number; most: number } {
  let live = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let event = 0; event < events.length; event++) {
    live += events.kind[event] === EventKind.Malloc ? 1 : -1;
    if (event < from) continue;
    least = Math.min(least, live);
    most = Math.max(most, live);
  }
  return { least, most };
}

describe.each(benchTraces)("bench-%s", (name) => {
  test("begins and goes on as it always did", async () => {
    const trace = await generate(`bench-${name} 120000`);
    const { length } = trace.events;
    const shown = [rows(trace, 0, ROWS_SHOWN), rows(trace, length - ROWS_SHOWN, length)].join("\n");
    const text = `${trace.name}: hash ${trace.hash}\n\n${shown}`;
    await expect(text).toMatchFileSnapshot(`../../golden/workload/bench-${name}.txt`);
  });

  test.each([1, 4097, 130_001])("has exactly %d events, of a program that could be", async (n) => {
    const trace = await generate(`bench-${name} ${n}`);
    expect(trace.events.length).toBe(n);
    expect(facts(trace).broken).toBe("nothing");
  });

  test("begins as a longer one does, whatever the seed of the interleaving", async () => {
    const short = await generate(`bench-${name} 5000`, 1);
    const long = await generate(`bench-${name} 9000`, 2);
    expect(long.events.block.subarray(0, 5000)).toEqual(short.events.block);
    expect(long.events.size.subarray(0, 5000)).toEqual(short.events.size);
  });

  test("fits TRC1 and comes back as it was", async () => {
    const trace = await generate(`bench-${name} 20000`);
    const bytes = new Uint8Array(Buffer.concat([...trc1Pieces(trace)]));
    const back = await importTrace(bytes, "x", patient);
    expect(back.problemCounts).toEqual({});
    expect(back.events.size).toEqual(trace.events.size);
    expect(facts(back).summary.remoteFrees).toBe(facts(trace).summary.remoteFrees);
  });
});

test.each([
  ["mixed", 400_000, 100_000, 16, 1024],
  ["mixeduniq", 400_000, 100_000, 16, 1024],
  ["tiny", 100_000, 1024, 8, 120],
  ["big", 2_100_000, 1_000_000, 16, 1024],
])("%s keeps its live set, and sizes are spread evenly", async (name, events, live, min, max) => {
  const trace = await generate(`bench-${name} ${events}`);
  const { sizes, summary } = facts(trace);
  const { least, most } = liveRange(trace, live);
  const slack = 5 * Math.sqrt(live);
  expect(least).toBeGreaterThan(live - slack);
  expect(most).toBeLessThan(live + slack);
  expect(sizes).toEqual(Array.from({ length: max - min + 1 }, (_, i) => min + i));
  expect(summary.threads).toBe(1);
});

test("mixeduniq is mixed with a new name for each block", async () => {
  const mixed = await generate("bench-mixed 150000");
  const unique = await generate("bench-mixeduniq 150000");
  expect(unique.events.kind).toEqual(mixed.events.kind);
  expect(unique.events.size).toEqual(mixed.events.size);
  expect(unique.events.slots).toBe(facts(unique).summary.mallocs);
  expect(mixed.events.slots).toBe(facts(mixed).summary.peakLiveBlocks);
});

test("larson4 has four arrays of 1024 blocks and 61 % remote frees", async () => {
  const trace = await generate("bench-larson4 1000000");
  const { sizes, summary } = facts(trace);
  expect(sizes).toEqual(Array.from({ length: 121 }, (_, i) => 8 + i));
  expect(liveRange(trace, 4096)).toEqual({ least: 4095, most: 4096 });
  expect(summary.threads).toBe(4);
  expect((summary.remoteFrees ?? 0) / summary.frees).toBeCloseTo(0.61, 2);
});

test("app has mostly small blocks that die young, and 10 % of frees by another thread", async () => {
  const trace = await generate("bench-app 2000000");
  const { events } = trace;
  const { countOf, summary } = facts(trace);
  expect((summary.remoteFrees ?? 0) / summary.frees).toBeCloseTo(0.1, 2);
  expect(summary.peakLiveBlocks).toBeGreaterThan(30_000);
  expect(summary.peakLiveBlocks).toBeLessThan(33_000);
  const small = [...countOf].reduce((sum, [size, count]) => sum + (size <= 64 ? count : 0), 0);
  expect(small / summary.mallocs).toBeCloseTo(0.55, 1);
  const bornAt = new Int32Array(events.slots);
  let young = 0;
  for (let event = 0; event < events.length; event++) {
    const block = events.block[event] as number;
    if (events.kind[event] === EventKind.Malloc) bornAt[block] = event;
    else if (event - (bornAt[block] as number) < 2000) young++;
  }
  expect(young / summary.frees).toBeGreaterThan(0.8);
});
