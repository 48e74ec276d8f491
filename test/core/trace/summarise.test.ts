// The conventions of the summary, one small story each.

import { describe, expect, test } from "vitest";
import { summariseTrace } from "../../../src/core/trace/index.ts";
import { importText } from "./check-import.ts";

/** Counts the calls of a story; `expected` names the figures that matter to the case. */
async function checkSummary(calls: string, expected: Record<string, unknown>): Promise<void> {
  const trace = await importText(`hakmem-trace 1\n${calls}`);
  expect(summariseTrace(trace)).toMatchObject(expected);
}

describe("summary", () => {
  test("a free by another thread is remote, a realloc makes its caller the owner", () =>
    checkSummary("t0 malloc 1 8\nt1 realloc 1 1 9\nt1 free 1\nt0 malloc 1 8\nt1 free 1", {
      remoteFrees: 1,
      threads: 2,
      reallocs: 1,
    }));

  test("a realloc that frees ends the block, one that fails does not", () =>
    checkSummary("t0 malloc 1 8\nt0 realloc null 1 500\nt0 malloc 2 4\nt0 realloc null 2 0", {
      peakLiveBytes: 12,
      endLiveBytes: 8,
      endLiveBlocks: 1,
    }));

  test("a realloc in place counts the new size only", () =>
    checkSummary("t0 malloc 1 100\nt0 realloc 1 1 30\nt0 malloc 2 60", {
      peakLiveBytes: 100,
      endLiveBytes: 90,
    }));

  test("a live block that is allocated again ends first", () =>
    checkSummary("t0 malloc 1 100\nt0 malloc 1 30", {
      peakLiveBytes: 100,
      endLiveBytes: 30,
      endLiveBlocks: 1,
    }));

  test("failed calls are calls, and hold nothing", () =>
    checkSummary("t0 malloc null 100\nt0 calloc null 3 4\nt0 aligned null 64 8", {
      events: 3,
      mallocs: 1,
      callocs: 1,
      aligned: 1,
      peakLiveBytes: 0,
    }));

  test("free(NULL) and frees of unknown blocks are told apart", () =>
    checkSummary("t0 free null\nt0 free ?\nt0 free 9", { frees: 3, freeNull: 1, unknownFrees: 2 }));

  test("without thread ids thread figures are unknown, not zero", () =>
    checkSummary("threads unknown\nt0 malloc 1 8\nt0 free 1", {
      threads: null,
      remoteFrees: null,
    }));
});
