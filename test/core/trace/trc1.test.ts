// TRC1, the binary format: chunks cut anywhere, what is written is what was read, and what cannot be written says why.

import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import {
  importTrace,
  NotInTrc1Error,
  type Trace,
  trc1Pieces,
} from "../../../src/core/trace/index.ts";
import { fixtureBytes, importText, patient, printed } from "./check-import.ts";

function written(trace: Trace): Uint8Array {
  return new Uint8Array(Buffer.concat([...trc1Pieces(trace)]));
}

/** Why a trace of our text format cannot be written. */
async function complaint(...calls: string[]): Promise<string> {
  const trace = await importText(`hakmem-trace 1\n${calls.join("\n")}\n`);
  try {
    written(trace);
  } catch (error) {
    if (error instanceof NotInTrc1Error) return `${error.event}: ${error.found}`;
    throw error;
  }
  return "none";
}

describe("writing", () => {
  test("gives back the fixture, but for ids that become slots and threads that become lives", async () => {
    const trace = await importTrace(fixtureBytes("bench.trc1"), "x", patient);
    const again = await importTrace(written(trace), "x", patient);
    expect(again.problemCounts).toEqual({});
    expect(again.events).toEqual(trace.events);
    expect(written(again)).toEqual(written(trace));
  });

  test("header and records are where the format has them", async () => {
    const trace = await importText("hakmem-trace 1\nt0 malloc 5 100\nt1 free 5\n");
    const words = new Uint32Array(written(trace).buffer);
    expect([...words.subarray(0, 5)]).toEqual([0x31435254, 1, 2, 1, 2]);
    expect([...words.subarray(5, 16)]).toEqual(Array.from({ length: 11 }, () => 0));
    expect([...words.subarray(16)]).toEqual([100, 0, 0x80100000, 0]);
  });

  test.each([
    [["t0 malloc 1 8", "t0 calloc 2 1 8"], "1: another call"],
    [["t0 malloc 1 8", "t0 start t1"], "1: another call"],
    [["t0 malloc null 8"], "0: a failed allocation"],
    [["t0 free null"], "0: the free of no known block"],
    [["t0 free 3"], "0: the free of no known block"],
    [["t0 malloc 1 1048576"], "0: for 1048576 bytes"],
    [["t0 malloc 1 8", "t0 malloc 1 8"], "1: at odds with whether its block lives"],
    [["t0 malloc 1 1048575", "t0 free 1"], "none"],
  ])("%j: %s", async (calls, expected) => {
    expect(await complaint(...calls)).toBe(expected);
  });
});

describe("reading", () => {
  test("does not depend on how the stream was divided", async () => {
    const bytes = fixtureBytes("bench.trc1");
    const whole = printed(await importTrace(bytes, "x", patient));
    for (let cut = 1; cut < bytes.length; cut++) {
      const members = [gzipSync(bytes.subarray(0, cut)), gzipSync(bytes.subarray(cut))];
      const packed = new Uint8Array(Buffer.concat(members));
      expect(printed(await importTrace(packed, "x", patient)), `cut at ${cut}`).toBe(whole);
    }
  });

  test("a header that promises four thousand million ids reserves nothing for them", async () => {
    const bytes = fixtureBytes("bench.trc1");
    new DataView(bytes.buffer).setUint32(12, 2 ** 32 - 1, true);
    const trace = await importTrace(bytes, "x", patient);
    expect(trace.problemCounts).toEqual({});
    expect(trace.events.slots).toBe(3);
  });
});
