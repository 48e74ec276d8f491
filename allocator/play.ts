// Plays plain calls: the hot loop of the storage mode as far as it goes, and between its stops the three things that are
// still plain, a refill from the bound slab, a free into a full cache, and a drain.
//
// Everything else stops the play in front of the call: the caller makes it through malloc, free and their kind. Results are
// the same, call by call; test/property holds the two ways to each other.

import {
  CAPACITY,
  EMPTY,
  FOREIGN,
  HEADER_BYTES,
  HEADER_MAGIC,
  LIVE_BYTES,
  NONE,
  PEAK,
  PUSHES,
  REMOTE_FREES,
  REQUEST_MASK,
  REQUEST_SHIFT,
} from "./bits.ts";
import { requestedOf } from "./blocks.ts";
import { freeToSlab } from "./free.ts";
import { BlockState } from "./heap.ts";

import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import type { PlainCalls, PlainTally } from "./plain-calls.ts";
import { playBytes } from "./play-bytes.ts";
import { playFast } from "./play-fast.ts";
import { refillFromBound } from "./refill.ts";
import { borrowAgain, STRETCH_CALLS, type Stretch } from "./stretch.ts";
import { cacheRow } from "./threads.ts";
import { pushToCache, retire } from "./tiny.ts";

/**
 * Plays calls `from` up to `end`. Answers the first call that was not played: `end`, one that is not plain, or the one
 * behind a call that gave memory back. `model.now` is then that call.
 */
export function play(
  model: Model,
  plain: PlainCalls,
  from: number,
  end: number,
  tally: PlainTally,
): number {
  if (!mayPlay(model)) return from;
  const { inBytes } = model.heap.blocks;
  const stretch = model.plainTables.borrow(plain);
  const { figures } = stretch;
  const before = model.counter(Counter.LiveBytes);
  const released = model.counter(Counter.SuperSlabsReleased);
  const to = Math.min(end, from + STRETCH_CALLS);
  let at = from;
  let slowFrees = 0;
  for (;;) {
    at = inBytes
      ? playBytes(stretch, model.plainTables.geometry, at, to)
      : playFast(stretch, at, to);
    if (at === to) break;
    model.now = at;
    if ((plain.calls[2 * at + 1] as number) >= 0) {
      if (!refillFor(model, stretch, at)) break;
      borrowAgain(stretch, model);
      tally.refills++;
      tally.cacheHits--;
      continue;
    }
    if (!freeSlowly(model, stretch, at, tally)) break;
    slowFrees++;
    at++;
    if (model.counter(Counter.SuperSlabsReleased) !== released) break;
  }
  const pushes = figures[PUSHES] as number;
  const mallocs = at - from - pushes - slowFrees;
  tally.peakLiveBytes = Math.max(tally.peakLiveBytes, before + (figures[PEAK] as number));
  tally.cacheHits += mallocs;
  tally.cached += pushes;
  tally.remoteFrees += figures[REMOTE_FREES] as number;
  model.count(Counter.LiveBytes, figures[LIVE_BYTES] as number);
  model.count(Counter.LiveBlocks, mallocs - pushes);
  model.count(Counter.ForeignOwnerFrees, figures[FOREIGN] as number);
  model.now = at;
  return at;
}

/** The cache of a malloc was empty: blocks of the bound slab, if it has any. */
function refillFor(model: Model, { calls, slots, classes }: Stretch, at: number): boolean {
  const slot = calls[2 * at] as number;
  const call = calls[2 * at + 1] as number;
  const sizeClass = classes[call & REQUEST_MASK] as number;
  if (slot < 0 || slots[2 * slot] !== EMPTY || sizeClass < 0) return false;
  const thread = call >> REQUEST_SHIFT;
  if (model.threads.head(cacheRow(thread, sizeClass)) !== NONE) return false;
  return refillFromBound(model, thread, sizeClass, model.policy.cache.refillBatch) > 0;
}

/** A free that the loop has no way for: a full cache, one that is due for a drain, or a registry that must be asked. */
function freeSlowly(model: Model, stretch: Stretch, at: number, tally: PlainTally): boolean {
  const { calls, slots, figures } = stretch;
  const { heap, threads } = model;
  const slot = calls[2 * at] as number;
  const thread = ~(calls[2 * at + 1] as number);
  const block = slot < 0 ? NONE : (slots[2 * slot] as number);
  if (block < 0 || !heap.blocks.isLive(block)) return false;
  const slab = heap.blocks.slabOf(block);
  const sizeClass = heap.classOf(slab);
  if (!isPlainFree(model, block, slab, sizeClass)) return false;
  const row = cacheRow(thread, sizeClass);
  const state = heap.blocks.state(block);
  slots[2 * slot] = EMPTY;
  slots[2 * slot + 1] = EMPTY;
  if (threads.cached(row) < threads.get(row, CAPACITY)) {
    pushToCache(model, thread, heap.baseOf(block), sizeClass);
    tally.cached++;
  } else {
    retire(model, block, BlockState.FreeListed);
    if (freeToSlab(model, thread, slab, block) === Outcome.Local) tally.local++;
    else tally.remote++;
  }
  if (state >>> REQUEST_SHIFT !== thread) tally.remoteFrees++;
  const requested = requestedOf(state);
  figures[LIVE_BYTES] = (figures[LIVE_BYTES] as number) - requested;
  model.count(Counter.LiveBytes, requested);
  return true;
}

function isPlainFree({ heap, policy }: Model, block: number, slab: number, c: number): boolean {
  const first = policy.cache.magazine?.classes ?? 0;
  if (c < first || heap.registered.get(heap.slabSuperSlab.get(slab)) === 0) return false;
  const hasHeader = (heap.sizes.userOffsets[c] as number) === HEADER_BYTES;
  return hasHeader && heap.byte(block, 0) === HEADER_MAGIC + c;
}

/** Programs that write, known bugs and a table indexed beyond its end take the long way at every call. */
function mayPlay({ policy, written, crash }: Model): boolean {
  const { ownership } = policy;
  const bounded = ownership.kind === "lookup" || ownership.bounded;
  return crash === undefined && written.kind === "none" && policy.bugs.length === 0 && bounded;
}
