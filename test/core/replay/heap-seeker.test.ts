// Any moment of a replay: a snapshot reached by seeking is the one a replay from nothing reaches.

import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { defaultEnvironment, findPolicy, type Policy } from "../../../allocator/index.ts";
import { CancelledError } from "../../../src/core/base/cancelled.ts";
import type { HeapRange } from "../../../src/core/recording/index.ts";
import { HeapSeeker as FreshSeeker } from "../../../src/core/replay/heap-seeker.ts";
import { type HeapSeeker, replay } from "../../../src/core/replay/index.ts";
import { Keyframes } from "../../../src/core/replay/keyframes.ts";
import type { Trace } from "../../../src/core/trace/index.ts";
import { makeTrace, parseWorkload } from "../../../src/core/workload/index.ts";
import { cancelAfter, freely } from "../work-control.ts";

const everything: HeapRange = {
  firstSuperSlab: 0,
  superSlabCount: 1000,
  firstReleased: 0,
  releasedCount: 1000,
  firstLibc: 0,
  libcCount: 1000,
  soughtSuperSlab: -1,
};

let trace: Trace;
let policy: Policy;
let seeker: HeapSeeker;
let births: Int32Array;

beforeAll(async () => {
  policy = findPolicy("seed") as Policy;
  const made = await makeTrace(parseWorkload("larson 0.03 8 128 64 8 3 4"), 0, freely());
  trace = {
    ...made,
    environment: { superSlabsPerClass: 1 },
    switches: { fallbackFree: "subtract" },
  };
  const result = await replay(
    trace,
    { policy, seed: 0, continueAfterNull: false, check: false },
    freely(),
  );
  seeker = result.seeker;
  policy = result.recording.policy;
  const last = await shown(trace.events.length);
  births = last.superSlabs.createdAt;
});

function shown(event: number, range = everything) {
  return seeker.snapshot(event, range, freely());
}

/** Plays from the first event, without keyframes. */
function fromNothing(event: number) {
  return withoutKeyframes().snapshot(event, everything, freely());
}

function withoutKeyframes(): HeapSeeker {
  const environment = { ...defaultEnvironment(), superSlabsPerClass: 1 };
  return new FreshSeeker({
    trace,
    policy,
    environment,
    keyframes: new Keyframes(0),
    superSlabBirths: births,
    lastEvent: trace.events.length - 1,
  });
}

describe("HeapSeeker", () => {
  it("has a trace long enough for several keyframes, with libc blocks in it", async () => {
    expect(trace.events.length).toBeGreaterThan(3 * 16 * 1024);
    expect((await shown(trace.events.length)).libcCount).toBeGreaterThan(0);
  });

  it("shows the same heap as a replay from nothing, in any order of events", async () => {
    const anyEvent = fc.integer({ min: -1, max: trace.events.length - 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 3 }), async (events) => {
        const answers = await Promise.all(events.map((event) => shown(event)));
        for (const [index, event] of events.entries()) {
          expect(answers[index]).toEqual(await fromNothing(event));
        }
      }),
      { numRuns: 15 },
    );
  });

  it("shows the last state beyond the end", async () => {
    const last = trace.events.length - 1;
    expect(await shown(last + 1000)).toEqual(await shown(last));
  });

  it("goes on after a request that was cancelled on its way", async () => {
    const last = trace.events.length - 1;
    const farAway = withoutKeyframes();
    const cancelled = farAway.snapshot(last, everything, cancelAfter(1));
    const next = farAway.snapshot(5, everything, freely());
    await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
    expect(await next).toEqual(await fromNothing(5));
  });

  it("cuts to the range asked for", async () => {
    const range = {
      ...everything,
      firstSuperSlab: 2,
      superSlabCount: 1,
      firstLibc: 1,
      libcCount: 1,
    };
    const { superSlabs, libc, superSlabCount } = await shown(trace.events.length, range);
    expect([...superSlabs.id]).toEqual([2]);
    expect(libc.length).toBe(1);
    expect(superSlabCount).toBeGreaterThan(3);
  });
});
