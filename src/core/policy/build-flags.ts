// Rows of environment-variables.ts that are build flags, under the name of the macro and of the make variable.

import {
  always,
  bit,
  irrelevant,
  notModelled,
  number,
  only,
  plays,
  stops,
  type Variable,
} from "./variable.ts";

export const buildFlags: readonly Variable[] = [
  only(
    ["HAKMEM_TINY_HEADER_CLASSIDX", "HEADER_CLASSIDX"],
    "1",
    bit,
    stops("the model's blocks have a header byte"),
  ),
  number("PREWARM_TLS", bit, (on, { switches }) => {
    const prewarmed = switches.prewarm === "off" ? "process" : switches.prewarm;
    return plays({ switches: { prewarm: on === 1 ? prewarmed : "off" } });
  }),
  always("AGGRESSIVE_INLINE", bit, irrelevant("changes how calls are compiled, not what they do")),
  only(
    "HAKMEM_TINY_PHASE6_BOX_REFACTOR",
    "1",
    bit,
    stops("the model plays the code after the box refactoring"),
  ),
  only("HAKMEM_TINY_P0_BATCH_REFILL", "1", bit, stops("the model refills in batches (P0) only")),
  always(
    "HAKMEM_BUILD_RELEASE",
    bit,
    irrelevant("strips debug lines; a replay keeps those it has"),
  ),
  always(
    [
      "HAKMEM_ENABLE_STATS",
      "HAKMEM_DEBUG_COUNTERS",
      "HAKMEM_TINY_FREE_STATS_COMPILED",
      "HAKMEM_TINY_FREE_TRACE_COMPILED",
    ],
    bit,
    irrelevant("counts what a replay counts anyway"),
  ),
  always(
    "HAKMEM_TINY_SS_TRUST_MMAP_ZERO",
    bit,
    irrelevant("clears memory that Linux gives cleared"),
  ),
  always(
    "HAKMEM_TINY_HEADER_WRITE_ALWAYS_INLINE",
    bit,
    irrelevant("changes how calls are compiled, not what they do"),
  ),
  always(
    ["HAKMEM_BENCH_MINIMAL", "BENCH_MINIMAL"],
    bit,
    irrelevant("strips counters and the reading of variables"),
  ),
  only(
    "POOL_TLS_PHASE1",
    "0",
    bit,
    notModelled("every request above Tiny is a mapping of its own"),
  ),
];
