// Rows of environment-variables.ts for the layers above Tiny. They come after the build flags, which say whether there is
// Pool TLS, and ACE comes first, which says whether there are a Mid pool and L2.5 for the others to tune.
//
// HAKMEM_WRAP_L2 and _WRAP_L25 allow pools inside malloc, where all calls of a trace come from. Their default is off, and
// no document says that ACE's pools stay shut without them; so only a 0 that is given takes a pool away (a decision).

import type { PoolPolicy } from "../../../allocator/layers.ts";
import { changed, withAce, without, withoutAce } from "./chosen-pools.ts";
import {
  always,
  bit,
  decimal,
  decimalBetween,
  irrelevant,
  type Meaning,
  notModelled,
  number,
  oneOf,
  only,
  plays,
  same,
  type Values,
  type Variable,
  whole,
  wholes,
} from "./variable.ts";

const MOST = 1_000_000_000;

const noPool = {
  "mid-pool": same("this policy has no Mid pool (HAKMEM_ACE_ENABLED=1 adds it)"),
  l25: same("this policy has no L2.5 pool (HAKMEM_ACE_ENABLED=1 adds it)"),
};
type Tuned = keyof typeof noPool;

const unlearned = notModelled("the model does not learn: pools keep the figures of the policy");
const uncapped = notModelled("free lists of the model have no cap");

/** Variables that mean something only where there is such a pool; `played` is the value that the model plays. */
function ofPool(
  kind: Tuned,
  names: string | readonly string[],
  values: Values,
  meaning: Meaning,
  played?: string,
): Variable {
  const read = (text: string) => (text === played ? same("what the model plays") : meaning);
  return {
    names: typeof names === "string" ? [names] : names,
    values,
    read: (text, { layers }) => (has(layers.pools, kind) ? read(text) : noPool[kind]),
  };
}

/** Allows a pool inside malloc, or forbids it. */
function wrap(name: string, kind: Tuned): Variable {
  return number(name, bit, (on, policy) => {
    if (!has(policy.layers.pools, kind)) return noPool[kind];
    if (on === 1) return same("the model's malloc asks the pools that there are");
    return plays({ layers: { pools: without(policy, kind) } });
  });
}

function wMax(name: string, kind: Tuned): Variable {
  return number(name, decimalBetween(1, 1000), (wMax, policy) =>
    has(policy.layers.pools, kind)
      ? plays({ layers: { pools: changed(policy, kind, { wMax }) } })
      : noPool[kind],
  );
}

export const layerVariables: readonly Variable[] = [
  number("HAKMEM_ACE_ENABLED", bit, (on, policy) =>
    plays({ layers: { pools: on === 1 ? withAce(policy) : withoutAce(policy) } }),
  ),
  wrap("HAKMEM_WRAP_L2", "mid-pool"),
  wrap("HAKMEM_WRAP_L25", "l25"),
  wMax("HAKMEM_WMAX_MID", "mid-pool"),
  wMax("HAKMEM_WMAX_LARGE", "l25"),
  number("HAKMEM_POOL_MIN_BUNDLE", whole(1, 1024), (bundle, policy) =>
    has(policy.layers.pools, "mid-pool")
      ? plays({ layers: { pools: changed(policy, "mid-pool", { bundle }) } })
      : noPool["mid-pool"],
  ),
  ofPool(
    "mid-pool",
    "HAKMEM_POOL_TLS_RING",
    whole(0, MOST),
    notModelled("no document says whether it switches the ring or sizes it; it has its slots"),
  ),
  ofPool(
    "mid-pool",
    "HAKMEM_MID_DYN1",
    whole(0, MOST),
    notModelled("the dynamic class went with Phase 6.21, whose seven classes the Mid pool has"),
    "0",
  ),
  ofPool("mid-pool", "HAKMEM_TRYLOCK_PROBES", whole(0, MOST), irrelevant("a replay has no locks")),
  ofPool(
    "mid-pool",
    ["HAKMEM_TC_DRAIN_MAX", "HAKMEM_RING_RETURN_DIV"],
    whole(0, MOST),
    notModelled("a Mid refill takes one ring full from its shard"),
  ),
  ofPool(
    "mid-pool",
    "HAKMEM_TLS_LO_MAX",
    whole(0, MOST),
    notModelled("the LIFO behind a thread's ring has no bound"),
  ),
  ofPool(
    "mid-pool",
    "HAKMEM_SHARD_MIX",
    whole(0, MOST),
    notModelled("a thread's shard is its number modulo the shards"),
  ),
  ofPool(
    "mid-pool",
    "HAKMEM_HDR_LIGHT",
    oneOf("0", "1", "2"),
    notModelled("blocks of the Mid pool have their 16-byte header"),
    "0",
  ),
  ofPool("mid-pool", "HAKMEM_CAP_MID", wholes(5), uncapped),
  ofPool("l25", "HAKMEM_CAP_LARGE", wholes(5), uncapped),
  ...learned("mid-pool", "MID"),
  ...learned("l25", "LARGE"),
  only("HAKMEM_LEARN", "0", bit, unlearned),
  always("HAKMEM_LEARN_WINDOW_MS", whole(0, MOST), unlearned),
];

function learned(kind: Tuned, name: string): readonly Variable[] {
  return [
    ofPool(kind, `HAKMEM_TARGET_HIT_${name}`, decimal, unlearned),
    ofPool(kind, [`HAKMEM_CAP_STEP_${name}`, `HAKMEM_BUDGET_${name}`], whole(0, MOST), unlearned),
  ];
}

function has(pools: readonly PoolPolicy[], wanted: PoolPolicy["kind"]): boolean {
  return pools.some(({ kind }) => kind === wanted);
}
