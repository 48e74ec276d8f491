// The host's small pure parts: bounded work, the page's frame, the choice of a sample, the status line.

import { expect, test } from "vitest";
import type { InspectorState } from "../../src/core/protocol/index.ts";
import { runBounded } from "../../src/host/bounded.ts";
import { inspectorPage, newNonce } from "../../src/host/inspector-page.ts";
import { chooseSample, secondSample } from "../../src/host/sample-choice.ts";
import { statusText } from "../../src/host/status-text.ts";
import { openedTrace, recordingView } from "./fake-engine.ts";

test("bounded work never has more under way than allowed", async () => {
  let underWay = 0;
  let most = 0;
  const failed: number[] = [];
  const items = Array.from({ length: 20 }, (_, index) => index);
  const ended = await runBounded(items, {
    limit: 4,
    signal: new AbortController().signal,
    run: async (item) => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      if (item % 7 === 3) throw new Error("no");
    },
    failed: (item) => failed.push(item),
  });
  expect([ended, most, failed]).toEqual([20, 4, [3, 10, 17]]);
});

test("bounded work stops taking jobs when cancelled", async () => {
  const controller = new AbortController();
  const done: number[] = [];
  await runBounded([1, 2, 3, 4, 5, 6], {
    limit: 2,
    signal: controller.signal,
    run: async (item) => {
      done.push(item);
      if (item === 3) controller.abort();
    },
    failed: () => undefined,
  });
  expect(done.length).toBeLessThan(6);
});

test("the page allows its own script and style and nothing else", () => {
  const page = inspectorPage(
    { cspSource: "https://own", script: "https://own/a.js?x&y", style: 'b"c.css', language: "en" },
    "N0NCE",
  );
  expect(page).toContain(
    "content=\"default-src 'none'; script-src 'nonce-N0NCE'; style-src https://own; font-src https://own; img-src https://own data: blob:\"",
  );
  expect(page).toContain('<script nonce="N0NCE" src="https://own/a.js?x&#38;y"></script>');
  expect(page).toContain('href="b&#34;c.css"');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toMatch(/unsafe|style="/);
  expect(newNonce()).not.toBe(newNonce());
});

const sample = [
  "/workspace/hak_free.c",
  "/workspace/hak_alloc.c",
  "/b.hktrace.txt",
  "/a.hktrace.txt",
];

test.each([
  [undefined, "/a.hktrace.txt"],
  ["b", "/b.hktrace.txt"],
  ["b.hktrace.txt", "/b.hktrace.txt"],
  ["c", undefined],
])("the sample for %s is %s", (wish, trace) => {
  const wished = wish === undefined ? undefined : { trace: wish };
  expect(chooseSample(sample, wished)).toEqual({ source: "/workspace/hak_alloc.c", trace });
});

test("the second sample comes with the program that starts its threads", () => {
  const paths = [
    "/workspace/hak_alloc.c",
    "/workspace/larson.c",
    "/small-mapping-limit.hktrace.txt",
  ];
  expect(chooseSample(paths, secondSample)).toEqual({ source: paths[1], trace: paths[2] });
});

function ready(stale = false): InspectorState {
  return {
    kind: "ready",
    trace: openedTrace(1),
    policies: [],
    recording: recordingView(2, "seed"),
    stale,
  };
}

test.each<[string, InspectorState, number, string]>([
  ["before the first event", ready(), -1, "$(history) event start of 100 · 4 threads · crash"],
  ["at a failure", ready(), 41, "$(history) event 41 of 100 · T3 · crash"],
  ["with a newer file", ready(true), 0, "$(history) event 0 of 100 · 4 threads · crash $(warning)"],
  [
    "at work",
    { kind: "working", task: "Reading", done: 1, total: 3 },
    -1,
    "$(sync~spin) Reading 33 %",
  ],
  ["after a failure", { kind: "failed", message: "m", canRetry: true }, 0, "$(error) Not replayed"],
])("the status line %s", (_, state, cursor, text) => {
  expect(statusText("t", state, cursor).text).toBe(text);
});

test("the status line is spoken with the verdict", () => {
  expect(statusText("t.rep", ready(true), 41).spoken).toBe(
    "t.rep, event 41 of 100, T3, replayed with seed: Event 42 aborts. The file on disk is newer.",
  );
});
