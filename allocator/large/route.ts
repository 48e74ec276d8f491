// Requests above Tiny, on their way down: pools in the policy's order, the gap, BigCache, a mapping of its own. And back:
// whose block is it, by each pool's own test.
//
// ```
// malloc(size)  pool 1 serves size? pool 2? ...  gap and libc (F1)?  BigCache  mmap
// free(p)       Tiny's questions   pool 1 knows p? pool 2? ...   AllocHeader   nobody        (hakmem.md 5.1)
// ```
//
// A pool that Linux refuses memory passes the request on, as hak_alloc_at does with a layer that returned NULL. Aligned
// requests never come here. A pointer that a pool takes for its own and that is no block of it damages a list in C; here
// the damage is counted and no list changes.

import { NO_ROW } from "../address-index.ts";
import { NONE } from "../bits.ts";
import { ALLOC_HEADER_BYTES, GAP_END, MALLOC_ALIGNMENT } from "../layout.ts";
import { allocateMapped, handOutMapping } from "../mapped-blocks.ts";
import { Counter, type Model } from "../model.ts";
import { Outcome } from "../outcome.ts";
import { address, threadId } from "../units.ts";
import { isKept, takeKept } from "./kept-mappings.ts";
import { classIn, STRANGER } from "./pool.ts";

/** USER of a block for a request above Tiny; 0 if only the fallback can serve it. */
export function allocateLarge(model: Model, thread: number, size: number): number {
  for (const pool of model.large.pools) {
    const sizeClass = classIn(pool.policy, size);
    if (sizeClass === NONE) continue;
    const block = pool.take(model, thread, sizeClass);
    if (block !== NONE) return handOut(model, thread, block, size);
  }
  if (goesToLibc(model, size)) return 0;
  return allocateKept(model, thread, size) || allocateMapped(model, thread, size, 1);
}

/** Frees a pointer that Tiny does not know; `undefined` if no layer here knows it either. */
export function freeLarge(model: Model, thread: number, user: number): Outcome | undefined {
  for (const pool of model.large.pools) {
    const block = pool.recognise(model, user);
    if (block === NONE) continue;
    if (block === STRANGER) return damage(model);
    const requested = model.large.blocks.state.get(block);
    if (requested >= 0) countLive(model, -requested, -1);
    else model.count(Counter.Damage, 1);
    return pool.give(model, thread, block);
  }
  const unknown = model.outside.find(user) === NO_ROW;
  return unknown && isKept(model, user) ? damage(model) : undefined;
}

/** realloc in place: the block if it has room for the new size, else NONE. */
export function resizeLarge(model: Model, user: number, size: number): number {
  const { large } = model;
  const block = large.findLive(user);
  if (block === NONE || size > large.usable(block)) return NONE;
  countLive(model, size - large.blocks.state.get(block), 0);
  large.blocks.state.set(block, size);
  return block;
}

/**
 * What a thread's end does with what it holds in the pools. `flush` does nothing: a pool's free list is where its blocks
 * belong, there is no slab behind it to give them back to (a decision).
 */
export function endThreadLarge(model: Model, thread: number): void {
  for (const pool of model.large.pools) {
    if (!pool.holds(thread)) continue;
    model.touched.add("threadExit");
    if (model.policy.switches.threadExit === "adopt") pool.abandon(thread);
  }
}

function handOut(model: Model, thread: number, block: number, size: number): number {
  const { blocks } = model.large;
  const user = blocks.user.get(block);
  const before = blocks.state.get(block);
  if (before >= 0) countLive(model, -before, -1);
  blocks.state.set(block, size);
  countLive(model, size, 1);
  if (model.policy.ownership.kind === "bitmap") model.owned.mark(user);
  model.outcome = model.refillOutcome;
  model.observer.onAllocate(
    threadId(thread),
    address(user),
    size,
    model.large.usable(block),
    model.large.alignment(block),
    model.outcome,
  );
  return user;
}

/** Under the gap's other reading F1 serves what lies between Tiny and the middle layers. */
function goesToLibc(model: Model, size: number): boolean {
  if (size >= GAP_END || model.policy.fallback !== "libc") return false;
  model.touched.add("gap");
  return model.policy.switches.gap === "libc";
}

/** USER of a mapping that BigCache kept, or 0. */
function allocateKept(model: Model, thread: number, size: number): number {
  const kept = takeKept(model, size);
  if (kept === undefined) return 0;
  const mapping = { user: kept.start + ALLOC_HEADER_BYTES, start: kept.start, length: kept.bytes };
  return handOutMapping(model, thread, size, mapping, MALLOC_ALIGNMENT, Outcome.CacheHit);
}

function damage(model: Model): Outcome {
  model.count(Counter.Damage, 1);
  return Outcome.Corrupted;
}

function countLive(model: Model, bytes: number, blocks: number): void {
  model.count(Counter.LiveBytes, bytes);
  model.count(Counter.LiveBlocks, blocks);
}
