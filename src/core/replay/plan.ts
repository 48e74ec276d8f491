// A trace as the allocator's hot loop wants it, packed once per trace and used by every replay and seek of it.
//
// Plain are mallocs and frees of sizes that can be Tiny, on slots, by threads that live before and after the call. All
// else (calloc, realloc, births and ends, events on unknown blocks) is marked and played by `TraceDriver.step`. `packTrace`
// packs all of it while a trace is opened; what is not packed yet, a replay packs ahead of itself.

import {
  LARGEST_PLAIN_REQUEST,
  LAST_PLAIN_THREAD,
  NOT_PLAIN,
  packFree,
  packMalloc,
  READ_AHEAD,
} from "../../../allocator/index.ts";
import { CancelledError, type WorkControl } from "../base/cancelled.ts";
import { EventKind, type EventTable, type Trace } from "../trace/index.ts";

/** Events packed at a time, and between two looks at the cancel signal: some 10 ms. */
const CHUNK = 8192;
const SLICE = 128 * CHUNK;

const plans = new WeakMap<EventTable, Plan>();

export function planOf(trace: Trace): Plan {
  const known = plans.get(trace.events);
  if (known !== undefined) return known;
  const plan = new Plan(trace);
  plans.set(trace.events, plan);
  return plan;
}

/** The part of opening a trace that its replays need. */
export async function packTrace(trace: Trace, control: WorkControl): Promise<void> {
  const plan = planOf(trace);
  const { length } = trace.events;
  for (let end = 0; end < length; end += SLICE) {
    if (control.signal.aborted) throw new CancelledError();
    plan.pack(Math.min(length, end + SLICE));
    if (end + SLICE < length) await control.pause();
  }
}

export class Plan {
  /** Two integers an event, as `Allocator.play` takes them; good for the events that `pack` was asked for. */
  readonly calls: Int32Array;
  /** Last event of each thread life whose end is recorded, -1 for the others. */
  readonly lastEventOf: Int32Array;
  private readonly trace: Trace;
  /** Threads that had an event. */
  private readonly seen: Uint8Array;
  private packed = 0;
  /** Events that a thread's end follows, ascending, and how many of them are packed. */
  private readonly ends: Int32Array;
  private marked = 0;

  constructor(trace: Trace) {
    this.trace = trace;
    this.calls = new Int32Array(2 * trace.events.length);
    this.seen = new Uint8Array(trace.threads.length);
    this.lastEventOf = lastEvents(trace);
    this.ends = this.lastEventOf.filter((event) => event >= 0).sort();
  }

  /** Makes `calls` good for all events before `end`, and for those behind that the allocator reads ahead. */
  pack(end: number): void {
    const { length } = this.trace.events;
    const wanted = Math.min(length, end + READ_AHEAD);
    while (this.packed < wanted) {
      const to = Math.min(length, this.packed + CHUNK);
      packEvents(this.trace.events, this.calls, this.seen, this.packed, to);
      this.markEnds(to);
      this.packed = to;
    }
  }

  /** A call that a thread's end follows is not plain. */
  private markEnds(to: number): void {
    for (; (this.ends[this.marked] as number) < to; this.marked++) {
      this.calls[2 * (this.ends[this.marked] as number)] = NOT_PLAIN;
    }
  }
}

/** By kind: all bits set where an event is a free, none where it is a malloc, 1 where it is never plain. */
const freeMasks = new Int32Array(32).fill(1);
freeMasks[EventKind.Malloc] = 0;
freeMasks[EventKind.Free] = -1;

/** A malloc and a free are told apart by masks: which comes next, nothing could predict. */
function packEvents(
  events: EventTable,
  calls: Int32Array,
  seen: Uint8Array,
  from: number,
  to: number,
): void {
  const { kind, thread, block, size } = events;
  for (let event = from; event < to; event++) {
    const life = thread[event] as number;
    const slot = block[event] as number;
    const bytes = size[event] as number;
    const mask = freeMasks[kind[event] as number] as number;
    const known = seen[life] === 1 && life <= LAST_PLAIN_THREAD;
    seen[life] = 1;
    if (known && mask <= 0 && slot >= 0 && bytes <= LARGEST_PLAIN_REQUEST) {
      calls[2 * event] = slot;
      calls[2 * event + 1] = (packMalloc(life, bytes) & ~mask) | (packFree(life) & mask);
    } else calls[2 * event] = NOT_PLAIN;
  }
}

function lastEvents({ events, threads }: Trace): Int32Array {
  const last = new Int32Array(threads.length).fill(-1);
  if (!threads.some(({ end }) => end === "recorded")) return last;
  const { length, thread } = events;
  for (let event = 0; event < length; event++) last[thread[event] as number] = event;
  threads.forEach(({ end }, life) => {
    if (end !== "recorded") last[life] = -1;
  });
  return last;
}
