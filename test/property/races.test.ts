// Random windows under random orders: the atomic free lists keep every block in one place whatever the order, and an
// exploration finds whatever any order finds, with no more context switches.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  defaultRaceOptions,
  exploreRace,
  type RaceResult,
  type RaceScenario,
  raceScenarios,
} from "../../allocator/index.ts";

const RUNS = 150;
/** Each explores a window of up to so many states. */
const EXPLORED = 100;
const MAX_STATES = 5000;
/** Fixed, so that the suite is the same for everybody; change it to hunt. */
const SEED = 20251122;

type Calls = RaceScenario["threads"][number];
type FreelistKind = RaceScenario["broken"]["rules"]["freelist"];

const frees = fc.constantFrom("free", "free-by-drain");
const calls = fc.oneof(fc.constant("malloc"), frees) as fc.Arbitrary<Calls[number]>;
const start = fc
  .tuple(fc.nat(3), fc.nat(2), fc.nat(2), fc.nat(2))
  .map(([listed, queued, first, second]) => blocksFor(listed, queued, [first, second]));
const order = fc.array(fc.nat(2), { minLength: 10, maxLength: 60 });

test("with a version beside its head the free list conserves blocks under any order", () => {
  const threads = fc.array(fc.array(calls, { maxLength: 4 }), { minLength: 2, maxLength: 3 });
  fc.assert(
    fc.property(start, threads, order, (blocks, calls, turns) => {
      expect(sentences(played("tagged", blocks, calls, turns))).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test("with a bare CAS it does so while one thread pops and the others only free", () => {
  const freeing = fc.array(frees as typeof calls, { maxLength: 3 });
  const threads = fc.tuple(fc.array(calls, { maxLength: 5 }), freeing, freeing);
  fc.assert(
    fc.property(start, threads, order, (blocks, calls, turns) => {
      expect(sentences(played("cas", blocks, calls, turns))).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test("without atomics it does so for one thread", () => {
  fc.assert(
    fc.property(start, fc.array(calls, { maxLength: 8 }), (blocks, calls) => {
      expect(sentences(played("plain", blocks, [calls], []))).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test("an exploration finds what an order found, with as few context switches", () => {
  const threads = fc.tuple(fc.array(calls, { maxLength: 2 }), fc.array(calls, { maxLength: 2 }));
  const everything = { kind: "all", maxStates: MAX_STATES } as const;
  let failed = 0;
  fc.assert(
    fc.property(start, threads, order, (blocks, calls, turns) => {
      const [one] = played("plain", blocks, calls, turns).found;
      if (one === undefined) return;
      const scenario = scenarioOf("plain", blocks, calls);
      const all = exploreRace(scenario, { variant: "broken", order: everything });
      if (!all.complete) return;
      failed++;
      const same = all.found.find(({ failure }) => failure.kind === one.failure.kind);
      expect(same?.switches).toBeLessThanOrEqual(one.switches);
    }),
    { seed: SEED, numRuns: EXPLORED },
  );
  expect(failed).toBeGreaterThan(3);
});

test("a seed draws one order and no other", () => {
  const [scenario] = raceScenarios;
  const seeded = (seed: number) =>
    scenario &&
    exploreRace(scenario, { variant: "broken", order: { kind: "seed", seed } }).found[0]?.steps;
  expect(seeded(3)).toEqual(seeded(3));
  const all = Array.from({ length: 20 }, (_, seed) => JSON.stringify(seeded(seed)));
  expect(new Set(all).size).toBeGreaterThan(1);
});

/** Numbers the blocks: so many listed, so many queued, so many held by each of two threads. */
function blocksFor(listed: number, queued: number, held: readonly number[]): RaceScenario["start"] {
  let next = 0;
  const take = (count: number) => Array.from({ length: count }, () => next++);
  return { freelist: take(listed), remote: take(queued), held: held.map(take) };
}

function scenarioOf(
  freelist: FreelistKind,
  start: RaceScenario["start"],
  threads: readonly Calls[],
): RaceScenario {
  const [template] = raceScenarios;
  if (template === undefined) throw new Error("no scenarios");
  const { rules } = template.fixed;
  const variant = { title: freelist, rules: { ...rules, freelist } };
  const held = (start.held ?? []).slice(0, threads.length);
  return { ...template, writes: "larson", start: { ...start, held }, threads, broken: variant };
}

function played(
  freelist: FreelistKind,
  start: RaceScenario["start"],
  threads: readonly Calls[],
  turns: readonly number[],
): RaceResult {
  const order = { kind: "given", threads: turns } as const;
  return exploreRace(scenarioOf(freelist, start, threads), { ...defaultRaceOptions(), order });
}

function sentences({ found }: RaceResult): string[] {
  return found.map(({ failure }) => failure.sentence);
}
