// Plays plain calls: the hot loop of the storage mode as far as it goes, and between its stops the three things that are
// still plain, a refill from the bound slab, a free into a full cache, and a drain.
//
// Everything else stops the play in front of the call: the caller makes it through malloc, free and their kind. Results are
// the same, call by call; test/property holds the two ways to each other. There is one stage per thread of JavaScript, made
// when something is first played.

import {
  CAPACITY,
  CLASSES_AT,
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
  STAGED_CALLS,
} from "./bits.ts";
import { BlockState, requestedOf } from "./blocks.ts";
import { freeToSlab } from "./free.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import type { PlainTally } from "./plain-calls.ts";
import { type BytesLoop, makePlayBytes } from "./play-bytes.ts";
import { type FastLoop, makePlayFast } from "./play-fast.ts";
import { refillFromBound } from "./refill.ts";
import { Stage } from "./stage.ts";
import { rulesMark, writePlaces, writeRules } from "./stretch.ts";
import { cacheRow } from "./threads.ts";
import { pushToCache, retire } from "./tiny.ts";

interface Player {
  readonly stage: Stage;
  readonly memory: Int32Array;
  readonly fast: FastLoop;
  readonly bytes: BytesLoop;
}

let player: Player | undefined;

/**
 * Plays calls `from` up to `end`. Answers the first call that was not played: `end`, one that is not plain, or the one
 * behind a call that gave memory back. `model.now` is then that call. A call in which the process died (a refill from a
 * damaged list) counts as not played: the caller makes it too, and finds the process dead.
 */
export function play(
  model: Model,
  calls: Int32Array,
  from: number,
  end: number,
  tally: PlainTally,
): number {
  if (!mayPlay(model)) return from;
  player ??= makePlayer();
  if (!player.stage.enter(model.store.arena)) return from;
  let at = from;
  while (at < end) {
    const to = Math.min(end, at + STAGED_CALLS);
    const reached = playStaged(model, player, calls, at, to, tally);
    if (reached < to) return reached;
    at = reached;
  }
  return at;
}

function makePlayer(): Player {
  const stage = new Stage();
  const { memory } = stage;
  return { stage, memory, fast: makePlayFast(memory), bytes: makePlayBytes(memory) };
}

function playStaged(
  model: Model,
  { stage, memory, fast, bytes }: Player,
  calls: Int32Array,
  from: number,
  to: number,
  tally: PlainTally,
): number {
  const { blocks } = model.heap;
  const before = model.counter(Counter.LiveBytes);
  const released = model.counter(Counter.SuperSlabsReleased);
  const first = stage.bringCalls(calls, from, to);
  stage.clearFigures();
  writePlaces(model, memory);
  if (stage.needsRules(model, rulesMark(model))) writeRules(model, memory);
  let at = from;
  let slowFrees = 0;
  for (;;) {
    const reached = blocks.inBytes
      ? bytes(blocks.fronts.rawView, at - first, to - first)
      : fast(at - first, to - first);
    at = first + reached;
    if (at === to) break;
    model.now = at;
    if ((calls[2 * at + 1] as number) >= 0) {
      if (!refillFor(model, memory, calls, at)) break;
      writePlaces(model, memory);
      tally.refills++;
      tally.cacheHits--;
      continue;
    }
    if (!freeSlowly(model, memory, calls, at, tally)) break;
    slowFrees++;
    at++;
    if (model.counter(Counter.SuperSlabsReleased) !== released) break;
  }
  const pushes = memory[PUSHES] as number;
  const mallocs = at - from - pushes - slowFrees;
  tally.peakLiveBytes = Math.max(tally.peakLiveBytes, before + (memory[PEAK] as number));
  tally.cacheHits += mallocs;
  tally.cached += pushes;
  tally.remoteFrees += memory[REMOTE_FREES] as number;
  model.count(Counter.LiveBytes, memory[LIVE_BYTES] as number);
  model.count(Counter.LiveBlocks, mallocs - pushes);
  model.count(Counter.ForeignOwnerFrees, memory[FOREIGN] as number);
  model.now = model.crash === undefined ? at : at + 1;
  return at;
}

/** The cache of a malloc was empty: blocks of the bound slab, if it has any. */
function refillFor(model: Model, memory: Int32Array, calls: Int32Array, at: number): boolean {
  const slot = calls[2 * at] as number;
  const call = calls[2 * at + 1] as number;
  const sizeClass = memory[CLASSES_AT + (call & REQUEST_MASK)] as number;
  if (slot < 0 || model.slots.get(slot) !== EMPTY || sizeClass < 0) return false;
  const thread = call >> REQUEST_SHIFT;
  if (model.threads.head(cacheRow(thread, sizeClass)) !== NONE) return false;
  return refillFromBound(model, thread, sizeClass, model.policy.cache.refillBatch) > 0;
}

/** A free that the loop has no way for: a full cache, one that is due for a drain, or a registry that must be asked. */
function freeSlowly(
  model: Model,
  memory: Int32Array,
  calls: Int32Array,
  at: number,
  tally: PlainTally,
): boolean {
  const { heap, threads, slots } = model;
  const slot = calls[2 * at] as number;
  const thread = ~(calls[2 * at + 1] as number);
  const block = slot < 0 ? NONE : slots.get(slot);
  if (block < 0 || !heap.blocks.isLive(block)) return false;
  const slab = heap.blocks.slabOf(block);
  const sizeClass = heap.classOf(slab);
  if (!isPlainFree(model, block, slab, sizeClass)) return false;
  const row = cacheRow(thread, sizeClass);
  const state = heap.blocks.state(block);
  slots.set(slot, EMPTY);
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
  memory[LIVE_BYTES] = (memory[LIVE_BYTES] as number) - requested;
  model.count(Counter.LiveBytes, requested);
  return true;
}

function isPlainFree({ heap, policy }: Model, block: number, slab: number, c: number): boolean {
  const first = policy.cache.magazine?.classes ?? 0;
  if (c < first || heap.registered.get(heap.slabSuperSlab.get(slab)) === 0) return false;
  const hasHeader = (heap.sizes.userOffsets[c] as number) === HEADER_BYTES;
  return hasHeader && heap.byte(block, 0) === HEADER_MAGIC + c;
}

/** Programs that write every byte, known bugs and a table indexed beyond its end take the long way at every call. */
function mayPlay({ policy, written, crash }: Model): boolean {
  const { ownership } = policy;
  const bounded = ownership.kind === "lookup" || ownership.bounded;
  return crash === undefined && written.kind !== "full" && policy.bugs.length === 0 && bounded;
}
