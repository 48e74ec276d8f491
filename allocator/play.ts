// The hot loop: plain calls on block numbers, everything in integers, no call out of the loop but for refills and full
// caches.
//
// One event costs a handful of loads: the packed call, the slot, the block's link and state (one line), the cache row (hot),
// and for a free the slab's owner and class as one word. In bytes mode the header byte and the link's bytes are read and
// stored as well, and a call whose bytes are not what an undamaged heap has is not plain. Raw arrays are borrowed from
// columns and taken anew after anything that may grow one. What a call does is what tiny.ts and free.ts do for it;
// test/property holds the two to each other.

import { FRONT_SHIFT, RUN_MASK, RUN_SHIFT } from "./blocks.ts";
import { drainCache } from "./drain.ts";
import { freeToSlab } from "./free.ts";
import { BlockState, NONE } from "./heap.ts";
import {
  CLASS_COUNT,
  CLASS_MASK,
  CLASS_SHIFT,
  HEADER_BYTES,
  HEADER_MAGIC,
  REQUEST_MASK,
  REQUEST_SHIFT,
} from "./layout.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { EMPTY, type PlainCalls, type PlainTally } from "./plain-calls.ts";
import { refillFromBound } from "./refill.ts";
import { ROW_SHIFT, Row } from "./threads.ts";

/**
 * Plays calls `from` up to `end`. Answers the first call that was not played: `end`, one that is not plain, or the one behind
 * a call that changed mappings. `model.now` is then that call.
 */
export function play(
  model: Model,
  { calls, slots }: PlainCalls,
  from: number,
  end: number,
  tally: PlainTally,
): number {
  if (!mayPlay(model)) return from;
  let to = end;
  const { heap, threads, policy } = model;
  const { blocks: records, sizes } = heap;
  const { inBytes } = records;
  const { strides, linkOffsets } = sizes;
  const classes = sizes.table;
  const largest = sizes.largestRequest;
  const plainMallocs = plainClasses(model, false);
  const plainFrees = plainClasses(model, true);
  const watchesSizes = !model.touched.has("sizeMapping");
  const watchesRegistry = asksRegistry(model);
  const drains = policy.cache.drainEvery > 0;
  const adapts = policy.cache.adaptive !== null;
  const batch = policy.cache.refillBatch;
  const known = threads.count;
  const released = model.counter(Counter.SuperSlabsReleased);
  let rows = threads.rows.raw;
  let pairs = records.pairs.raw;
  let runSlab = records.runSlab.raw;
  let runBase = records.runBase.raw;
  let fronts = records.fronts.rawView;
  let ownerRows = heap.ownerRow.raw;
  let hits = 0;
  let refills = 0;
  let pushes = 0;
  let local = 0;
  let remote = 0;
  let foreign = 0;
  let remoteFrees = 0;
  let liveBytes = 0;
  let liveBlocks = 0;
  let peak = 0;
  let at = from;
  while (at < to) {
    const slot = (calls[2 * at] as number) << 1;
    if (slot < 0) break;
    const call = calls[2 * at + 1] as number;
    if (call >= 0) {
      const size = call & REQUEST_MASK;
      if (slots[slot] !== EMPTY || size > largest) break;
      const thread = call >> REQUEST_SHIFT;
      const sizeClass = classes[size] as number;
      if (sizeClass < 0 || ((plainMallocs >>> sizeClass) & 1) === 0 || thread >= known) break;
      if (watchesSizes && sizes.mappingsDiffer(size)) break;
      const row = ((thread << CLASS_SHIFT) | sizeClass) << ROW_SHIFT;
      let block = rows[row] as number;
      const refilled = block === NONE;
      if (refilled) {
        model.now = at;
        if (refillFromBound(model, thread, sizeClass, batch) === 0) break;
        rows = threads.rows.raw;
        pairs = records.pairs.raw;
        runSlab = records.runSlab.raw;
        runBase = records.runBase.raw;
        fronts = records.fronts.rawView;
        ownerRows = heap.ownerRow.raw;
        block = rows[row] as number;
      }
      if (block < 0) break;
      const next = pairs[2 * block] as number;
      if (inBytes) {
        if (next < NONE || (pairs[2 * block + 1] as number) >= 0) break;
        const front = block << FRONT_SHIFT;
        const link = front + (linkOffsets[sizeClass] as number);
        let low = 0;
        let high = 0;
        if (next >= 0) {
          const run = (next >>> RUN_SHIFT) << 1;
          low = ((runBase[run] as number) + (next & RUN_MASK) * (strides[sizeClass] as number)) | 0;
          high = runBase[run + 1] as number;
        }
        if (fronts.getInt32(link, true) !== low || fronts.getInt32(link + 4, true) !== high) break;
        fronts.setUint8(front, HEADER_MAGIC + sizeClass);
      }
      if (refilled) refills++;
      else hits++;
      rows[row] = next;
      rows[row + Row.Count] = (rows[row + Row.Count] as number) - 1;
      pairs[2 * block + 1] = call;
      slots[slot] = block;
      slots[slot + 1] = at;
      liveBytes += size;
      if (liveBytes > peak) peak = liveBytes;
      liveBlocks++;
      at++;
    } else {
      const block = slots[slot] as number;
      if (block < 0) break;
      const state = pairs[2 * block + 1] as number;
      if (state < 0) break;
      const thread = ~call;
      const slab = runSlab[block >>> RUN_SHIFT] as number;
      const ownerRow = ownerRows[slab] as number;
      const sizeClass = ownerRow & CLASS_MASK;
      if (((plainFrees >>> sizeClass) & 1) === 0 || thread >= known) break;
      if (watchesRegistry && heap.registered.get(heap.slabSuperSlab.get(slab)) === 0) break;
      const threadRow = (thread << CLASS_SHIFT) | sizeClass;
      const row = threadRow << ROW_SHIFT;
      const count = rows[row + Row.Count] as number;
      const front = block << FRONT_SHIFT;
      if (inBytes && fronts.getUint8(front) !== HEADER_MAGIC + sizeClass) break;
      if (count < (rows[row + Row.Capacity] as number)) {
        const head = rows[row] as number;
        if (inBytes) {
          if (head < NONE) break;
          const link = front + (linkOffsets[sizeClass] as number);
          let low = 0;
          let high = 0;
          if (head >= 0) {
            const run = (head >>> RUN_SHIFT) << 1;
            low = (runBase[run] as number) + (head & RUN_MASK) * (strides[sizeClass] as number);
            high = runBase[run + 1] as number;
          }
          fronts.setInt32(link, low, true);
          fronts.setInt32(link + 4, high, true);
        }
        pairs[2 * block] = head;
        pairs[2 * block + 1] = BlockState.Cached;
        rows[row] = block;
        rows[row + Row.Count] = count + 1;
        if (ownerRow !== threadRow) foreign++;
        if (adapts && count >= (rows[row + Row.HighWater] as number)) {
          rows[row + Row.HighWater] = count + 1;
        }
        pushes++;
        if (drains) {
          const left = (rows[row + Row.UntilDrain] as number) - 1;
          rows[row + Row.UntilDrain] = left;
          if (left === 0) {
            model.now = at;
            drainCache(model, thread, sizeClass);
            to = stopIfReleased(model, released, at + 1, to);
          }
        }
      } else {
        if (heap.registered.get(heap.slabSuperSlab.get(slab)) === 0) break;
        model.now = at;
        if (freeToSlab(model, thread, slab, block) === Outcome.Local) local++;
        else remote++;
        to = stopIfReleased(model, released, at + 1, to);
      }
      slots[slot] = EMPTY;
      slots[slot + 1] = EMPTY;
      liveBytes -= state & REQUEST_MASK;
      liveBlocks--;
      if (state >>> REQUEST_SHIFT !== thread) remoteFrees++;
      at++;
    }
  }
  tally.peakLiveBytes = Math.max(tally.peakLiveBytes, model.counter(Counter.LiveBytes) + peak);
  model.count(Counter.LiveBytes, liveBytes);
  model.count(Counter.LiveBlocks, liveBlocks);
  model.count(Counter.ForeignOwnerFrees, foreign);
  tally.cacheHits += hits;
  tally.refills += refills;
  tally.cached += pushes;
  tally.local += local;
  tally.remote += remote;
  tally.remoteFrees += remoteFrees;
  model.now = at;
  return at;
}

/** Programs that write, known bugs and a table indexed beyond its end take the long way at every call. */
function mayPlay({ policy, written, crash }: Model): boolean {
  const { ownership } = policy;
  const bounded = ownership.kind === "lookup" || ownership.bounded;
  return crash === undefined && written.kind === "none" && policy.bugs.length === 0 && bounded;
}

/** A bit for each class whose calls are plain: no magazine in front, and for a free a header that tells the class. */
function plainClasses({ policy, heap }: Model, needsHeader: boolean): number {
  const first = policy.cache.magazine?.classes ?? 0;
  let bits = 0;
  for (let sizeClass = first; sizeClass < CLASS_COUNT; sizeClass++) {
    const front = heap.sizes.userOffsets[sizeClass] as number;
    if (front === HEADER_BYTES || !needsHeader) bits |= 1 << sizeClass;
  }
  return bits;
}

/** Does it matter for a free whether the registry knows the SuperSlab? */
function asksRegistry({ policy, touched }: Model): boolean {
  if (!touched.has("registryFull")) return false;
  return policy.switches.tinyLookup === "registry" || !touched.has("tinyLookup");
}

/** The call to stop in front of: the next one if memory was given back since. */
function stopIfReleased(model: Model, before: number, next: number, to: number): number {
  return model.counter(Counter.SuperSlabsReleased) === before ? to : next;
}
