// Any moment again: the heap that a replay shows after event n is the one that playing event by event from nothing reaches,
// whatever the policy, and also where the process dies; and a state saved in fast mode can be restored into bytes mode.

import { describe, expect, test } from "vitest";
import {
  defaultEnvironment,
  findPolicy,
  type Policy,
  units,
  withSwitches,
} from "../../allocator/index.ts";
import type { HeapRange } from "../../src/core/recording/index.ts";
import { replay } from "../../src/core/replay/index.ts";
import { Random } from "../../src/core/workload/random.ts";
import { freely } from "../core/work-control.ts";
import { Player, type World } from "./played-twice.ts";
import { randomTrace } from "./random-trace.ts";

const SEED = 20251114;
/** More than two of the replay's keyframes apart. */
const SHAPE = { events: 40_000, slots: 500, threads: 14, alive: 4, odd: 12 };
const LOOKS = 6;
const everything: HeapRange = {
  firstSuperSlab: 0,
  superSlabCount: 1000,
  firstReleased: 0,
  releasedCount: 1000,
  soughtSuperSlab: -1,
  firstLibc: 0,
  libcCount: 1000,
};
const refusing = { superSlabLimit: 12, failMmaps: [20, 40, 60, 80, 100] };

describe("a snapshot shows what playing from nothing reaches", () => {
  test.each([
    ["seed", {}, {}],
    ["seed", refusing, { fallbackFree: "subtract" }],
    ["seed", refusing, {}],
    ["ownership-bitmap-as-written", {}, {}],
    ["b+c", refusing, {}],
    ["fixed", { threadsJoined: true }, {}],
    ["e6", {}, { writes: "larson" }],
    ["e9", { superSlabLimit: 3 }, { threadExit: "flush" }],
    ["e10", {}, {}],
  ] as const)("%s %j %j", async (name, limits, switches) => {
    const policy = withSwitches(findPolicy(name) as Policy, switches);
    const trace = { ...randomTrace(SEED, SHAPE), environment: limits };
    const options = { policy, seed: 0, continueAfterNull: true, check: false };
    const { recording, seeker } = await replay(trace, options, freely());
    const random = new Random(SEED, 2);
    const last = recording.timeline.event.at(-1) ?? 0;
    const looks = [last, -1, ...Array.from({ length: LOOKS }, () => random.below(last + 1))];
    const snapshots = await Promise.all(
      looks.map((event) => seeker.snapshot(event, everything, freely())),
    );
    const order = looks.map((_, look) => look).sort((a, b) => at(looks, a) - at(looks, b));
    const player = new Player(trace, { policy, environment: recording.environment });
    for (const look of order) {
      player.stepTo(at(looks, look) + 1);
      const { superSlabs, slabs, ...figures } = at(snapshots, look);
      const { statistics } = player.allocator;
      expect(figures.liveBytes).toBe(statistics.liveBytes);
      expect(figures.committedBytes).toBe(statistics.committedBytes);
      expect(figures.mappings).toBe(statistics.mappings);
      expect(figures.libcCount).toBe(player.driver.slots.libcSlots().length);
      const heap = player.allocator.describeSuperSlabs(units.superSlabId(0), 1000);
      expect(plain(slabs)).toEqual({ ...heap.slabs, length: heap.slabs.index.length });
      expect([...superSlabs.base]).toEqual(heap.superSlabs.base);
      expect([...superSlabs.bitmap]).toEqual(heap.superSlabs.bitmap);
    }
  });
});

describe("a state of fast mode, restored into an allocator that went to bytes", () => {
  test.each(["seed", "grow-superslabs", "ownership-bitmap", "b+c"])("%s", (name) => {
    const policy = withSwitches(findPolicy(name) as Policy, { fallbackFree: "subtract" });
    const environment = { ...defaultEnvironment(), failMmaps: [30] };
    const world: World = { policy, environment };
    const trace = randomTrace(SEED + 1, { ...SHAPE, events: 20_000 });
    const first = new Player(trace, world);
    first.stepTo(200);
    const state = first.driver.save();
    expect(first.allocator.bytesSince).toBe(-1);
    first.playTo(20_000, new Random(SEED, 3));
    expect(first.allocator.bytesSince).toBeGreaterThan(200);
    first.driver.restore(state);
    expect(first.allocator.bytesSince).toBe(-1);
    first.playTo(20_000, new Random(SEED, 4));
    const straight = new Player(trace, world);
    straight.stepTo(20_000);
    expect(first.differencesFrom(straight)).toEqual([]);
  });
});

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}

/** Columns as lists of numbers. */
function plain(columns: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [
      name,
      typeof value === "number" ? value : Array.from(value as ArrayLike<number>),
    ]),
  );
}
