// Every environment variable and build flag of hakmem that its documents name, and what each does to a replay.
//
// Rows are read from top to bottom, so a row sees what those above it made of the policy; the order in which a user gives
// variables does not matter. Names that the documents write as endings are written out. Ranges are the documents' where
// they give one, else the table's of the policy's fields. What stops a replay and what is only said to be missing is our
// decision, by the rule in variable.ts.

import { units } from "../../../allocator/index.ts";
import { buildFlags } from "./build-flags.ts";
import { otherVariables } from "./other-variables.ts";
import {
  always,
  anyText,
  bit,
  irrelevant,
  notModelled,
  number,
  oneOf,
  only,
  plays,
  same,
  stops,
  type Variable,
  whole,
} from "./variable.ts";

/** A model without a clock counts calls for seconds, as the LRU cache of E8 does. */
const CALLS_PER_SECOND = 1_000_000;
const MOST_BLOCKS = 65_536;
const MOST_SECONDS = 1_000_000_000;
/** What HAKMEM_ADAPTIVE_SIZING=0 leaves (PHASE2B_QUICKSTART). */
const FIXED_CAPACITY = 64;
/** The documents name endings from C1 on. */
const classes = [1, 2, 3, 4, 5, 6, 7];

const noLru = same("this policy has no LRU cache (E8 on)");
const laterThan = (part: string) => notModelled(`${part} is later than the model's versions`);
const oneForAll = (what: string) => `the model has one ${what} for all classes`;

const superSlabVariables: readonly Variable[] = [
  only(
    "HAKMEM_TINY_USE_SUPERSLAB",
    "1",
    bit,
    stops("the model has no Tiny allocator without SuperSlabs"),
  ),
  only("HAKMEM_TINY_MEM_DIET", "0", bit, stops("no document says what the diet changes")),
  number("HAKMEM_TINY_SS_FORCE_LG", oneOf("20", "21"), (lg) =>
    plays({ superSlabs: { lg: lg === 20 ? 20 : 21 } }),
  ),
  number("HAKMEM_TINY_IDLE_TRIM_MS", whole(0, MOST_SECONDS), (ms, { superSlabs }) => {
    if (superSlabs.release === "when-empty")
      return same("empty SuperSlabs go at once, no trim is left");
    const trimEvery = (ms * CALLS_PER_SECOND) / 1000;
    return plays({ superSlabs: { release: ms === 0 ? superSlabs.release : "trim", trimEvery } });
  }),
  number(
    "HAKMEM_SUPERSLAB_MAX_CACHED",
    whole(0, MOST_BLOCKS),
    (maxCached, { superSlabs: { lru } }) =>
      lru === null ? noLru : plays({ superSlabs: { lru: { ...lru, maxCached } } }),
  ),
  number("HAKMEM_SUPERSLAB_MAX_MEMORY_MB", whole(0, MOST_SECONDS), (mb, { superSlabs: { lru } }) =>
    lru === null ? noLru : plays({ superSlabs: { lru: { ...lru, maxBytes: mb * units.MiB } } }),
  ),
  number("HAKMEM_SUPERSLAB_TTL_SEC", whole(0, MOST_SECONDS), (seconds, { superSlabs: { lru } }) =>
    lru === null
      ? noLru
      : plays({ superSlabs: { lru: { ...lru, ttlCalls: seconds * CALLS_PER_SECOND } } }),
  ),
  always(
    ["HAKMEM_SS_LRU_DEBUG", "HAKMEM_SS_FREE_DEBUG"],
    bit,
    irrelevant("prints lines, and nothing else"),
  ),
  always(
    ["HAKMEM_TINY_MUST_ADOPT", "HAKMEM_TINY_SS_ADOPT"],
    bit,
    notModelled("who adopts what threads leave behind is the open fact threadExit"),
  ),
  always(
    ["HAKMEM_TINY_MAILBOX_SLOWDISC", "HAKMEM_TINY_MAILBOX_SLOWDISC_PERIOD"],
    whole(0, MOST_BLOCKS),
    irrelevant("exact lists of slabs stand for the mailboxes"),
  ),
  always(
    "HAKMEM_TINY_REG_SCAN_MAX",
    whole(0, MOST_BLOCKS),
    irrelevant("exact lists of slabs stand for the bounded scan"),
  ),
  only(
    "HAKMEM_TINY_SS_CACHE",
    "0",
    whole(0, MOST_BLOCKS),
    notModelled("a cache older than the LRU of E8, of which no document gives the rule"),
  ),
  only(
    "HAKMEM_TINY_SS_PRECHARGE",
    "0",
    whole(0, MOST_BLOCKS),
    notModelled("SuperSlabs are mapped when they are needed, never in advance"),
  ),
  always("HAKMEM_SS_PREFAULT", oneOf("0", "1", "2"), irrelevant("a replay has no page faults")),
  only("HAKMEM_WARM_POOL_SIZE", "0", whole(0, MOST_BLOCKS), laterThan("the warm pool")),
  only(["HAKMEM_TINY_USE_CLASS_MAP", "HAKMEM_TINY_SLAB_REUSE_GUARD"], "0", bit, laterThan("E11")),
];

const cacheVariables: readonly Variable[] = [
  number("HAKMEM_TINY_TLS_CAP", whole(1, MOST_BLOCKS), (capacity) =>
    plays({ cache: { capacity } }),
  ),
  number("HAKMEM_TINY_TLS_REFILL", whole(1, MOST_BLOCKS), (refillBatch) =>
    plays({ cache: { refillBatch } }),
  ),
  number(
    classes.map((sizeClass) => `HAKMEM_TINY_TLS_CAP_C${sizeClass}`),
    whole(1, MOST_BLOCKS),
    (capacity, { cache }) =>
      capacity === cache.capacity ? same("all classes have it") : stops(oneForAll("capacity")),
  ),
  number(
    classes.map((sizeClass) => `HAKMEM_TINY_TLS_REFILL_C${sizeClass}`),
    whole(1, MOST_BLOCKS),
    (batch, { cache }) =>
      batch === cache.refillBatch ? same("all classes have it") : stops(oneForAll("refill batch")),
  ),
  number("HAKMEM_TINY_REFILL_COUNT_HOT", whole(1, MOST_BLOCKS), (batch, { cache }) =>
    batch === cache.refillBatch ? same("all classes have it") : stops(oneForAll("refill batch")),
  ),
  number("HAKMEM_ADAPTIVE_SIZING", bit, (on, { cache }) => {
    if (cache.adaptive === null) return same("caches of this policy do not adapt (E5 on)");
    if (on === 1) return same("caches of this policy adapt");
    return plays({ cache: { adaptive: null, capacity: FIXED_CAPACITY } });
  }),
  only(
    "HAKMEM_ADAPTIVE_LOG",
    "1",
    bit,
    notModelled("the lines stay in the log; nothing else depends on them"),
  ),
  number("HAKMEM_TINY_SLL_DRAIN_ENABLE", bit, (on, { cache }) => {
    if (cache.drainEvery === 0) return same("caches of this policy are not drained (E9 on)");
    return on === 1
      ? same("caches of this policy are drained")
      : plays({ cache: { drainEvery: 0 } });
  }),
  number("HAKMEM_TINY_SLL_DRAIN_INTERVAL", whole(1, 2 ** 30), (drainEvery, { cache }) =>
    cache.drainEvery === 0
      ? same("caches of this policy are not drained")
      : plays({ cache: { drainEvery } }),
  ),
  always("HAKMEM_TINY_SLL_DRAIN_DEBUG", bit, irrelevant("prints lines, and nothing else")),
  always(
    [
      "HAKMEM_TINY_SLL_C03_ONLY",
      "HAKMEM_TINY_SLL_MASK",
      "HAKMEM_TINY_SLL_SAFEHEADER",
      "HAKMEM_TINY_HOTPATH_CLASS5",
    ],
    whole(0, MOST_BLOCKS),
    notModelled("a triage switch: every class is cached"),
  ),
  only("HAKMEM_SFC_ENABLE", "0", bit, notModelled("the super front cache is not played")),
  always("HAKMEM_SFC_CAPACITY", whole(16, 256), notModelled("the super front cache is not played")),
  always(
    "HAKMEM_SFC_REFILL_COUNT",
    whole(8, 256),
    notModelled("the super front cache is not played"),
  ),
  always(
    ["HAKMEM_SFC_STATS_DUMP", "HAKMEM_SFC_DEBUG"],
    bit,
    irrelevant("prints lines, and nothing else"),
  ),
  always(
    "HAKMEM_TINY_FRONT_GATE_BOX",
    bit,
    irrelevant("the order of the front is the same with and without"),
  ),
  always(
    ["HAKMEM_TINY_FAST_CAP", "HAKMEM_TINY_FAST_SPARE_PERIOD"],
    whole(0, MOST_BLOCKS),
    notModelled("the thread's one cache stands for the fast cache too"),
  ),
  always(
    "HAKMEM_TINY_TLS_LIST",
    bit,
    notModelled("the thread's one cache stands for the TLS list too"),
  ),
  only("HAKMEM_TINY_ULTRA", "0", bit, stops("the model always has slabs behind its caches")),
];

export const environmentVariables: readonly Variable[] = [
  ...superSlabVariables,
  ...cacheVariables,
  ...otherVariables,
  ...buildFlags,
  always(
    "HAKMEM_PROFILE",
    anyText,
    stops("a preset's variables are in no document: give them one by one"),
  ),
];

/** Pairs that say two things at once; only one of them can be meant. */
export const contradictions: readonly {
  readonly when: (settings: ReadonlyMap<string, string>) => boolean;
  readonly words: string;
}[] = [
  {
    when: (given) =>
      given.get("HAKMEM_TINY_SLL_DRAIN_ENABLE") === "0" &&
      given.has("HAKMEM_TINY_SLL_DRAIN_INTERVAL"),
    words: "HAKMEM_TINY_SLL_DRAIN_INTERVAL has no effect with HAKMEM_TINY_SLL_DRAIN_ENABLE=0",
  },
  {
    when: (given) =>
      given.has("HAKMEM_TINY_P0_ENABLE") &&
      given.get("HAKMEM_TINY_P0_ENABLE") === given.get("HAKMEM_TINY_P0_DISABLE"),
    words: "HAKMEM_TINY_P0_ENABLE and HAKMEM_TINY_P0_DISABLE say opposite things",
  },
  {
    when: (given) =>
      given.get("HAKMEM_TINY_P0_NO_DRAIN") === "1" && given.has("HAKMEM_TINY_P0_DRAIN_THRESH"),
    words: "HAKMEM_TINY_P0_DRAIN_THRESH has no effect with HAKMEM_TINY_P0_NO_DRAIN=1",
  },
  {
    when: (given) =>
      given.get("HAKMEM_SFC_ENABLE") !== "1" &&
      (given.has("HAKMEM_SFC_CAPACITY") || given.has("HAKMEM_SFC_REFILL_COUNT")),
    words: "HAKMEM_SFC_CAPACITY and _REFILL_COUNT have no effect without HAKMEM_SFC_ENABLE=1",
  },
  {
    when: (given) =>
      given.get("HAKMEM_SAFE_FREE_STRICT") === "1" && given.get("HAKMEM_SAFE_FREE") !== "1",
    words: "HAKMEM_SAFE_FREE_STRICT has no effect without HAKMEM_SAFE_FREE=1",
  },
  {
    when: (given) =>
      given.get("HAKMEM_ADAPTIVE_SIZING") === "0" && given.has("HAKMEM_ADAPTIVE_LOG"),
    words: "HAKMEM_ADAPTIVE_LOG has no effect with HAKMEM_ADAPTIVE_SIZING=0",
  },
  {
    when: (given) =>
      ["HAKMEM_BENCH_MINIMAL", "BENCH_MINIMAL"].some((flag) => given.get(flag) === "1") &&
      [...given.keys()].some((name) => !buildFlags.some(({ names }) => names.includes(name))),
    words: "a build with BENCH_MINIMAL=1 reads no environment variables, and some are given",
  },
];
