// Writes a trace as TRC1; `formats/trc1.ts` has the format and reads it back. Ids are slots, threads are life numbers.
//
// The format holds malloc and free of blocks that the trace knows, and nothing else. A trace with any other event is not
// written at all rather than written without it: a replay of the rest would be of another program.

import { EventKind, type EventTable } from "./event-table.ts";
import {
  FREE,
  HEADER_BYTES,
  HeaderWord,
  RECORD_BYTES,
  SIZE_MASK,
  THREAD_MASK,
  THREAD_SHIFT,
  VERSION,
} from "./formats/trc1-layout.ts";
import type { Trace } from "./trace.ts";

const EVENTS_PER_PIECE = 1 << 17;
/** "TRC1" as a little-endian word. */
const MAGIC_WORD = 0x31435254;

/** An event that TRC1 has no record for. */
export class NotInTrc1Error extends Error {
  override readonly name = "NotInTrc1Error";
  readonly traceName: string;
  readonly event: number;
  readonly found: string;

  constructor(traceName: string, event: number, found: string) {
    const holds = `TRC1 holds malloc and free of known blocks, sizes up to ${SIZE_MASK}`;
    super(`${traceName}: event ${event} is ${found}; ${holds}, threads up to ${THREAD_MASK}.`);
    this.traceName = traceName;
    this.event = event;
    this.found = found;
  }
}

/** The file in pieces; throws NotInTrc1Error before the first of them. */
export function* trc1Pieces(trace: Trace): Generator<Uint8Array<ArrayBuffer>> {
  demandWritable(trace);
  const { events, threads } = trace;
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const words = [
    [HeaderWord.Magic, MAGIC_WORD],
    [HeaderWord.Version, VERSION],
    [HeaderWord.Events, events.length],
    [HeaderWord.Ids, events.slots],
    [HeaderWord.Threads, threads.length],
  ] as const;
  for (const [word, value] of words) header.setUint32(word * 4, value, true);
  yield new Uint8Array(header.buffer);
  for (let from = 0; from < events.length; from += EVENTS_PER_PIECE) {
    yield records(trace, from, Math.min(events.length, from + EVENTS_PER_PIECE));
  }
}

function records({ events }: Trace, from: number, to: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer((to - from) * RECORD_BYTES));
  for (let event = from; event < to; event++) {
    const isFree = events.kind[event] === EventKind.Free;
    const call = isFree ? FREE : (events.size[event] as number);
    const at = (event - from) * RECORD_BYTES;
    view.setUint32(at, call | ((events.thread[event] as number) << THREAD_SHIFT), true);
    view.setUint32(at + 4, events.block[event] as number, true);
  }
  return new Uint8Array(view.buffer);
}

function demandWritable({ name, events }: Trace): void {
  const live = new Uint8Array(events.slots);
  for (let event = 0; event < events.length; event++) {
    const found = unwritable(events, event, live);
    if (found !== undefined) throw new NotInTrc1Error(name, event, found);
    live[events.block[event] as number] = events.kind[event] === EventKind.Free ? 0 : 1;
  }
}

/** What is wrong with an event, undefined if nothing is. */
function unwritable(events: EventTable, event: number, live: Uint8Array): string | undefined {
  const kind = events.kind[event];
  const slot = events.block[event] as number;
  const thread = events.thread[event] as number;
  const size = events.size[event] as number;
  const isFree = kind === EventKind.Free;
  if (!isFree && kind !== EventKind.Malloc) return "another call";
  if (slot < 0) return isFree ? "the free of no known block" : "a failed allocation";
  if ((live[slot] === 1) !== isFree) return "at odds with whether its block lives";
  if (thread > THREAD_MASK) return `of thread life ${thread}`;
  return size > SIZE_MASK ? `for ${size} bytes` : undefined;
}
