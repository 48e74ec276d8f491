// Plays a TRC1 trace through one peer in this process: the JavaScript twin of native/replay.c, with the same output.
//
//   play-peer NAME FOLDER FILE PASSES     a line a pass: processor and wall nanoseconds per event
//
// Some peers search lists as long as their live set. A pass that takes longer than LONGEST_PASS_MS is cut; its line then has
// a third figure, the events that were played, and no pass follows.

import { readFileSync } from "node:fs";
import { type Heap, peers } from "./peers.ts";

const LONGEST_PASS_MS = 2000;
const EVENTS_BETWEEN_LOOKS = 128;
const HEADER_WORDS = 16;
const WORD_EVENTS = 2;
const WORD_IDS = 3;
const FREE = 1 << 31;
const SIZE_MASK = (1 << 20) - 1;

const [name, folder = "", file = "", passes] = process.argv.slice(2);
const peer = peers.find((candidate) => candidate.name === name);
if (peer === undefined) throw new Error(`no such peer: ${name}`);

const bytes = readFileSync(file);
const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const count = words[WORD_EVENTS] as number;
const ids = words[WORD_IDS] as number;
const events = words.subarray(HEADER_WORDS, HEADER_WORDS + 2 * count);
/** Address of each id's block, 0 while it has none. */
const blocks = new Float64Array(Math.max(64, ids));

const heap = await peer.open(peakLiveBytes(), folder);
for (let pass = 0; pass < Number(passes); pass++) {
  const cpu = process.cpuUsage();
  const wall = process.hrtime.bigint();
  const played = playPass(heap);
  const { user, system } = process.cpuUsage(cpu);
  const figures = [(user + system) * 1000, Number(process.hrtime.bigint() - wall)];
  const line = figures.map((ns) => (ns / played).toFixed(2)).join("\t");
  console.log(played < count ? `${line}\t${played}` : line);
  if (played < count) break;
  heap.clear([...blocks].filter((address) => address !== 0));
  blocks.fill(0);
}

/** Answers how many events were played. */
function playPass(heap: Heap): number {
  const end = performance.now() + LONGEST_PASS_MS;
  for (let from = 0; from < count; from += EVENTS_BETWEEN_LOOKS) {
    if (performance.now() > end) return from;
    play(heap, from, Math.min(count, from + EVENTS_BETWEEN_LOOKS));
  }
  return count;
}

function play(heap: Heap, from: number, to: number): void {
  for (let event = from; event < to; event++) {
    const call = events[2 * event] as number;
    const id = events[2 * event + 1] as number;
    if ((call & FREE) !== 0) {
      heap.free(blocks[id] as number);
      blocks[id] = 0;
    } else {
      const address = heap.malloc(call & SIZE_MASK);
      if (address === 0) throw new Error(`out of memory at event ${event}`);
      heap.touch(address);
      blocks[id] = address;
    }
  }
}

function peakLiveBytes(): number {
  const sizes = new Int32Array(Math.max(64, ids));
  let live = 0;
  let peak = 0;
  for (let event = 0; event < count; event++) {
    const call = events[2 * event] as number;
    const id = events[2 * event + 1] as number;
    live -= sizes[id] as number;
    sizes[id] = (call & FREE) !== 0 ? 0 : (call & SIZE_MASK) + 16;
    live += sizes[id] as number;
    peak = Math.max(peak, live);
  }
  return peak;
}
