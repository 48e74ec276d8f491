// The hot loop of bytes mode: as play-fast.ts, and the header byte and the link's bytes are read and stored as well.
//
// The number of the next block is a guess until the stored bytes have said the same address. A call whose bytes are not
// what an undamaged heap has stops the loop before anything has changed.

import {
  CACHED,
  CAPACITY,
  CLASS_MASK,
  CLASS_SHIFT,
  COUNT,
  EMPTY,
  FOREIGN,
  FRONT_SHIFT,
  HEADER_MAGIC,
  HIGH_WATER,
  LIVE_BYTES,
  NONE,
  PEAK,
  PUSHES,
  REMOTE_FREES,
  REQUEST_MASK,
  REQUEST_SHIFT,
  ROW_SHIFT,
  RUN_MASK,
  RUN_SHIFT,
  UNTIL_DRAIN,
} from "./bits.ts";
import type { Stretch } from "./stretch.ts";

/** By class: stride and place of the link. */
export interface ByteGeometry {
  readonly strides: Int32Array;
  readonly linkOffsets: Int32Array;
}

/** Plays from `from` on; answers the first call that needs more than this loop has, or `to`. */
export function playBytes(
  stretch: Stretch,
  { strides, linkOffsets }: ByteGeometry,
  from: number,
  to: number,
): number {
  const { calls, slots, rows, pairs, runSlab, runBase, ownerRows, classes, fronts } = stretch;
  const { figures, plainFrees, counts } = stretch;
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
      if (block < 0) break;
      const next = pairs[block << 1] as number;
      if (next < NONE || (pairs[(block << 1) | 1] as number) >= 0) break;
      const front = block << FRONT_SHIFT;
      const link = front + (linkOffsets[sizeClass] as number);
      let low = 0;
      let high = 0;
      if (next >= 0) {
        const run = (next >>> RUN_SHIFT) << 1;
        const within = Math.imul(next & RUN_MASK, strides[sizeClass] as number);
        low = ((runBase[run] as number) + within) | 0;
        high = runBase[run + 1] as number;
      }
      if (fronts.getInt32(link, true) !== low || fronts.getInt32(link + 4, true) !== high) break;
      fronts.setUint8(front, HEADER_MAGIC + sizeClass);
      rows[row] = next;
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
      const head = rows[row] as number;
      const front = held << FRONT_SHIFT;
      if (state < 0 || count >= (rows[row | CAPACITY] as number) || head < NONE) break;
      if (((plainFrees >>> sizeClass) & 1) === 0) break;
      if (fronts.getUint8(front) !== HEADER_MAGIC + sizeClass) break;
      if (counts !== 0) {
        if (rows[row | UNTIL_DRAIN] === 1) break;
        rows[row | UNTIL_DRAIN] = (rows[row | UNTIL_DRAIN] as number) - 1;
        if (count >= (rows[row | HIGH_WATER] as number)) rows[row | HIGH_WATER] = (count + 1) | 0;
      }
      let low = 0;
      let high = 0;
      if (head >= 0) {
        const run = (head >>> RUN_SHIFT) << 1;
        const within = Math.imul(head & RUN_MASK, strides[sizeClass] as number);
        low = ((runBase[run] as number) + within) | 0;
        high = runBase[run + 1] as number;
      }
      const link = front + (linkOffsets[sizeClass] as number);
      fronts.setInt32(link, low, true);
      fronts.setInt32(link + 4, high, true);
      pairs[held << 1] = head;
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
