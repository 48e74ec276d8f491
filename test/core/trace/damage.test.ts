// Compressed files that are cut, packed twice, or packed to burst; work that is stopped.

import { gzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { CancelledError } from "../../../src/core/base/cancelled.ts";
import { importTrace, type Trace } from "../../../src/core/trace/index.ts";
import { fixtureBytes, importText, patient, textBytes } from "./check-import.ts";

function noisyCalls(count: number): string {
  let text = "";
  for (let i = 0; i < count; i++) {
    const address = (0x1000 + Math.imul(i, 0x9e3779b1)) >>> 0;
    text += `${1 + (i % 7)}: malloc 0x${address.toString(16)} ${(i * 7919) % 4099}\n`;
  }
  return text;
}

function problemsOf(trace: Trace): string {
  return trace.problems.map(({ kind, message }) => `${kind}: ${message}`).join("\n");
}

describe("damaged streams", () => {
  const bytes = textBytes(noisyCalls(2000));

  test.each([
    ["gzip", gzipSync(bytes)],
    ["zip", zipSync({ "trace.txt": bytes })],
  ])("of a cut %s what came out is kept", async (name, whole) => {
    const trace = await importTrace(whole.subarray(0, Math.floor(whole.length / 3)), "x", patient);
    expect(trace.events.length).toBeGreaterThan(500);
    expect(trace.events.length).toBeLessThan(2000);
    expect(trace.problemCounts["cut-stream"]).toBe(1);
    expect(trace.problemCounts["cut-line"]).toBe(1);
    expect(trace.problemCounts["unreadable-line"]).toBeUndefined();
    expect(problemsOf(trace)).toContain(`the ${name}`);
  });

  test("a cut zstd file gives its whole blocks", async () => {
    const whole = fixtureBytes("heaptrack-raw.zst");
    const more = new Uint8Array(whole.length + 20);
    more.set(whole);
    more.set(whole.subarray(0, 20), whole.length);
    const trace = await importTrace(more, "x", patient);
    expect(trace.events.length).toBe(11);
    expect(problemsOf(trace)).toContain("cut-stream: the zstd stream is cut or damaged");
  });

  test("an archive of several files: the first is read, the others are named", async () => {
    const trace = await importTrace(
      zipSync({ "a.txt": bytes, "b.txt": bytes, "__MACOSX/a.txt": bytes }),
      "x",
      patient,
    );
    expect(trace.events.length).toBe(2000);
    expect(problemsOf(trace)).toBe(
      'count-mismatch: the archive holds 2 files; only "a.txt" was read',
    );
  });

  test("a line without an end is dropped where every line has one, not elsewhere", async () => {
    const replay = await importText("1: malloc 0x10 8\n1: malloc 0x20 8");
    expect([replay.events.length, replay.problemCounts]).toEqual([1, { "cut-line": 1 }]);
    const rep = await importText("9\n2\n2\n1\na 0 8\na 1 8");
    expect([rep.events.length, rep.problemCounts]).toEqual([2, {}]);
  });

  test("a line of a megabyte is dropped, the next is read", async () => {
    const trace = await importText(`1: malloc 0x10 8\n${" ".repeat(3e6)}\n1: free 0x10\n`);
    expect(trace.events.length).toBe(2);
    expect(problemsOf(trace)).toBe(
      "unreadable-line: the line is longer than 1048576 bytes; dropped",
    );
  });

  test("each kind of problem keeps its first texts and its whole count", async () => {
    const frees = Array.from({ length: 5000 }, (_, i) => `1: free 0x${(i + 1).toString(16)}\n`);
    const trace = await importText(`${frees.join("")}nonsense\n`);
    expect(trace.problemCounts).toEqual({ "unknown-free": 5000, "unreadable-line": 1 });
    expect(trace.problems.length).toBe(101);
    expect(trace.problems[0]?.line).toBe(1);
    expect(trace.problems[100]?.line).toBe(5001);
  });
});

describe("long work", () => {
  const bytes = gzipSync(textBytes(noisyCalls(120_000)));

  test("pauses and says how far it is", async () => {
    const seen: number[] = [];
    let pauses = 0;
    await importTrace(bytes, "x", {
      signal: patient.signal,
      progress: (done, total) => seen.push(done / total),
      pause: async () => {
        pauses++;
      },
    });
    expect(pauses).toBeGreaterThan(3);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  test("is stopped before it begins and in the middle", async () => {
    const controller = new AbortController();
    let pauses = 0;
    const control = {
      signal: controller.signal,
      progress: () => {},
      pause: async () => {
        if (++pauses === 2) controller.abort();
      },
    };
    await expect(importTrace(bytes, "x", control)).rejects.toBeInstanceOf(CancelledError);
    expect(pauses).toBe(2);
    await expect(importTrace(bytes, "x", control)).rejects.toBeInstanceOf(CancelledError);
    expect(pauses).toBe(2);
  });
});
