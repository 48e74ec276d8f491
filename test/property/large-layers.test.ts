// The layers above Tiny under random programs, every epoch's row: sizes at every edge of every pool, threads that end,
// mmap refused now and then. After every call the model's rules hold and the shadow checker agrees.

import fc from "fast-check";
import { describe, test } from "vitest";
import {
  dynamicShards,
  findPolicy,
  type LayerPolicy,
  layersOf,
  type Policy,
  withSwitches,
} from "../../allocator/index.ts";
import { checkSaveRestore, choicesOf, play } from "./random-program.ts";
import { runs } from "./runs.ts";

const RUNS = runs(3, 15);
const SEED = 20251109;
const KiB = 1024;
const pools = [1, 2, 4, 8, 16, 24, 32, 40, 48, 52, 64, 128, 256, 512, 1024, 2048];
const wMax = pools.map((size) => Math.floor((size * KiB) / 1.3));
const edges = [...pools.map((size) => size * KiB), ...wMax].flatMap((size) => [
  size - 1,
  size,
  size + 1,
]);
const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...edges) },
  { weight: 2, arbitrary: fc.integer({ min: 1000, max: 120 * KiB }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 1023, 3_000_000, 4_194_304, 5_000_000) },
);
const limits = fc.constantFrom(
  { mappingLimit: 65_530 },
  { mappingLimit: 44 },
  { addressSpaceBytes: 24 * KiB * KiB },
);

/** Small bounds, so that short programs reach them. */
const small: LayerPolicy = {
  pools: layersOf.E1.pools.map((pool) => {
    if (pool.kind === "mid-pool") return { ...pool, ringSlots: 2, shards: 2 };
    return pool.kind === "l25"
      ? { ...pool, shards: { ...dynamicShards, first: 1, most: 2 } }
      : pool;
  }),
  bigCache: { kind: "dynamic", firstBuckets: 2, mostBuckets: 4, load: 0.75 },
};
const rows: readonly (readonly [string, LayerPolicy])[] = [
  ...Object.entries(layersOf),
  ["small bounds", small],
  [
    "one slot",
    { pools: layersOf.E6.pools, bigCache: { kind: "fixed", sites: 4, slotsPerSite: 1 } },
  ],
];
const variants = rows.flatMap(([name, layers]) =>
  (["leave", "flush", "adopt"] as const).map((threadExit) => ({ name, layers, threadExit })),
);

describe.each(variants)("$name, threadExit $threadExit", ({ layers, threadExit }) => {
  test.each([
    "seed",
    "no-fallback",
  ])("rules hold after every call of a correct program under %s", (policyName) => {
    const base = findPolicy(policyName) as Policy;
    const policy = withSwitches(base, {
      threadExit,
      fallbackFree: "subtract",
      gap: "libc",
      callocDetour: threadExit === "leave" ? "libc" : "off",
    });
    fc.assert(
      fc.property(
        fc.array(choicesOf(sizes), { maxLength: 100, size: "max" }),
        limits,
        fc.boolean(),
        (script, limit, joined) => {
          play({ ...policy, layers }, script, limit, joined);
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

test.each(rows)("%s: a saved state, restored, has the same future", (_, layers) => {
  const policy = withSwitches(findPolicy("no-fallback") as Policy, { threadExit: "adopt" });
  fc.assert(
    fc.property(
      fc.array(choicesOf(sizes), { minLength: 2, maxLength: 60, size: "max" }),
      fc.nat(),
      limits,
      (script, cut, limit) => {
        checkSaveRestore({ ...policy, layers }, script, cut % script.length, limit);
      },
    ),
    { numRuns: RUNS, seed: SEED },
  );
});
