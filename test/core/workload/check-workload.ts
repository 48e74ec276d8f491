// The one door of the workload tests: a specification becomes a trace, or an error with its place.

import {
  EventKind,
  importTrace,
  summariseTrace,
  type Trace,
  writeTraceText,
} from "../../../src/core/trace/index.ts";
import { makeTrace, parseWorkload, WorkloadError } from "../../../src/core/workload/index.ts";

export const patient = {
  signal: new AbortController().signal,
  progress: () => {},
  pause: () => Promise.resolve(),
};

export function generate(specification: string, seed = 1): Promise<Trace> {
  return makeTrace(parseWorkload(specification), seed, patient);
}

/** The trace after it was written as text and read back. */
export function rewritten(trace: Trace): Promise<Trace> {
  return importTrace(new TextEncoder().encode(writeTraceText(trace)), "x", patient);
}

export function complaint(specification: string): string {
  try {
    parseWorkload(specification);
  } catch (error) {
    if (!(error instanceof WorkloadError)) throw error;
    return `${error.position}: ${error.found}; expected ${error.expected}`;
  }
  return "none";
}

/** Figures of a trace, and the first rule of a possible program that its rows break. */
export function facts(trace: Trace) {
  const { events } = trace;
  const live = new Uint8Array(events.slots);
  const born = new Uint8Array(trace.threads.length);
  const ended = new Uint8Array(trace.threads.length);
  trace.threads.forEach(({ birth }, life) => {
    born[life] = birth === "recorded" ? 0 : 1;
  });
  const sizes = new Map<number, number>();
  let broken = "nothing";
  const demand = (holds: boolean, rule: string, event: number): void => {
    if (!holds && broken === "nothing") broken = `${rule} at ${event}`;
  };
  for (let event = 0; event < events.length; event++) {
    const thread = events.thread[event] as number;
    const block = events.block[event] as number;
    const other = events.other[event] as number;
    demand(born[thread] === 1 && ended[thread] === 0, "a thread acts while it lives", event);
    switch (events.kind[event] as EventKind) {
      case EventKind.Malloc:
      case EventKind.Calloc: {
        demand(live[block] === 0, "an allocation takes a free slot", event);
        live[block] = 1;
        const size = events.size[event] as number;
        sizes.set(size, (sizes.get(size) ?? 0) + 1);
        break;
      }
      case EventKind.Free:
        demand(live[block] === 1, "a free has its allocation before it", event);
        live[block] = 0;
        break;
      case EventKind.ThreadStart:
        demand(born[other] === 0, "a thread is born once", event);
        demand(
          events.kind[event - 1] === EventKind.Calloc && events.thread[event - 1] === thread,
          "a birth costs its creator a calloc",
          event,
        );
        born[other] = 1;
        break;
      case EventKind.ThreadEnd:
        ended[thread] = 1;
        break;
      default:
        demand(false, "no other calls", event);
    }
  }
  const all = [...sizes.keys()].sort((a, b) => a - b);
  return { broken, sizes: all, countOf: sizes, summary: summariseTrace(trace) };
}
