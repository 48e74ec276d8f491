// BigCache as Phase 2c has it: a chained hash table that doubles its buckets, up to a bound (PHASE2C_IMPLEMENTATION_REPORT).
//
// Buckets double when the table holds `load` times as many mappings as buckets; at the bound the mapping put in longest
// ago gives way. The report plans LRU by timestamp and does not show what was built; time here is the count of calls, since
// the model has no clock. That FNV-1a reads class and site, four bytes each, is inferred; a chain is searched newest first.

import { NONE } from "../bits.ts";
import type { DoubleColumn, IntColumn, Store } from "../columns.ts";
import type { BigCachePolicy } from "../layers.ts";
import type { BigCache, Kept } from "./big-cache.ts";

type DynamicPolicy = Extract<BigCachePolicy, { kind: "dynamic" }>;

const COUNT = 0;
const TIME = 1;

export class DynamicBigCache implements BigCache {
  private readonly policy: DynamicPolicy;
  /** First node of each bucket. */
  private readonly buckets: IntColumn;
  /** 0: the node is not in use. */
  private readonly starts: DoubleColumn;
  private readonly bytes: DoubleColumn;
  private readonly classes: IntColumn;
  private readonly sites: IntColumn;
  private readonly times: DoubleColumn;
  private readonly next: IntColumn;
  private readonly spare: IntColumn;
  private readonly registers: DoubleColumn;

  constructor(store: Store, policy: DynamicPolicy) {
    this.policy = policy;
    this.buckets = store.ints();
    this.buckets.extend(policy.firstBuckets, NONE);
    this.starts = store.doubles();
    this.bytes = store.doubles();
    this.classes = store.ints();
    this.sites = store.ints();
    this.times = store.doubles();
    this.next = store.ints();
    this.spare = store.ints();
    this.registers = store.doubles();
    this.registers.extend(TIME + 1, 0);
  }

  get bucketCount(): number {
    return this.buckets.length;
  }

  get count(): number {
    return this.registers.get(COUNT);
  }

  take(site: number, sizeClass: number, bytes: number): Kept | undefined {
    this.registers.add(TIME, 1);
    let node = this.buckets.get(this.bucketOf(site, sizeClass));
    while (node !== NONE && !this.fits(node, site, sizeClass, bytes)) node = this.next.get(node);
    return node === NONE ? undefined : this.remove(node);
  }

  put(site: number, sizeClass: number, kept: Kept): Kept | undefined {
    this.registers.add(TIME, 1);
    let evicted: Kept | undefined;
    if (this.count >= this.policy.load * this.bucketCount) {
      if (this.bucketCount < this.policy.mostBuckets) this.doubleBuckets();
      else evicted = this.remove(this.oldest());
    }
    const node = this.freshNode();
    this.starts.set(node, kept.start);
    this.bytes.set(node, kept.bytes);
    this.classes.set(node, sizeClass);
    this.sites.set(node, site);
    this.times.set(node, this.registers.get(TIME));
    this.link(node);
    this.registers.add(COUNT, 1);
    return evicted;
  }

  forEach(visit: (kept: Kept) => void): void {
    for (let bucket = 0; bucket < this.bucketCount; bucket++) {
      for (let node = this.buckets.get(bucket); node !== NONE; node = this.next.get(node)) {
        visit({ start: this.starts.get(node), bytes: this.bytes.get(node) });
      }
    }
  }

  private fits(node: number, site: number, sizeClass: number, bytes: number): boolean {
    const sameKey = this.classes.get(node) === sizeClass && this.sites.get(node) === site;
    return sameKey && this.bytes.get(node) >= bytes;
  }

  private remove(node: number): Kept {
    const bucket = this.bucketOf(this.sites.get(node), this.classes.get(node));
    let before = NONE;
    for (let at = this.buckets.get(bucket); at !== node; at = this.next.get(at)) before = at;
    if (before === NONE) this.buckets.set(bucket, this.next.get(node));
    else this.next.set(before, this.next.get(node));
    const kept = { start: this.starts.get(node), bytes: this.bytes.get(node) };
    this.starts.set(node, 0);
    this.spare.push(node);
    this.registers.add(COUNT, -1);
    return kept;
  }

  private oldest(): number {
    let oldest = NONE;
    for (let node = 0; node < this.starts.length; node++) {
      if (this.starts.get(node) === 0) continue;
      if (oldest === NONE || this.times.get(node) < this.times.get(oldest)) oldest = node;
    }
    return oldest;
  }

  private doubleBuckets(): void {
    const more = this.bucketCount;
    for (let bucket = 0; bucket < more; bucket++) this.buckets.set(bucket, NONE);
    this.buckets.extend(more, NONE);
    for (let node = 0; node < this.starts.length; node++) {
      if (this.starts.get(node) !== 0) this.link(node);
    }
  }

  private link(node: number): void {
    const bucket = this.bucketOf(this.sites.get(node), this.classes.get(node));
    this.next.set(node, this.buckets.get(bucket));
    this.buckets.set(bucket, node);
  }

  private freshNode(): number {
    const spare = this.spare.pop(NONE);
    if (spare !== NONE) return spare;
    for (const column of [this.bytes, this.classes, this.sites, this.times, this.next]) {
      column.push(0);
    }
    return this.starts.push(0);
  }

  private bucketOf(site: number, sizeClass: number): number {
    return fnv1a([sizeClass, site]) % this.bucketCount;
  }
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** 32-bit FNV-1a over the words' bytes, lowest first. */
function fnv1a(words: readonly number[]): number {
  let hash = FNV_OFFSET;
  for (const word of words) {
    for (let shift = 0; shift < 32; shift += 8) {
      hash = Math.imul(hash ^ ((word >>> shift) & 0xff), FNV_PRIME);
    }
  }
  return hash >>> 0;
}
