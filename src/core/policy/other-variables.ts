// Rows of environment-variables.ts that play nothing: refill and free paths, layers above Tiny, learning, logs.

import {
  always,
  anyText,
  bit,
  decimal,
  irrelevant,
  notModelled,
  oneOf,
  only,
  stops,
  type Variable,
  whole,
  wholes,
} from "./variable.ts";

const MOST = 1_000_000_000;

const printsOnly = irrelevant("prints lines, and nothing else");
const aboveTiny = notModelled("every request above Tiny is a mapping of its own");

const refillVariables: readonly Variable[] = [
  only("HAKMEM_TINY_P0_ENABLE", "1", bit, stops("the model refills in batches (P0) only")),
  only("HAKMEM_TINY_P0_DISABLE", "0", bit, stops("the model refills in batches (P0) only")),
  only(
    "HAKMEM_TINY_P0_NO_DRAIN",
    "0",
    bit,
    stops("the model's refill drains the slab's remote queue"),
  ),
  only(
    "HAKMEM_TINY_P0_DRAIN_THRESH",
    "32",
    whole(0, MOST),
    stops("the model drains a slab's remote queue at 32 blocks"),
  ),
  always("HAKMEM_TINY_P0_LOG", bit, printsOnly),
  always(
    ["HAKMEM_TINY_P0_DIRECT_FC", "HAKMEM_TINY_P0_DIRECT_FC_C7"],
    bit,
    notModelled("the thread's one cache stands for the fast cache too"),
  ),
  only(
    "HAKMEM_TINY_MID_REFILL_SIMPLE",
    "0",
    bit,
    stops("the model searches for slabs of every class"),
  ),
  only(
    "HAKMEM_TINY_DRAIN_THRESH",
    "32",
    whole(0, MOST),
    notModelled("no document says which drain it tunes"),
  ),
  only(
    "HAKMEM_TINY_DRAIN_INTERVAL_MS",
    "0",
    whole(0, MOST),
    notModelled("no document says which drain it tunes, and a replay has no clock"),
  ),
  always(["HAKMEM_TINY_RF_TRACE", "HAKMEM_TINY_RF_FORCE_NOTIFY"], bit, printsOnly),
];

const pathVariables: readonly Variable[] = [
  only(
    "HAKMEM_WRAP_TINY",
    "1",
    bit,
    stops("without Tiny in malloc every request is libc's, and nothing of hakmem is left to play"),
  ),
  only(
    "HAKMEM_WRAP_TINY_REFILL",
    "0",
    bit,
    notModelled("refills always have their lock, inside malloc as well"),
  ),
  only(
    "HAKMEM_TINY_MAX_CLASS",
    "7",
    whole(0, 7),
    stops("the model's Tiny serves all eight classes"),
  ),
  only(
    ["HAKMEM_SAFE_FREE", "HAKMEM_SAFE_FREE_STRICT"],
    "0",
    bit,
    stops("its tests refuse pointers before libc sees them, and the model has no such tests"),
  ),
  always(["HAKMEM_TINY_DEBUG_REMOTE_GUARD", "HAKMEM_TINY_TRACE_RING"], bit, printsOnly),
  always(["HAKMEM_FREE_ROUTE_TRACE", "HAKMEM_PTR_TRACE_DUMP"], bit, printsOnly),
  always(["HAKMEM_EXTERNAL_GUARD_LOG", "HAKMEM_EXTERNAL_GUARD_STATS"], bit, printsOnly),
  only(
    "HAKMEM_EXTERNAL_GUARD_MINCORE",
    "0",
    bit,
    notModelled("a guard of later versions than the model's"),
  ),
  always("HAKMEM_DISABLE_MINCORE_CHECK", bit, irrelevant("removed from hakmem, nobody reads it")),
  only(
    "HAKMEM_BENCH_FAST_FRONT",
    "0",
    bit,
    notModelled("no document says what the fast front leaves out"),
  ),
  always(
    ["HAKMEM_BENCH_WARMUP", "HAKMEM_BENCH_MAX_SIZE"],
    whole(0, MOST),
    irrelevant("the trace says what the program asked for"),
  ),
  always(
    "HAKMEM_MODE",
    oneOf("minimal", "fast", "balanced"),
    notModelled("no document says what a mode changes in Tiny"),
  ),
];

const layerVariables: readonly Variable[] = [
  only(["HAKMEM_WRAP_L2", "HAKMEM_WRAP_L25"], "0", bit, aboveTiny),
  only("HAKMEM_ACE_ENABLED", "0", bit, aboveTiny),
  only("HAKMEM_LEARN", "0", bit, aboveTiny),
  only("HAKMEM_MID_DYN1", "0", whole(0, MOST), aboveTiny),
  always("HAKMEM_LEARN_WINDOW_MS", whole(0, MOST), aboveTiny),
  always(["HAKMEM_TARGET_HIT_MID", "HAKMEM_TARGET_HIT_LARGE"], decimal, aboveTiny),
  always(["HAKMEM_CAP_STEP_MID", "HAKMEM_CAP_STEP_LARGE"], whole(0, MOST), aboveTiny),
  always(["HAKMEM_BUDGET_MID", "HAKMEM_BUDGET_LARGE"], whole(0, MOST), aboveTiny),
  always(["HAKMEM_CAP_MID", "HAKMEM_CAP_LARGE"], wholes(5), aboveTiny),
  always(["HAKMEM_WMAX_MID", "HAKMEM_WMAX_LARGE"], decimal, aboveTiny),
  always("HAKMEM_POOL_MIN_BUNDLE", whole(1, MOST), aboveTiny),
  always(
    [
      "HAKMEM_TC_DRAIN_MAX",
      "HAKMEM_TRYLOCK_PROBES",
      "HAKMEM_RING_RETURN_DIV",
      "HAKMEM_TLS_LO_MAX",
      "HAKMEM_POOL_TLS_RING",
      "HAKMEM_SHARD_MIX",
    ],
    whole(0, MOST),
    aboveTiny,
  ),
  always("HAKMEM_HDR_LIGHT", oneOf("0", "1", "2"), aboveTiny),
];

const figureVariables: readonly Variable[] = [
  always(
    ["HAKMEM_TINY_COUNT_SAMPLE", "HAKMEM_POOL_COUNT_SAMPLE"],
    whole(0, MOST),
    irrelevant("samples hakmem's counters; a replay counts everything"),
  ),
  always("HAKMEM_LOG_FILE", anyText, irrelevant("writes a file of figures, and nothing else")),
];

export const otherVariables: readonly Variable[] = [
  ...refillVariables,
  ...pathVariables,
  ...layerVariables,
  ...figureVariables,
];
