// A trace as the allocator's hot loop wants it, made once per trace and used by every replay and seek of it.
//
// Plain are mallocs and frees of sizes that can be Tiny, on slots, by threads that live before and after the call. All
// else (calloc, realloc, births and ends, events on unknown blocks) is marked and played by `TraceDriver.step`.

import {
  LARGEST_PLAIN_REQUEST,
  LAST_PLAIN_THREAD,
  NOT_PLAIN,
  packFree,
  packMalloc,
} from "../../../allocator/index.ts";
import { EventKind, type EventTable, type Trace } from "../trace/index.ts";

export interface Plan {
  /** Two integers an event, as `Allocator.play` takes them. */
  readonly calls: Int32Array;
  /** Last event of each thread life, -1 if it has none. */
  readonly lastEventOf: Int32Array;
}

const plans = new WeakMap<EventTable, Plan>();

export function planOf(trace: Trace): Plan {
  const known = plans.get(trace.events);
  if (known !== undefined) return known;
  const plan = makePlan(trace);
  plans.set(trace.events, plan);
  return plan;
}

function makePlan({ events, threads }: Trace): Plan {
  const { length, kind, thread, block, size } = events;
  const calls = new Int32Array(2 * length);
  const lastEventOf = new Int32Array(threads.length).fill(-1);
  for (let event = 0; event < length; event++) {
    const life = thread[event] as number;
    const slot = block[event] as number;
    const bytes = size[event] as number;
    const isFirst = lastEventOf[life] === -1;
    lastEventOf[life] = event;
    let call = 0;
    let isPlain = !isFirst && slot >= 0 && life <= LAST_PLAIN_THREAD;
    if (kind[event] === EventKind.Malloc && bytes <= LARGEST_PLAIN_REQUEST) {
      call = packMalloc(life, bytes);
    } else if (kind[event] === EventKind.Free) call = packFree(life);
    else isPlain = false;
    calls[2 * event] = isPlain ? slot : NOT_PLAIN;
    calls[2 * event + 1] = call;
  }
  threads.forEach(({ end }, life) => {
    const last = lastEventOf[life] as number;
    if (end === "recorded" && last >= 0) calls[2 * last] = NOT_PLAIN;
  });
  return { calls, lastEventOf };
}
