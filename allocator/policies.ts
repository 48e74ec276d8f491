// The policies that ship, each a row of data: the epochs of hakmem from the crash on, the hand-off's options alone and
// combined, and what the model shows is needed.
//
// An option differs from `seed` in exactly what it changes, an epoch from the one before, so that a comparison shows the
// change and nothing else. The refill batch is our decision: no document gives it for E4; 16 is what prewarming takes.
// Epochs E5 to E10 are combinations of what their commits list; where a document says that a part never worked (the LRU
// cache of E8), it is played as it was.

import { layersOf } from "./large/layer-tables.ts";
import type { CachePolicy, Policy, SuperSlabPolicy, Switches } from "./policy.ts";
import { defaultSwitches } from "./switches.ts";
import { MiB } from "./units.ts";

const ONE_SUPER_SLAB = [32, 32, 32, 32, 32, 32, 32, 32] as const;
/** The hand-off's Option B doubles classes 1, 4 and 6. */
const DOUBLED_HOT_CLASSES = [32, 64, 32, 32, 64, 32, 64, 32] as const;

const seedCache: CachePolicy = {
  /** TLS_SLL_CAP_DEFAULT (DESIGN_FLAWS_SUMMARY). */
  capacity: 256,
  refillBatch: 16,
  adaptive: null,
  drainEvery: 0,
  magazine: null,
};

const seedSuperSlabs: SuperSlabPolicy = {
  lg: 21,
  supply: "own",
  initialSlabs: ONE_SUPER_SLAB,
  release: "trim",
  trimEvery: 0,
  emptyReserve: 0,
  lru: null,
  registry: "fixed",
  ownerBits: 32,
};

const growing: SuperSlabPolicy = {
  ...seedSuperSlabs,
  supply: "chunk-list",
  initialSlabs: DOUBLED_HOT_CLASSES,
};

/** Bits that cover 47 bits of address space in regions of 64 KiB. */
const ALL_REGIONS = 2 ** 31;
const bitmap = { kind: "bitmap", regions: ALL_REGIONS, bounded: true } as const;
/** The hand-off's Option C returns malloc(size) as it is: no AllocHeader. */
const plainFallback: Switches = { ...defaultSwitches, fallbackOrigin: "F3" };

const seed: Policy = {
  name: "seed",
  title: "Seed (E4, with libc fallback)",
  summary:
    "The allocator of the hand-off: SuperSlabs are never returned, and a failed refill falls back to libc malloc.",
  epoch: "E4",
  fallback: "libc",
  blocks: "E4",
  superSlabs: seedSuperSlabs,
  cache: seedCache,
  ownership: { kind: "lookup" },
  bugs: [],
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
  superSlabs: growing,
};

const ownershipBitmap: Policy = {
  ...seed,
  name: "ownership-bitmap",
  title: "Option C: ownership bitmap",
  summary:
    "The hand-off's Option C as it should be: a bit per 64 KiB of the whole address space says whose memory a pointer is; the fallback stays.",
  ownership: bitmap,
  switches: plainFallback,
};

const ownershipBitmapAsWritten: Policy = {
  ...ownershipBitmap,
  name: "ownership-bitmap-as-written",
  title: "Option C as written: 2^20 bits, no bound",
  summary:
    "The hand-off's Option C as it stands: the table has 2^20 bits, and every address of a mapping lies beyond its end.",
  ownership: { kind: "bitmap", regions: 2 ** 20, bounded: false },
};

const aAndB: Policy = {
  ...growSuperSlabs,
  name: "a+b",
  title: "Options A + B",
  summary: "What the hand-off recommends: no fallback, and SuperSlab lists that grow.",
  fallback: "null",
};

const aAndC: Policy = {
  ...noFallback,
  name: "a+c",
  title: "Options A + C",
  summary: "No fallback, and a bitmap that asks whose memory a pointer is.",
  ownership: bitmap,
};

const bAndC: Policy = {
  ...growSuperSlabs,
  name: "b+c",
  title: "Options B + C",
  summary: "SuperSlab lists that grow, and a bitmap that lets fallback blocks find their way back.",
  ownership: bitmap,
  switches: plainFallback,
};

const aAndBAndC: Policy = {
  ...aAndB,
  name: "a+b+c",
  title: "Options A + B + C",
  summary: "All three options of the hand-off.",
  ownership: bitmap,
};

const fixed: Policy = {
  ...aAndB,
  name: "fixed",
  title: "Fixed: A + B, and what threads leave behind is used again",
  summary:
    "Options A and B with what the model shows is needed beside them: slabs of ended threads are adopted, empty SuperSlabs are returned, and the registry grows.",
  superSlabs: {
    ...growing,
    initialSlabs: ONE_SUPER_SLAB,
    release: "when-empty",
    emptyReserve: 8,
    registry: "growing",
  },
  switches: { ...defaultSwitches, threadExit: "adopt" },
};

const e5: Policy = {
  ...aAndB,
  name: "e5",
  title: "E5: Phase 2 (2025-11-08)",
  summary:
    "Fallback removed, chunk lists, caches that adapt between 16 and 2,048 blocks (commit 707056b765).",
  epoch: "E5",
  layers: layersOf.E5,
  superSlabs: { ...growing, initialSlabs: ONE_SUPER_SLAB },
  cache: {
    ...seedCache,
    capacity: 64,
    adaptive: { min: 16, max: 2048, growAbove: 0.8, shrinkBelow: 0.2, window: 10 },
  },
};

const e6: Policy = {
  ...e5,
  name: "e6",
  title: "E6: stride with header (2025-11-09)",
  summary:
    "Blocks lie a header byte further apart, class 7 is headerless and serves 1,024 bytes (commit 1010a961fb).",
  epoch: "E6",
  layers: layersOf.E6,
  blocks: "E6",
};

const e7: Policy = {
  ...e5,
  name: "e7",
  title: "E7: headers for all classes (2025-11-12)",
  summary: "Every class has its header inside the block again (BOX_THEORY_ARCHITECTURE_REPORT).",
  epoch: "E7",
  layers: layersOf.E6,
  blocks: "E7",
};

const e8: Policy = {
  ...e7,
  name: "e8",
  title: "E8: SuperSlab LRU cache (2025-11-13)",
  summary:
    "Empty SuperSlabs go into a cache of 256, which stays empty: frees into caches never make a slab empty (commit fb10d1710b).",
  epoch: "E8",
  superSlabs: {
    ...e7.superSlabs,
    release: "when-empty",
    lru: { maxCached: 256, maxBytes: 512 * MiB, ttlCalls: 60_000_000 },
  },
};

const e9: Policy = {
  ...e8,
  name: "e9",
  title: "E9: shared pool and drain (2025-11-14)",
  summary:
    "Slabs of any class out of shared SuperSlabs, caches drained every 1,024 frees, owner ids of 8 bits (Phase 12).",
  epoch: "E9",
  layers: layersOf.E9,
  superSlabs: { ...e8.superSlabs, supply: "shared-pool", ownerBits: 8 },
  cache: { ...e8.cache, drainEvery: 1024, magazine: { classes: 4, capacity: 16 } },
};

const e10: Policy = {
  ...e9,
  name: "e10",
  title: "E10: atomic free lists (2025-11-22)",
  summary:
    "As E9; free lists are atomic, which only the race explorer can show, and class 7 has 2,048 bytes (commit 2d01332c7a).",
  epoch: "E10",
  blocks: "E10",
};

/** Versions of hakmem from the crash on; every other policy is an option, alone or combined. */
export const epochPolicies: readonly Policy[] = [seed, e5, e6, e7, e8, e9, e10];

export const policies: readonly Policy[] = [
  ...[seed, noFallback, growSuperSlabs, ownershipBitmap, ownershipBitmapAsWritten],
  ...[aAndB, aAndC, bAndC, aAndBAndC, fixed],
  ...[e5, e6, e7, e8, e9, e10],
];

export function findPolicy(name: string): Policy | undefined {
  return policies.find((policy) => policy.name === name);
}

/** The same policy under other readings of the open facts. */
export function withSwitches(policy: Policy, changes: Partial<Switches>): Policy {
  return { ...policy, switches: { ...policy.switches, ...changes } };
}
