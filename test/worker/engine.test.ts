// The replay engine asked for policies: the ones that ship, by name, and files, by their text.

import { describe, expect, it } from "vitest";
import type { PolicySource } from "../../src/core/protocol/index.ts";
import { createEngine } from "../../src/worker/engine.ts";

const ports = { readFile: () => Promise.reject(new Error("no files")), pause: async () => {} };
const control = { signal: new AbortController().signal, progress: () => {} };

async function replayUnder(policy: PolicySource) {
  const engine = createEngine(ports);
  const specification = "larson 0.0005 8 128 16 1 7 4";
  const { trace } = await engine.open({ kind: "workload", specification, seed: 0 }, control);
  return engine.replay({ trace, policy, continueAfterNull: false, check: false }, control);
}

describe("policies", () => {
  it("are versions of hakmem or options", async () => {
    const choices = await createEngine(ports).policies({}, control);
    const kinds = choices.map(({ name, kind }) => `${name} ${kind}`);
    expect(kinds).toContain("seed epoch");
    expect(kinds).toContain("e10 epoch");
    expect(kinds).toContain("no-fallback option");
    expect(kinds).toContain("fixed option");
  });

  it("of a file are played, under the figures that it assumes", async () => {
    const text = '{ "name": "mine", "extends": "e9", "environment": { "mappingLimit": 90 } }';
    const { policy, environment } = await replayUnder({ file: "mine.json", text });
    expect(policy).toMatchObject({ name: "mine", epoch: "E9", summary: "As e9." });
    expect(environment.mappingLimit).toBe(90);
  });

  it.each<[PolicySource, string, string]>([
    ["best", "UnknownNameError", 'There is no policy "best"'],
    [{ file: "mine.json", text: "{}" }, "UnusablePolicyError", "mine.json is no policy:\n  $.name"],
  ])("%j is refused with what is wrong", async (policy, name, message) => {
    const error = await replayUnder(policy).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
