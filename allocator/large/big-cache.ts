// BigCache: freed mappings of 2 MiB and more that are kept for the next request of their class instead of being unmapped.
//
// ```
// class 0: 2 to 4 MiB, 1: 4 to 8 MiB, ... 7: 256 to 512 MiB; larger mappings are not kept
//
// fixed    site 0   | slot | slot | ... 8 |      256 sites; full: the slot with the fewest hits gives way (LFU)
// dynamic  bucket 0 -> node -> node              FNV-1a over class and site; full: the oldest node gives way (LRU)
// ```
//
// What is kept has no owner and is free memory; a request takes it if class and site agree and it is long enough. The
// model's calls carry no call site, so the size class stands for it (a decision): equal classes share a site.

import { NONE } from "../bits.ts";
import type { Store } from "../columns.ts";
import type { BigCachePolicy } from "../layers.ts";
import { BIG_CACHE_CLASSES, BIG_CACHE_FIRST_SHIFT } from "../layout.ts";
import { DynamicBigCache } from "./dynamic-big-cache.ts";
import { FixedBigCache } from "./fixed-big-cache.ts";

export interface Kept {
  readonly start: number;
  readonly bytes: number;
}

export interface BigCache {
  /** A kept mapping with room for so many bytes, which leaves the cache. */
  take(site: number, sizeClass: number, bytes: number): Kept | undefined;
  /** Keeps a mapping; the answer is the one that had to give way to it. */
  put(site: number, sizeClass: number, kept: Kept): Kept | undefined;
  forEach(visit: (kept: Kept) => void): void;
}

export function createBigCache(store: Store, policy: BigCachePolicy): BigCache {
  return policy.kind === "fixed"
    ? new FixedBigCache(store, policy)
    : new DynamicBigCache(store, policy);
}

/** Class of a request or of a mapping made for it; NONE if such mappings are not kept. */
export function bigClassOf(size: number): number {
  const sizeClass = Math.floor(Math.log2(size / 2 ** BIG_CACHE_FIRST_SHIFT));
  return sizeClass >= 0 && sizeClass < BIG_CACHE_CLASSES ? sizeClass : NONE;
}
