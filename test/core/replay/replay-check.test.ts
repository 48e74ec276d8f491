// What makes `--check` fail: a breach of the model, an undeclared finding of the heap or of the witness; nothing else.

import { expect, test } from "vitest";
import type { Allocator } from "../../../allocator/index.ts";
import { FailureRecorder } from "../../../src/core/replay/failure-recorder.ts";
import { ReplayCheck } from "../../../src/core/replay/replay-check.ts";
import { type ReplayCase, replayOf } from "./check-replay.ts";

async function checkUndeclared(text: string, options: ReplayCase): Promise<string> {
  const { check } = await replayOf(text, options);
  const undeclared = [...(check?.heapFindings ?? []), ...(check?.shadowFindings ?? [])]
    .filter((finding) => !finding.declared)
    .map((finding) => ("id" in finding ? finding.id : finding.kind));
  return `${check?.passed ? "passed" : "failed"} ${undeclared.join(" ")}`.trim();
}

test("declared findings pass", async () => {
  expect(await checkUndeclared("t0 malloc 1 64\nt0 free 1", {})).toBe("passed");
});

test("what only the witness sees fails", async () => {
  const switches = { sizeMapping: "size" } as const;
  expect(await checkUndeclared("t0 malloc 1 64", { switches })).toBe("failed size-mismatch");
});

test("what only the heap shows fails", async () => {
  const text = "environment addressSpaceBytes 1000000\nt0 malloc 1 128\nt0 free 1";
  const switches = { prewarm: "off", allocHeaderWord: "size" } as const;
  expect(await checkUndeclared(text, { switches })).toBe("failed lists-damaged");
});

test("a model that cannot be audited fails", () => {
  const check = new ReplayCheck(new FailureRecorder(), 1);
  check.after(0, { crash: undefined } as Allocator);
  const died = { exitCode: 134, message: "", mechanism: "" } as const;
  const report = check.finish({ crash: died } as Allocator);
  expect(report).toMatchObject({ passed: false, audits: 1, heapFindings: [] });
  expect(report.breach).toContain("after event 0");
});
