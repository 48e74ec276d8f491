// Counts a trace: what `info` prints. Everything comes from the event table, so generated traces are counted the same.
//
// A row that allocates into a slot whose block still lives ends that block first: the recorder missed its free.

import { EventKind, type EventTable, NO_BLOCK, UNKNOWN_BLOCK } from "./event-table.ts";
import type { TraceSummary } from "./summary.ts";
import type { Trace } from "./trace.ts";

const KINDS = 7;

export function summariseTrace(trace: Trace): TraceSummary {
  const { events } = trace;
  const calls = new Float64Array(KINDS);
  for (let event = 0; event < events.length; event++) {
    const kind = events.kind[event] as number;
    calls[kind] = (calls[kind] as number) + 1;
  }
  const count = (kind: EventKind): number => calls[kind] as number;
  const frees = countFrees(events);
  const { remoteFrees, ...live } = followLive(events);
  return {
    format: trace.format,
    events: events.length,
    mallocs: count(EventKind.Malloc),
    callocs: count(EventKind.Calloc),
    reallocs: count(EventKind.Realloc),
    aligned: count(EventKind.Aligned),
    frees: count(EventKind.Free),
    freeNull: frees.ofNull,
    unknownFrees: frees.ofUnknown,
    threads: trace.hasThreads ? new Set(trace.threads.map((life) => life.tid)).size : null,
    remoteFrees: trace.hasThreads ? remoteFrees : null,
    ...live,
    problems: {
      total: Object.values(trace.problemCounts).reduce((sum, n) => sum + n, 0),
      byKind: trace.problemCounts,
      first: trace.problems,
    },
  };
}

function countFrees(events: EventTable): { ofNull: number; ofUnknown: number } {
  let ofNull = 0;
  let ofUnknown = 0;
  for (let event = 0; event < events.length; event++) {
    if (events.kind[event] !== EventKind.Free) continue;
    const block = events.block[event];
    if (block === NO_BLOCK) ofNull++;
    else if (block === UNKNOWN_BLOCK) ofUnknown++;
  }
  return { ofNull, ofUnknown };
}

type LiveFigures = Pick<
  TraceSummary,
  "peakLiveBytes" | "peakLiveBlocks" | "endLiveBytes" | "endLiveBlocks"
> & { readonly remoteFrees: number };

function followLive(events: EventTable): LiveFigures {
  const { kind, thread, block, other, size } = events;
  const sizeOf = new Float64Array(events.slots);
  const owner = new Int32Array(events.slots).fill(-1);
  let bytes = 0;
  let blocks = 0;
  let peakLiveBytes = 0;
  let peakLiveBlocks = 0;
  let remoteFrees = 0;
  for (let event = 0; event < events.length; event++) {
    const what = kind[event] as EventKind;
    if (what > EventKind.Free) continue;
    const slot = block[event] as number;
    const freed = what === EventKind.Realloc && slot === NO_BLOCK && size[event] === 0;
    const ended = freed ? (other[event] as number) : slot;
    if (ended < 0) continue;
    if ((owner[ended] as number) >= 0) {
      if (what === EventKind.Free && owner[ended] !== thread[event]) remoteFrees++;
      bytes -= sizeOf[ended] as number;
      blocks--;
      owner[ended] = -1;
    }
    if (freed || what === EventKind.Free) continue;
    sizeOf[slot] = size[event] as number;
    owner[slot] = thread[event] as number;
    bytes += size[event] as number;
    blocks++;
    if (bytes > peakLiveBytes) peakLiveBytes = bytes;
    if (blocks > peakLiveBlocks) peakLiveBlocks = blocks;
  }
  const endLiveBytes = bytes;
  const endLiveBlocks = blocks;
  return { peakLiveBytes, peakLiveBlocks, endLiveBytes, endLiveBlocks, remoteFrees };
}
