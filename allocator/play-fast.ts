// The hot loop of fast mode. No call leaves it and no array changes under it, which is what lets V8 keep every array's
// address in a register; whatever needs more stops it.
//
// One event costs a handful of loads: the packed call, the slot, the block's link and state (one line), the cache row (hot),
// and for a free the slab's owner and class as one word. What a call does is what tiny.ts and free.ts do for it.

import {
  CACHED,
  CAPACITY,
  CLASS_MASK,
  CLASS_SHIFT,
  COUNT,
  EMPTY,
  FOREIGN,
  HIGH_WATER,
  LIVE_BYTES,
  NONE,
  PEAK,
  PUSHES,
  REMOTE_FREES,
  REQUEST_MASK,
  REQUEST_SHIFT,
  ROW_SHIFT,
  RUN_SHIFT,
  UNTIL_DRAIN,
} from "./bits.ts";
import type { Stretch } from "./stretch.ts";

/** Plays from `from` on; answers the first call that needs more than this loop has, or `to`. */
export function playFast(stretch: Stretch, from: number, to: number): number {
  const { calls, slots, rows, pairs, runSlab, ownerRows, classes, figures } = stretch;
  const { plainFrees, counts } = stretch;
  if (rows.length === 0 || pairs.length === 0 || ownerRows.length === 0) return from;
  let pushes = 0;
  let foreign = 0;
  let remoteFrees = 0;
  let liveBytes = (figures[LIVE_BYTES] as number) | 0;
  let peak = (figures[PEAK] as number) | 0;
  const end = to | 0;
  let at = from | 0;
  for (; at < end; at = (at + 1) | 0) {
    const slot = (calls[at << 1] as number) << 1;
    if (slot < 0) break;
    const call = calls[(at << 1) | 1] as number;
    const held = slots[slot] as number;
    if (call >= 0) {
      const size = call & REQUEST_MASK;
      const sizeClass = classes[size] as number;
      if (sizeClass < 0 || held !== EMPTY) break;
      const row = (((call >> REQUEST_SHIFT) << CLASS_SHIFT) | sizeClass) << ROW_SHIFT;
      const block = rows[row] as number;
      if (block === NONE) break;
      rows[row] = pairs[block << 1] as number;
      rows[row | COUNT] = ((rows[row | COUNT] as number) - 1) | 0;
      pairs[(block << 1) | 1] = call;
      slots[slot] = block;
      slots[slot | 1] = at;
      liveBytes = (liveBytes + size) | 0;
      if (liveBytes > peak) peak = liveBytes;
    } else {
      if (held < 0) break;
      const state = pairs[(held << 1) | 1] as number;
      const ownerRow = ownerRows[runSlab[held >>> RUN_SHIFT] as number] as number;
      const sizeClass = ownerRow & CLASS_MASK;
      const threadRow = (~call << CLASS_SHIFT) | sizeClass;
      const row = threadRow << ROW_SHIFT;
      const count = rows[row | COUNT] as number;
      if (state < 0 || count >= (rows[row | CAPACITY] as number)) break;
      if (((plainFrees >>> sizeClass) & 1) === 0) break;
      if (counts !== 0) {
        if (rows[row | UNTIL_DRAIN] === 1) break;
        rows[row | UNTIL_DRAIN] = (rows[row | UNTIL_DRAIN] as number) - 1;
        if (count >= (rows[row | HIGH_WATER] as number)) rows[row | HIGH_WATER] = (count + 1) | 0;
      }
      pairs[held << 1] = rows[row] as number;
      pairs[(held << 1) | 1] = CACHED;
      rows[row] = held;
      rows[row | COUNT] = (count + 1) | 0;
      slots[slot] = EMPTY;
      slots[slot | 1] = EMPTY;
      liveBytes = (liveBytes - (state & REQUEST_MASK)) | 0;
      pushes = (pushes + 1) | 0;
      if (ownerRow !== threadRow) foreign = (foreign + 1) | 0;
      if (state >>> REQUEST_SHIFT !== ~call) remoteFrees = (remoteFrees + 1) | 0;
    }
  }
  figures[LIVE_BYTES] = liveBytes;
  figures[PEAK] = peak;
  figures[PUSHES] = (figures[PUSHES] as number) + pushes;
  figures[FOREIGN] = (figures[FOREIGN] as number) + foreign;
  figures[REMOTE_FREES] = (figures[REMOTE_FREES] as number) + remoteFrees;
  return at;
}
