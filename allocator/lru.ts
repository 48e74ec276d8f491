// The cache of released SuperSlabs (E8: hak_ss_lru_push, hak_ss_lru_pop; limits of commit fb10d1710b).
//
// Entries are mapped memory that belongs to no class. The one released last is used first; the one released first is
// unmapped when there are too many entries, too many bytes, or when it has waited too long. Waiting is counted in calls:
// a replay has no clock, so a limit of 60 s stands as a number of calls in the policy.

import type { DoubleColumn, Store } from "./columns.ts";
import type { Model } from "./model.ts";
import type { LruPolicy } from "./policy.ts";

export class SuperSlabCache {
  /** Oldest first. */
  readonly bases: DoubleColumn;
  readonly stamps: DoubleColumn;

  constructor(store: Store) {
    this.bases = store.doubles();
    this.stamps = store.doubles();
  }

  get size(): number {
    return this.bases.length;
  }

  push(base: number, now: number): void {
    this.bases.push(base);
    this.stamps.push(now);
  }

  /** Base of the newest entry, 0 if there is none. */
  takeNewest(): number {
    if (this.size === 0) return 0;
    const last = this.size - 1;
    const base = this.bases.get(last);
    this.bases.length = last;
    this.stamps.length = last;
    return base;
  }

  takeOldest(): number {
    const base = this.bases.get(0);
    for (let entry = 1; entry < this.size; entry++) {
      this.bases.set(entry - 1, this.bases.get(entry));
      this.stamps.set(entry - 1, this.stamps.get(entry));
    }
    this.takeNewest();
    return base;
  }
}

export function lruPush(model: Model, limits: LruPolicy, base: number): void {
  const { lru, heap } = model;
  lru.push(base, model.now);
  const mostByBytes = Math.floor(limits.maxBytes / heap.superSlabBytes);
  while (lru.size > Math.min(limits.maxCached, mostByBytes)) evict(model);
  evictOld(model, limits);
}

/** Base of a SuperSlab that is mapped and free, 0 if the cache has none. */
export function lruPop(model: Model, limits: LruPolicy): number {
  evictOld(model, limits);
  return model.lru.takeNewest();
}

function evictOld(model: Model, limits: LruPolicy): void {
  const { lru } = model;
  while (lru.size > 0 && model.now - lru.stamps.get(0) > limits.ttlCalls) evict(model);
}

function evict(model: Model): void {
  const base = model.lru.takeOldest();
  model.unmap(base, base + model.heap.superSlabBytes);
}
