// Numbers no program has: what is bounded stays bounded, and what is exact stays exact.

import { describe, expect, test } from "vitest";
import { summariseTrace } from "../../../src/core/trace/index.ts";
import { importText } from "./check-import.ts";

describe("sizes", () => {
  test.each([
    [0, Uint32Array],
    [2 ** 32 - 1, Uint32Array],
    [2 ** 32, Float64Array],
    [2 ** 53 - 1, Float64Array],
  ])("%d is exact", async (size, column) => {
    const { events } = await importText(`1: malloc 0x10 8\n1: malloc 0x20 ${size}\n`);
    expect([...events.size]).toEqual([8, size]);
    expect(events.size).toBeInstanceOf(column);
  });

  test("beyond 2^53 an allocation is read as failed and its free as unknown", async () => {
    const trace = await importText(`1: malloc 0x10 ${2 ** 62}\n1: free 0x10\n`);
    expect(trace.problemCounts).toEqual({ "bad-number": 1, "unknown-free": 1 });
    expect(summariseTrace(trace)).toMatchObject({ peakLiveBytes: 0, endLiveBlocks: 0 });
  });

  test("of four hundred digits too", async () => {
    const trace = await importText(`1: malloc 0x10 ${"9".repeat(400)}\n`);
    expect(trace.events.size[0]).toBe(2 ** 53);
    expect(trace.problemCounts).toEqual({ "bad-number": 1 });
  });
});

test("pointers that differ in their highest bits are different blocks", async () => {
  const trace = await importText(
    "1: malloc 0xb400007000000010 8\n1: malloc 0x0400007000000010 8\n1: free 0xb400007000000010\n",
  );
  expect([...trace.events.block]).toEqual([0, 1, 0]);
  expect(trace.problemCounts).toEqual({});
});

test("a pointer of more than 64 bits is none", async () => {
  const trace = await importText("1: malloc 0x10 8\n1: free 0x00000000000000010\n");
  expect(trace.events.length).toBe(1);
  expect(trace.problemCounts).toEqual({ "unreadable-line": 1 });
});

test("a calloc whose count does not fit keeps its size", async () => {
  const { events } = await importText("1: calloc 0x10 5000000000 3\n");
  expect([events.size[0], events.other[0]]).toEqual([15_000_000_000, 1]);
});

test("a million thread ids are kept, the rest are taken together", async () => {
  let text = "";
  for (let tid = 0; tid < 1_000_010; tid++) text += `${tid}: free 0x0\n`;
  const trace = await importText(text);
  expect(trace.threads.length).toBe(1_000_000);
  expect(trace.events.thread.at(-1)).toBe(999_999);
});
