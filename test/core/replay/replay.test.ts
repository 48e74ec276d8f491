// What a replay makes of traces: outcomes, horizon, skipped events, hypothesis; each case a trace in words.

import { describe, expect, it } from "vitest";
import { findPolicy } from "../../../allocator/index.ts";
import { CancelledError } from "../../../src/core/base/cancelled.ts";
import { replay } from "../../../src/core/replay/index.ts";
import { makeTrace, parseWorkload } from "../../../src/core/workload/index.ts";
import { cancelAfter, freely } from "../work-control.ts";
import { type ReplayCase, replayOf, story, traceOf } from "./check-replay.ts";

const golden = (name: string) => `../../golden/replay/${name}.txt`;

/** One SuperSlab of class 7 has 31 slabs of 64 blocks and one of 62; a thread's first slab serves it alone. */
const exhaustClass7 = (threads: number): string =>
  [
    "hypothesis one SuperSlab per class, a slab for each thread",
    "environment superSlabsPerClass 1",
    ...Array.from({ length: threads }, (_, i) => `t0 start t${i + 1}`),
    ...Array.from({ length: threads }, (_, i) => `t${i + 1} malloc ${i + 1} 1000`),
    `t${threads} free ${threads}`,
    "t1 free 1",
  ].join("\n");

const cases: readonly [string, string, ReplayCase][] = [
  ["a block that is freed", "t0 malloc 1 100\nt0 free 1", {}],
  ["free of NULL", "t0 free null", {}],
  ["a block freed by another thread", "t0 start t1\nt0 malloc 1 100\nt1 free 1", {}],
  ["recorded failures and unknown blocks are skipped", "t0 malloc null 64\nt0 free ?", {}],
  ["a live block handed out again ends first", "t0 malloc 1 500\nt0 malloc 1 500\nt0 free 1", {}],
  ["realloc that grows", "t0 malloc 1 20\nt0 realloc 1 1 2000\nt0 free 1", {}],
  ["realloc that frees", "t0 malloc 1 20\nt0 realloc null 1 0", {}],
  ["32 slabs in use, seed", exhaustClass7(33), {}],
  ["32 slabs in use, no fallback", exhaustClass7(33), { policy: "no-fallback" }],
  [
    "32 slabs in use, no fallback, continued",
    exhaustClass7(33),
    { policy: "no-fallback", continueAfterNull: true },
  ],
  ["32 slabs in use, growing", exhaustClass7(33), { policy: "grow-superslabs" }],
  [
    "32 slabs in use, subtracting free",
    exhaustClass7(33),
    { switches: { fallbackFree: "subtract" } },
  ],
  [
    "an unborn thread ends its chain",
    `environment mappingLimit 50
     threads-refused chain-ends
     t0 start t1\nt1 malloc 1 20\nt1 start t2\nt2 malloc 2 20\nt2 free 2\nt1 free 1`,
    {},
  ],
  [
    "realloc to nothing that kept its block",
    "t0 malloc 1 20\nt0 realloc 1 1 0\nt0 realloc 1 1 9\nt0 free 1",
    {},
  ],
  [
    "a fallback block that realloc moves",
    `hypothesis a small address space
     environment addressSpaceBytes 13004800
     t0 malloc 1 13000000\nt0 malloc 2 100\nt0 realloc 2 2 500\nt0 free 2`,
    { switches: { prewarm: "off", fallbackFree: "subtract" } },
  ],
  [
    "realloc that gets NULL keeps its block",
    `hypothesis room for one SuperSlab
     environment addressSpaceBytes 4194304
     t0 malloc 1 100\nt0 realloc 1 1 13000000\nt0 free 1`,
    { policy: "no-fallback", continueAfterNull: true, switches: { prewarm: "off" } },
  ],
  [
    "memory refused before the first event",
    "environment addressSpaceBytes 0\nt0 malloc 1 20",
    { policy: "no-fallback" },
  ],
  [
    "an unborn thread whose birth was not recorded",
    "environment mappingLimit 50\nt0 malloc 3 20\nt1 malloc 1 20\nt2 malloc 2 20\nt2 free 2",
    {},
  ],
  [
    "an unborn thread where nothing is known about the program",
    "environment mappingLimit 50\nt0 start t1\nt1 malloc 1 20\nt1 start t2\nt2 malloc 2 20\nt1 free 1",
    {},
  ],
];

describe("replay", () => {
  it.each(cases)("%s", async (name, text, options) => {
    const result = await replayOf(text, options);
    await expect(`${story(result)}\n`).toMatchFileSnapshot(golden(name.replaceAll(/\W+/g, "-")));
    expect(result.check).toMatchObject({ passed: true, breach: undefined });
  });

  it("repeats itself to the last field", async () => {
    const trace = await makeTrace(parseWorkload("larson 0.001 8 128 16 1 3 4"), 1, freely());
    const run = async () => (await replay(trace, options("seed"), freely())).recording;
    expect(await run()).toEqual(await run());
  });

  it("withholds what a trace without thread ids cannot tell", async () => {
    const trace = { ...(await traceOf("t0 malloc 1 9\nt0 free 1")), hasThreads: false };
    const { recording } = await replay(trace, options("seed"), freely());
    expect(recording.totals.remoteFrees).toBeNull();
    expect(recording.verdict.sentence).toContain("no thread ids");
  });

  it("stops where an allocator takes a block it never gave out", async () => {
    const text = `environment addressSpaceBytes 1000000
      t0 malloc 1 128\nt0 free 1\nt0 malloc 1 128`;
    const switches = { prewarm: "off", allocHeaderWord: "size" } as const;
    const { recording, check } = await replayOf(text, { switches });
    expect(recording.verdict).toMatchObject({ kind: "corrupted", event: 1, horizon: 1 });
    expect(recording.totals.failuresByKind).toMatchObject({ "foreign-free": 1, corruption: 1 });
    expect(check).toMatchObject({ passed: false, breach: undefined });
  });

  it("skips a thread whose creator was never born", async () => {
    const text = `environment mappingLimit 48
      threads-refused chain-ends
      t0 malloc 1 20\nt0 start t1\nt1 start t2\nt2 malloc 2 20`;
    const { recording } = await replayOf(text);
    expect(recording.totals).toMatchObject({ skippedEvents: 2, threadBirths: 0 });
    expect(recording.totals.failuresByKind["thread-refused"]).toBe(1);
  });

  it("lets a thread free blocks after its end was noted", async () => {
    const { recording } = await replayOf("t0 start t1\nt1 malloc 1 20\nt1 end\nt1 free 1");
    expect(recording.totals).toMatchObject({ events: 4, skippedEvents: 0 });
  });

  it("tells a free by another thread from a free by another allocator, and keeps the peak", async () => {
    const { recording } = await replayOf("t0 start t1\nt0 malloc 1 500\nt1 free 1\nt0 malloc 1 9");
    const figures = { remoteFrees: 1, foreignFrees: 0, peakLiveBytes: 500 };
    expect(recording.totals).toMatchObject(figures);
  });

  it("takes the user's reading before the trace's, and no mapping limit that nobody stated", async () => {
    const text = "switch prewarm off\nswitch writes full\nt0 malloc 1 9";
    const { recording } = await replayOf(text, { switches: { prewarm: "thread" } });
    expect(recording.switches).toMatchObject({ prewarm: "thread", writes: "full" });
    expect(recording.environment.mappingLimit).toBe(Number.MAX_SAFE_INTEGER);
  });

  it("counts no remote free that an unborn thread did not do", async () => {
    const text = `environment mappingLimit 50
      threads-refused chain-ends
      t0 malloc 1 20\nt0 malloc 2 20\nt0 free null\nt0 malloc 3 20\nt0 free 3
      t0 start t1\nt1 free 1\nt0 start t2\nt2 free 2`;
    const { recording } = await replayOf(text);
    expect(recording.totals).toMatchObject({ remoteFrees: 1, skippedEvents: 1 });
  });

  it("claims only what came before the horizon", async () => {
    const text = `${exhaustClass7(33)}\nt1 malloc 40 64\nt1 malloc 41 5000\nt2 free 41`;
    const options = { policy: "no-fallback", switches: { threadExit: "adopt" } } as const;
    const stopped = (await replayOf(text, options)).recording;
    const continued = (await replayOf(text, { ...options, continueAfterNull: true })).recording;
    expect(continued.totals.events).toBeGreaterThan(stopped.totals.events);
    const sentence = stopped.verdict.sentence.replace(
      "The replay stops here: the program would have gone another way.",
      "What follows is hypothetical.",
    );
    expect(continued.verdict).toEqual({ ...stopped.verdict, sentence });
    expect(continued.replayId).not.toBe(stopped.replayId);
  });

  it("says nothing about the mapping limit where mappings were not recorded", async () => {
    const { recording } = await replayOf("t0 malloc 1 9");
    expect(recording.verdict.sentence).toContain("nothing is said about the mapping limit");
  });

  it("stops at the next slice when it is cancelled", async () => {
    const trace = await makeTrace(parseWorkload("random-mixed 200000 100 5"), 0, freely());
    const control = cancelAfter(2);
    await expect(replay(trace, options("seed"), control)).rejects.toBeInstanceOf(CancelledError);
    expect(control.pauses()).toBe(2);
  });
});

function options(name: string) {
  const policy = findPolicy(name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return { policy, seed: 0, continueAfterNull: false, check: false };
}
