// The hot loop of bytes mode: as play-fast.ts, and the header byte and the link's bytes are read and stored as well, and
// what larson writes into each block it gets.
//
// It repeats play-fast.ts where it does the same: a call to a shared part, or a flag asked at each event, would cost the fast
// loop what it was made for.
//
// The number of the next block is a guess until the stored bytes have said the same address. A call whose bytes are not
// what an undamaged heap has stops the loop before anything has changed.

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
  FRONT_SHIFT,
  HEADER_BYTES,
  HEADER_MAGIC,
  HIGH_WATER,
  LARSON_FIRST,
  LARSON_SECOND,
  LINK_OFFSETS,
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
  RUN_BASE,
  RUN_MASK,
  RUN_SHIFT,
  RUN_SLAB,
  SLOTS,
  STRIDES,
  UNTIL_DRAIN,
  WRITES,
} from "./bits.ts";

/** As FastLoop, over the stored fronts of all blocks. */
export type BytesLoop = (fronts: DataView, from: number, to: number) => number;

/** To be called once per stage. */
export function makePlayBytes(memory: Int32Array): BytesLoop {
  return function playBytes(fronts, from, to) {
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
        if (block < 0) break;
        const pair = ((memory[PAIRS] as number) + (block << 1)) | 0;
        const left = (row + COUNT) | 0;
        const next = memory[pair] as number;
        if (next < NONE || (memory[(pair + 1) | 0] as number) >= 0) break;
        const front = block << FRONT_SHIFT;
        const link = (front + (memory[(LINK_OFFSETS + sizeClass) | 0] as number)) | 0;
        let low = 0;
        let high = 0;
        if (next >= 0) {
          const base = ((memory[RUN_BASE] as number) + ((next >>> RUN_SHIFT) << 1)) | 0;
          const within = Math.imul(next & RUN_MASK, memory[(STRIDES + sizeClass) | 0] as number);
          low = ((memory[base] as number) + within) | 0;
          high = memory[(base + 1) | 0] as number;
        }
        if (fronts.getInt32(link, true) !== low) break;
        if (fronts.getInt32((link + 4) | 0, true) !== high) break;
        fronts.setUint8(front, HEADER_MAGIC | sizeClass);
        if (memory[WRITES] !== 0) {
          if (size > 0) fronts.setUint8((front + HEADER_BYTES) | 0, LARSON_FIRST);
          if (size > 1) fronts.setUint8((front + HEADER_BYTES + 1) | 0, LARSON_SECOND);
        }
        memory[row] = next;
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
        const front = held << FRONT_SHIFT;
        const head = memory[row] as number;
        if (head < NONE || fronts.getUint8(front) !== (HEADER_MAGIC | sizeClass)) break;
        if (memory[COUNTS_FREES] !== 0) {
          const until = memory[(row + UNTIL_DRAIN) | 0] as number;
          if (until === 1) break;
          memory[(row + UNTIL_DRAIN) | 0] = (until - 1) | 0;
          const high = (row + HIGH_WATER) | 0;
          if (count >= (memory[high] as number)) memory[high] = (count + 1) | 0;
        }
        let low = 0;
        let high = 0;
        if (head >= 0) {
          const base = ((memory[RUN_BASE] as number) + ((head >>> RUN_SHIFT) << 1)) | 0;
          const within = Math.imul(head & RUN_MASK, memory[(STRIDES + sizeClass) | 0] as number);
          low = ((memory[base] as number) + within) | 0;
          high = memory[(base + 1) | 0] as number;
        }
        const link = (front + (memory[(LINK_OFFSETS + sizeClass) | 0] as number)) | 0;
        fronts.setInt32(link, low, true);
        fronts.setInt32((link + 4) | 0, high, true);
        memory[pair] = head;
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
