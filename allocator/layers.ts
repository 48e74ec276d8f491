// The layers above Tiny as data of a policy: which pools there are, in the order in which a request meets them, and what
// keeps freed mappings. A request that no pool serves is a mapping of its own.
//
// Sizes are what the program may use; what a layer puts in front of a block comes on top. Nothing here is a branch on an
// epoch's name; `large/layer-tables.ts` has the epochs' values.

import type { Bytes } from "./units.ts";

export interface LayerPolicy {
  /** Asked in this order. */
  readonly pools: readonly PoolPolicy[];
  /** `undefined`: freed mappings go back to Linux at once. */
  readonly bigCache: BigCachePolicy | undefined;
}

export type PoolPolicy = MidMtPolicy | MidPoolPolicy | PoolTlsPolicy | L25Policy;

interface SizeClasses {
  /** Smallest request the pool serves; 0: everything above Tiny. */
  readonly from: Bytes;
  /** Block sizes, ascending. */
  readonly classes: readonly Bytes[];
  /** W_MAX: a block may be at most so many times as large as the request; `undefined`: no bound. */
  readonly wMax: number | undefined;
}

/** hakmem_mid_mt.h: a segment per thread and class. */
export interface MidMtPolicy extends SizeClasses {
  readonly kind: "mid-mt";
}

/** hakmem_pool.c, the L2 hybrid. */
export interface MidPoolPolicy extends SizeClasses {
  readonly kind: "mid-pool";
  /** Slots of a thread's ring, per class; what does not fit goes to the thread's LIFO. */
  readonly ringSlots: number;
  /** Free lists per class that threads share. */
  readonly shards: number;
  /** Pages that a refill maps at once (HAKMEM_POOL_MIN_BUNDLE). */
  readonly bundle: number;
}

/** pool_tls.c. */
export interface PoolTlsPolicy extends SizeClasses {
  readonly kind: "pool-tls";
  /** Blocks that a refill carves, per class. */
  readonly refill: readonly number[];
  /** Sizes of a thread's first, second, … chunk; the last one repeats. */
  readonly chunkBytes: readonly Bytes[];
}

/** hakmem_l25_pool.c. */
export interface L25Policy extends SizeClasses {
  readonly kind: "l25";
  readonly shards: Shards;
}

/** `fixed` is what was built; `dynamic` was only designed: shards double while there are more thread lives than shards. */
export type Shards =
  | { readonly kind: "fixed"; readonly count: number }
  | { readonly kind: "dynamic"; readonly first: number; readonly most: number };

/** `fixed` is E2 to E4's array of slots; `dynamic` is E5's hash table, which grows to `load` × `mostBuckets` entries. */
export type BigCachePolicy =
  | { readonly kind: "fixed"; readonly sites: number; readonly slotsPerSite: number }
  | {
      readonly kind: "dynamic";
      readonly firstBuckets: number;
      readonly mostBuckets: number;
      readonly load: number;
    };

/** Figures of one layer. committed = live + slack + free + other. */
export interface LayerFigures {
  readonly layer: PoolPolicy["kind"] | "big-cache" | "mapped";
  readonly liveBlocks: number;
  /** Requested bytes of live blocks. */
  readonly liveBytes: Bytes;
  /** Bytes of live blocks that were not asked for. */
  readonly slackBytes: Bytes;
  /** Bytes of carved blocks that are free, and of mappings that are kept. */
  readonly freeBytes: Bytes;
  /** Headers, tables, tails, and what was never carved. */
  readonly otherBytes: Bytes;
  readonly committedBytes: Bytes;
}
