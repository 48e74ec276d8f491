// The hot loop of fast mode, over the stage. No call leaves it and nothing moves under it; whatever needs more stops it.
//
// One event costs a handful of loads: the packed call, the slot, the block's link and state (one line), the cache row (hot),
// and for a free the slab's owner and class as one word. What a call does is what tiny.ts and free.ts do for it.

import {
  ALL_PLAIN,
  CACHED,
  CAPACITY,
  CLASS_MASK,
  CLASS_SHIFT,
  CLASSES_AT,
  COUNT,
  COUNTS_FREES,
  EMPTY,
  FOREIGN,
  HIGH_WATER,
  LIVE_BYTES,
  NONE,
  OWNER_ROWS,
  PAIRS,
  PEAK,
  PLAIN_FREES,
  PUSHES,
  REMOTE_FREES,
  REQUEST_MASK,
  REQUEST_SHIFT,
  ROW_SHIFT,
  ROWS,
  RUN_SHIFT,
  RUN_SLAB,
  SLOTS,
  UNTIL_DRAIN,
} from "./bits.ts";

/** Plays staged calls `from` up to `to`; answers the one that stopped it, or `to`. */
export type FastLoop = (from: number, to: number) => number;

/** To be called once per stage. */
export function makePlayFast(memory: Int32Array): FastLoop {
  return function playFast(from, to) {
    const end = to | 0;
    let at = from | 0;
    for (; at < end; at = (at + 1) | 0) {
      const name = memory[at << 1] as number;
      if (name < 0) break;
      const slot = ((memory[SLOTS] as number) + name) | 0;
      const call = memory[(at << 1) | 1] as number;
      const held = memory[slot] as number;
      if (call >= 0) {
        const size = call & REQUEST_MASK;
        const sizeClass = memory[(CLASSES_AT + size) | 0] as number;
        if (sizeClass < 0 || held !== EMPTY) break;
        const cache = ((call >> REQUEST_SHIFT) << CLASS_SHIFT) | sizeClass;
        const row = ((memory[ROWS] as number) + (cache << ROW_SHIFT)) | 0;
        const block = memory[row] as number;
        if (block === NONE) break;
        const pair = ((memory[PAIRS] as number) + (block << 1)) | 0;
        const left = (row + COUNT) | 0;
        memory[row] = memory[pair] as number;
        memory[left] = ((memory[left] as number) - 1) | 0;
        memory[(pair + 1) | 0] = call;
        memory[slot] = block;
        const liveBytes = ((memory[LIVE_BYTES] as number) + size) | 0;
        memory[LIVE_BYTES] = liveBytes;
        if (liveBytes > (memory[PEAK] as number)) memory[PEAK] = liveBytes;
      } else {
        if (held < 0) break;
        const pair = ((memory[PAIRS] as number) + (held << 1)) | 0;
        const slab = memory[((memory[RUN_SLAB] as number) + (held >>> RUN_SHIFT)) | 0] as number;
        const owner = memory[((memory[OWNER_ROWS] as number) + slab) | 0] as number;
        const state = memory[(pair + 1) | 0] as number;
        const sizeClass = owner & CLASS_MASK;
        const cache = (~call << CLASS_SHIFT) | sizeClass;
        const row = ((memory[ROWS] as number) + (cache << ROW_SHIFT)) | 0;
        const count = memory[(row + COUNT) | 0] as number;
        if (state < 0 || count >= (memory[(row + CAPACITY) | 0] as number)) break;
        const plain = memory[PLAIN_FREES] as number;
        if (plain !== ALL_PLAIN && ((plain >>> sizeClass) & 1) === 0) break;
        if (memory[COUNTS_FREES] !== 0) {
          const until = memory[(row + UNTIL_DRAIN) | 0] as number;
          if (until === 1) break;
          memory[(row + UNTIL_DRAIN) | 0] = (until - 1) | 0;
          const high = (row + HIGH_WATER) | 0;
          if (count >= (memory[high] as number)) memory[high] = (count + 1) | 0;
        }
        memory[pair] = memory[row] as number;
        memory[(pair + 1) | 0] = CACHED;
        memory[row] = held;
        memory[(row + COUNT) | 0] = (count + 1) | 0;
        memory[slot] = EMPTY;
        memory[LIVE_BYTES] = ((memory[LIVE_BYTES] as number) - (state & REQUEST_MASK)) | 0;
        memory[PUSHES] = ((memory[PUSHES] as number) + 1) | 0;
        // 1 where the two differ, without a branch that nothing could predict.
        const stray = owner ^ cache;
        const remote = (state >>> REQUEST_SHIFT) ^ ~call;
        memory[FOREIGN] = ((memory[FOREIGN] as number) + ((stray | (0 - stray)) >>> 31)) | 0;
        memory[REMOTE_FREES] =
          ((memory[REMOTE_FREES] as number) + ((remote | (0 - remote)) >>> 31)) | 0;
      }
    }
    return at;
  };
}
