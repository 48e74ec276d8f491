// BigCache as E2 to E4 have it: an array of sites with a few slots each (g_cache[256][8]).
//
// A slot counts how often its mapping was taken; the count stays with the slot until an eviction, because what is taken is no longer
// in the cache. Putting into a full site evicts from the slot with the fewest hits, the first of equals. The source calls
// the second dimension classes and the plan calls it ways; ways is taken here, since LFU within a site needs a choice.

import type { DoubleColumn, IntColumn, Store } from "../columns.ts";
import type { BigCachePolicy } from "../layers.ts";
import type { BigCache, Kept } from "./big-cache.ts";

type FixedPolicy = Extract<BigCachePolicy, { kind: "fixed" }>;

export class FixedBigCache implements BigCache {
  private readonly policy: FixedPolicy;
  /** 0: the slot is empty. */
  private readonly starts: DoubleColumn;
  private readonly bytes: DoubleColumn;
  private readonly classes: IntColumn;
  private readonly hits: IntColumn;

  constructor(store: Store, policy: FixedPolicy) {
    this.policy = policy;
    this.starts = store.doubles();
    this.bytes = store.doubles();
    this.classes = store.ints();
    this.hits = store.ints();
    const slots = policy.sites * policy.slotsPerSite;
    for (const column of [this.starts, this.bytes, this.classes, this.hits]) {
      column.extend(slots, 0);
    }
  }

  take(site: number, sizeClass: number, bytes: number): Kept | undefined {
    const first = this.firstSlot(site);
    for (let slot = first; slot < first + this.policy.slotsPerSite; slot++) {
      const fits = this.classes.get(slot) === sizeClass && this.bytes.get(slot) >= bytes;
      if (this.starts.get(slot) === 0 || !fits) continue;
      const kept = this.keptIn(slot);
      this.starts.set(slot, 0);
      this.hits.add(slot, 1);
      return kept;
    }
    return undefined;
  }

  put(site: number, sizeClass: number, kept: Kept): Kept | undefined {
    const slot = this.slotFor(site);
    const evicted = this.starts.get(slot) === 0 ? undefined : this.keptIn(slot);
    if (evicted !== undefined) this.hits.set(slot, 0);
    this.starts.set(slot, kept.start);
    this.bytes.set(slot, kept.bytes);
    this.classes.set(slot, sizeClass);
    return evicted;
  }

  forEach(visit: (kept: Kept) => void): void {
    for (let slot = 0; slot < this.starts.length; slot++) {
      if (this.starts.get(slot) !== 0) visit(this.keptIn(slot));
    }
  }

  /** An empty slot of the site, or the one with the fewest hits. */
  private slotFor(site: number): number {
    const first = this.firstSlot(site);
    let least = first;
    for (let slot = first; slot < first + this.policy.slotsPerSite; slot++) {
      if (this.starts.get(slot) === 0) return slot;
      if (this.hits.get(slot) < this.hits.get(least)) least = slot;
    }
    return least;
  }

  private firstSlot(site: number): number {
    return (site % this.policy.sites) * this.policy.slotsPerSite;
  }

  private keptIn(slot: number): Kept {
    return { start: this.starts.get(slot), bytes: this.bytes.get(slot) };
  }
}
