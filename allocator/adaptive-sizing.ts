// Cache capacity by use (Phase 2b, tiny_adaptive_sizing.c): a class whose cache runs full doubles it, one that stays
// nearly empty halves it.
//
// Looked at after a refill, once per window of refills. The use is the high-water mark since the last decision divided by
// the capacity. The documents give the bounds (64, 16..2048) and the log lines; window and thresholds are inferred and
// stand in the policy. The lines are printed as HAKMEM_ADAPTIVE_LOG=1, the default, prints them.

import { CAPACITY, DECISIONS, HIGH_WATER, REFILLS } from "./bits.ts";
import type { Model } from "./model.ts";
import type { AdaptivePolicy } from "./policy.ts";
import { cacheRow } from "./threads.ts";

/** How often a row grew is kept in the low half of `Decisions`, how often it shrank in the high half. */
const SHRINK_SHIFT = 16;
const GROW_MASK = 2 ** SHRINK_SHIFT - 1;

export function announceAdaptive(model: Model, thread: number, rules: AdaptivePolicy): void {
  const { capacity } = model.policy.cache;
  model.log(
    thread,
    `[ADAPTIVE] Adaptive sizing initialized (initial_cap=${capacity}, min=${rules.min}, max=${rules.max})`,
  );
}

/** After a refill of the thread's class. */
export function adaptCapacity(
  model: Model,
  thread: number,
  sizeClass: number,
  rules: AdaptivePolicy,
): void {
  const { threads } = model;
  const row = cacheRow(thread, sizeClass);
  if (threads.cached(row) > threads.get(row, HIGH_WATER)) {
    threads.set(row, HIGH_WATER, threads.cached(row));
  }
  threads.add(row, REFILLS, 1);
  if (threads.get(row, REFILLS) < rules.window) return;
  const capacity = threads.get(row, CAPACITY);
  const usage = threads.get(row, HIGH_WATER) / capacity;
  threads.set(row, REFILLS, 0);
  threads.set(row, HIGH_WATER, threads.cached(row));
  if (usage > rules.growAbove && capacity < rules.max) {
    const grown = Math.min(rules.max, capacity * 2);
    threads.add(row, DECISIONS, 1);
    const times = threads.get(row, DECISIONS) & GROW_MASK;
    resize(model, thread, sizeClass, grown, `Grow`, `grow_count=${times}`);
  } else if (usage < rules.shrinkBelow && capacity > rules.min) {
    const shrunk = Math.max(rules.min, capacity >> 1);
    threads.add(row, DECISIONS, 1 << SHRINK_SHIFT);
    const times = threads.get(row, DECISIONS) >>> SHRINK_SHIFT;
    resize(model, thread, sizeClass, shrunk, `Shrink`, `shrink_count=${times}`);
  } else {
    const share = (usage * 100).toFixed(1);
    model.log(thread, `[TLS_CACHE] Keep class ${sizeClass} at ${capacity} slots (usage=${share}%)`);
  }
}

function resize(
  model: Model,
  thread: number,
  sizeClass: number,
  capacity: number,
  verb: string,
  count: string,
): void {
  const row = cacheRow(thread, sizeClass);
  const before = model.threads.get(row, CAPACITY);
  model.threads.set(row, CAPACITY, capacity);
  model.log(
    thread,
    `[TLS_CACHE] ${verb} class ${sizeClass}: ${before} → ${capacity} slots (${count})`,
  );
}
