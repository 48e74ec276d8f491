// The layers above Tiny as the epochs of hakmem had them. A row says what a policy of that epoch puts into `layers`.
//
// | row | epoch                    | pools                                          | BigCache |
// | --- | ---                      | ---                                            | ---      |
// | E1  | SACS-3, ACE on           | Mid pool 2 to 52 KiB, L2.5                     | fixed    |
// | E4  | the hand-off, ACE off    | none: every request above Tiny is mapped       | none     |
// | E5  | Phase 2a/b/c             | Mid MT from 8 KiB, the gap below mapped        | dynamic  |
// | E6  | 2025-11-09, POOL_TLS on  | Pool TLS 8 to 52 KiB, L2.5                     | dynamic  |
// | E9  | Phase 16, Mid from Tiny  | Mid MT from Tiny's maximum + 1: no gap         | dynamic  |
//
// Where documents disagree on Mid MT's minimum (a static 1 KiB, Tiny's maximum + 1, the reported gap of 1 to 8 KiB), E5
// takes the report of its day and E9 the header's formula. That E6 reaches L2.5 although ACE is off is our decision: it is
// the only epoch whose pool ends where L2.5 begins. `dynamicShards` is a design that hakmem never built.

import type { BigCachePolicy, L25Policy, LayerPolicy, MidMtPolicy, Shards } from "../layers.ts";
import { KiB, MiB } from "../units.ts";

/** W_MAX of CURRENT_ARCHITECTURE. */
const W_MAX = 1.3;

const fixedShards: Shards = { kind: "fixed", count: 64 };
/** The bound is ours; the design names none. */
export const dynamicShards: Shards = { kind: "dynamic", first: 64, most: 1024 };

const l25: L25Policy = {
  kind: "l25",
  from: 52 * KiB + 1,
  classes: [64 * KiB, 128 * KiB, 256 * KiB, 512 * KiB, 1 * MiB],
  wMax: W_MAX,
  shards: fixedShards,
};

const midMt: MidMtPolicy = {
  kind: "mid-mt",
  from: 8 * KiB,
  classes: [8 * KiB, 16 * KiB, 32 * KiB],
  wMax: undefined,
};

const fixedCache: BigCachePolicy = { kind: "fixed", sites: 256, slotsPerSite: 8 };
const dynamicCache: BigCachePolicy = {
  kind: "dynamic",
  firstBuckets: 256,
  mostBuckets: 65_536,
  load: 0.75,
};

export const layersOf: Readonly<Record<"E1" | "E4" | "E5" | "E6" | "E9", LayerPolicy>> = {
  E1: {
    pools: [
      {
        kind: "mid-pool",
        from: 0,
        classes: [2 * KiB, 4 * KiB, 8 * KiB, 16 * KiB, 32 * KiB, 40 * KiB, 52 * KiB],
        wMax: W_MAX,
        ringSlots: 48,
        shards: 8,
        bundle: 2,
      },
      l25,
    ],
    bigCache: fixedCache,
  },
  E4: { pools: [], bigCache: undefined },
  E5: { pools: [midMt], bigCache: dynamicCache },
  E6: {
    pools: [
      {
        kind: "pool-tls",
        from: 8 * KiB,
        // Both ends of the two lists are documented (8 to 52 KiB, 64 to 16 blocks); what lies between is ours.
        classes: [8 * KiB, 16 * KiB, 24 * KiB, 32 * KiB, 40 * KiB, 48 * KiB, 52 * KiB],
        refill: [64, 48, 32, 32, 24, 16, 16],
        wMax: undefined,
        chunkBytes: [1 * MiB, 2 * MiB, 4 * MiB, 8 * MiB],
      },
      l25,
    ],
    bigCache: dynamicCache,
  },
  E9: { pools: [{ ...midMt, from: 0 }], bigCache: dynamicCache },
};
