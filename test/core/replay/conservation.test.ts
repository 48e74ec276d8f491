// Committed memory is live, slack, free, tail waste and metadata, and nothing else: at every sample of a replay's timeline
// the parts, counted from the heap itself, add up to the figure the sample has.

import { expect, test } from "vitest";
import {
  conservationOf,
  createAllocator,
  defaultEnvironment,
  findPolicy,
  type Policy,
  silentObserver,
  sumOf,
  units,
  withSwitches,
} from "../../../allocator/index.ts";
import { replay } from "../../../src/core/replay/index.ts";
import { TraceDriver } from "../../../src/core/replay/trace-driver.ts";
import { makeTrace, parseWorkload } from "../../../src/core/workload/index.ts";
import { randomTrace } from "../../property/random-trace.ts";
import { freely } from "../work-control.ts";

/** Looks at so many samples of each timeline. */
const SAMPLES = 60;

const random = (seed: number) =>
  randomTrace(seed, { events: 4000, slots: 500, threads: 9, alive: 4, odd: 40 });
const larson = () => makeTrace(parseWorkload("larson 0.005 8 128 64 8 3 4"), 0, freely());
const refusing = { superSlabLimit: 6, failMmaps: [4, 9, 30] };

test.each([
  ["larson, seed", larson, {}, "seed"],
  ["larson, e9", larson, {}, "e9"],
  ["random, fixed", () => random(1), {}, "fixed"],
  ["random, e8", () => random(2), {}, "e8"],
  ["random, e10", () => random(3), {}, "e10"],
  ["random, refused", () => random(4), refusing, "b+c"],
  ["random, fallbacks that crash", () => random(5), refusing, "seed"],
])("%s", async (_, make, environment, name) => {
  const policy = findPolicy(name) as Policy;
  const trace = { ...(await make()), environment };
  const options = { policy, seed: 0, continueAfterNull: true, check: false };
  const { recording } = await replay(trace, options, freely());
  const { timeline } = recording;
  const allocator = createAllocator({ ...recording, observer: silentObserver });
  const driver = new TraceDriver(trace, allocator);
  const spacing = Math.max(1, Math.floor(timeline.length / SAMPLES));
  let looks = 0;
  for (let sample = 0; sample < timeline.length; sample++) {
    const event = timeline.event[sample] as number;
    while (driver.position <= event) driver.step();
    if (sample % spacing !== 0 && sample !== timeline.length - 1) continue;
    const parts = conservationOf(allocator);
    expect(sumOf(parts), `event ${event}`).toBe(timeline.committedBytes[sample]);
    expect(parts.live, `event ${event}`).toBe(timeline.liveBytes[sample]);
    expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
    looks++;
  }
  expect(looks).toBeGreaterThan(5);
});

test("the parts of a small heap", () => {
  const policy = withSwitches(findPolicy("seed") as Policy, { prewarm: "off" });
  const allocator = createAllocator({
    policy,
    environment: defaultEnvironment(),
    observer: silentObserver,
  });
  allocator.malloc(units.MAIN_THREAD, 100);
  allocator.malloc(units.MAIN_THREAD, 5000);
  expect(conservationOf(allocator)).toEqual({
    live: 5100,
    slack: 128 - 100 + 8192 - 5000,
    free: 2 ** 21 - 2048 - 128,
    tailWaste: 0,
    metadata: 2048,
  });
});
