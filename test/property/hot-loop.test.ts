// The hot loop is the calls: a trace played in stretches cut anywhere and the same trace played event by event lead to the
// same state, byte for byte, to the same counts, and print the same lines.

import { describe, expect, test } from "vitest";
import {
  type Allocator,
  checkModel,
  defaultEnvironment,
  type Environment,
  findPolicy,
  type Policy,
  policies,
  withSwitches,
} from "../../allocator/index.ts";
import { Random } from "../../src/core/workload/random.ts";
import { smallened } from "./checked-program.ts";
import { Player, type World } from "./played-twice.ts";
import { randomTrace, type TraceShape } from "./random-trace.ts";
import { runs } from "./runs.ts";

const SEED = 20251111;
const SHAPE = { events: 6000, slots: 700, threads: 12, alive: 4, odd: 25 };
const FILLING = { ...SHAPE, events: 34_000, slots: 3000, odd: 0, sizes: "large" } as const;
const LOOKS = 4;

const worlds: readonly (readonly [string, Partial<Environment>])[] = [
  ["with memory", {}],
  ["with few SuperSlabs", { superSlabLimit: 8, threadsJoined: true }],
  ["with requests refused", { failMmaps: [3, 9, 11, 12, 17, 25, 31], superSlabsPerClass: 2 }],
];

const variants = policies.flatMap((policy) =>
  (["fast", "bytes"] as const).map((storage) => ({ policy, storage })),
);

describe.each(variants)("$policy.name, $storage", ({ policy, storage }) => {
  const stored = storage === "bytes" ? { storage } : {};

  test.each(worlds)("%s", (_, limits) => {
    const environment = { ...defaultEnvironment(), ...limits };
    const readings = [
      [policy, {}],
      [policy, { writes: "larson", fallbackFree: "subtract" }],
      [smallened(policy), { threadExit: "adopt", fallbackFree: "subtract", sizeMapping: "size" }],
      [
        smallened(policy),
        { threadExit: "flush", fallbackFree: "subtract", tinyLookup: "registry" },
      ],
    ] as const;
    readings.slice(0, runs(2, readings.length)).forEach(([variant, switches], n) => {
      playTwice({ policy: withSwitches(variant, switches), environment, ...stored }, SEED + n);
    });
  });
});

describe.each(["seed", "e9", "e10"])("%s gives SuperSlabs back", (name) => {
  test.each(["flush", "adopt"] as const)("threadExit %s", (threadExit) => {
    const small = smallened(findPolicy(name) as Policy);
    const superSlabs = { ...small.superSlabs, lg: 20 } as const;
    const policy = withSwitches({ ...small, superSlabs }, { threadExit });
    const { statistics } = playTwice({ policy, environment: defaultEnvironment() }, SEED, FILLING);
    expect(statistics.superSlabsReleased).toBeGreaterThan(0);
  });
});

function playTwice(world: World, seed: number, shape: TraceShape = SHAPE): Allocator {
  const trace = randomTrace(seed, shape);
  const played = new Player(trace, world);
  const stepped = new Player(trace, world);
  const cuts = new Random(seed, 1);
  for (let look = 1; look <= LOOKS; look++) {
    const end = Math.floor((shape.events * look) / LOOKS);
    played.playTo(end, cuts);
    stepped.stepTo(end);
    expect(played.allocator.trim()).toBe(stepped.allocator.trim());
    checkModel(played.allocator);
    expect(played.differencesFrom(stepped)).toEqual([]);
    expect(played.count).toEqual(stepped.count);
    expect(played.log).toEqual(stepped.log);
  }
  if (world.policy.ownership.kind === "lookup" && played.allocator.crash === undefined) {
    expect(played.plain).toBeGreaterThan(shape.events / 5);
  }
  return played.allocator;
}
