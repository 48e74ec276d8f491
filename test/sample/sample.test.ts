// The bundled samples: the files are what their recipe makes, and each ends as its README says, under every policy.

import { readFile, stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { findPolicy } from "../../allocator/index.ts";
import { replay } from "../../src/core/replay/index.ts";
import { importTrace, type Trace, writeTraceText } from "../../src/core/trace/index.ts";
import { makeTrace, parseWorkload } from "../../src/core/workload/index.ts";
import { freely } from "../core/work-control.ts";
import { type Sample, samples } from "./samples.ts";

const folder = new URL("../../media/sample/", import.meta.url);

async function made(sample: Sample): Promise<Trace> {
  const trace = await makeTrace(parseWorkload(sample.workload), 0, freely());
  return {
    ...trace,
    environment: { ...trace.environment, ...sample.environment },
    switches: { ...trace.switches, ...sample.switches },
  };
}

async function verdictOf(file: string, policyName: string) {
  const bytes = await readFile(new URL(file, folder));
  const trace = await importTrace(bytes, file, freely());
  const policy = findPolicy(policyName);
  if (policy === undefined) throw new Error(`no policy ${policyName}`);
  const options = { policy, seed: 0, continueAfterNull: false, check: true };
  const { recording, check } = await replay(trace, options, freely());
  expect(check).toMatchObject({ passed: true });
  return recording.verdict;
}

describe.each(samples)("$file", (sample) => {
  it("is what its recipe makes", async () => {
    const text = writeTraceText(await made(sample));
    await expect(text).toMatchFileSnapshot(new URL(sample.file, folder).pathname);
  });

  it("is small enough to ship", async () => {
    expect((await stat(new URL(sample.file, folder))).size).toBeLessThanOrEqual(200_000);
  });

  it.each(["seed", "no-fallback", "grow-superslabs"])("under %s", async (policy) => {
    const verdict = await verdictOf(sample.file, policy);
    expect(verdict.sentence).toContain(sample.environment.hypothesis);
    const name = `../golden/sample/${sample.file.replace(".hktrace.txt", "")}.${policy}.txt`;
    await expect(`${verdict.kind}\n${verdict.sentence}\n`).toMatchFileSnapshot(name);
  });
});

describe("one SuperSlab per class", () => {
  const file = "one-superslab-per-class.hktrace.txt";

  it("dies under seed as hakmem did", async () => {
    const verdict = await verdictOf(file, "seed");
    expect(verdict).toMatchObject({
      kind: "crash",
      crash: { exitCode: 134, message: "free(): invalid pointer" },
    });
  });

  it("returns NULL without the fallback", async () => {
    expect((await verdictOf(file, "no-fallback")).kind).toBe("null");
  });

  it("is clean when SuperSlabs grow", async () => {
    expect((await verdictOf(file, "grow-superslabs")).kind).toBe("clean");
  });
});

describe("small mapping limit", () => {
  it.each([
    "seed",
    "no-fallback",
    "grow-superslabs",
  ])("is not clean under %s: growing alone does not help", async (policy) => {
    expect((await verdictOf("small-mapping-limit.hktrace.txt", policy)).kind).not.toBe("clean");
  });
});
