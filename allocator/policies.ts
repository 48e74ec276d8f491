// The policies that ship: the hand-off's allocator and its two single remedies.
//
// Each differs from `seed` in exactly what its option changes, so that a comparison shows the option and nothing else.
// The refill batch is our decision: no document gives it for E4; 16 is what prewarming takes at once.

import { layersOf } from "./large/layer-tables.ts";
import type { Policy, Switches } from "./policy.ts";
import { defaultSwitches } from "./switches.ts";

/** TLS_SLL_CAP_DEFAULT (DESIGN_FLAWS_SUMMARY). */
const CACHE_CAPACITY = 256;
const REFILL_BATCH = 16;
const ONE_SUPER_SLAB = [32, 32, 32, 32, 32, 32, 32, 32] as const;
/** The hand-off's Option B doubles classes 1, 4 and 6. */
const DOUBLED_HOT_CLASSES = [32, 64, 32, 32, 64, 32, 64, 32] as const;

const seed: Policy = {
  name: "seed",
  title: "Seed (E4, with libc fallback)",
  summary:
    "The allocator of the hand-off: SuperSlabs are never returned, and a failed refill falls back to libc malloc.",
  fallback: "libc",
  superSlabs: "fixed",
  initialSlabs: ONE_SUPER_SLAB,
  cacheCapacity: CACHE_CAPACITY,
  refillBatch: REFILL_BATCH,
  layers: layersOf.E4,
  switches: defaultSwitches,
};

const noFallback: Policy = {
  ...seed,
  name: "no-fallback",
  title: "Option A: no libc fallback",
  summary:
    "The hand-off's Option A: a failed refill returns NULL with errno 12 instead of libc memory.",
  fallback: "null",
};

const growSuperSlabs: Policy = {
  ...seed,
  name: "grow-superslabs",
  title: "Option B: growing SuperSlab lists",
  summary:
    "The hand-off's Option B: all threads share a class's list of SuperSlabs, which grows; the fallback stays.",
  superSlabs: "chunk-list",
  initialSlabs: DOUBLED_HOT_CLASSES,
};

export const policies: readonly Policy[] = [seed, noFallback, growSuperSlabs];

export function findPolicy(name: string): Policy | undefined {
  return policies.find((policy) => policy.name === name);
}

/** The same policy under other readings of the open facts. */
export function withSwitches(policy: Policy, changes: Partial<Switches>): Policy {
  return { ...policy, switches: { ...policy.switches, ...changes } };
}
