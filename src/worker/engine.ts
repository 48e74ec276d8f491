// The replay engine behind its requests: opens traces, replays them, answers ranges. Editor, inspector and command line
// all talk to this one, so they cannot disagree.
//
// Traces and recordings stay until their trace is closed; of each trace the last RECORDINGS_KEPT replays are kept.
// Not here: threads and messages (replay-worker.ts), words for the user (the host).

import { epochPolicies, findPolicy, policies } from "../../allocator/index.ts";
import type { WorkControl } from "../core/base/cancelled.ts";
import { type PolicyFile, readPolicy } from "../core/policy/index.ts";
import type {
  EngineMethods,
  Handlers,
  PolicySource,
  RecordingView,
  RequestControl,
  TraceSource,
} from "../core/protocol/index.ts";
import { type Recording, sliceFailures, thinTimeline } from "../core/recording/index.ts";
import { assume, type HeapSeeker, packTrace, replay } from "../core/replay/index.ts";
import { importTrace, summariseTrace, type Trace } from "../core/trace/index.ts";
import { makeTrace, parseWorkload } from "../core/workload/index.ts";

const RECORDINGS_KEPT = 4;
const SAMPLES_SENT = 2000;
const FAILURES_SENT = 500;

export interface EnginePorts {
  /** The whole file; rejects when it cannot be read. */
  readFile(path: string): Promise<Uint8Array>;
  /** Lets pending messages be handled. */
  pause(): Promise<void>;
}

export class UnknownNameError extends Error {
  override readonly name = "UnknownNameError";
}

interface OpenTrace {
  readonly trace: Trace;
  readonly seed: number;
  readonly recordings: number[];
}

export function createEngine(ports: EnginePorts): Handlers<EngineMethods> {
  const traces = new Map<number, OpenTrace>();
  const recordings = new Map<number, { recording: Recording; seeker: HeapSeeker }>();
  let nextId = 1;

  return {
    policies: () =>
      policies.map((policy) => {
        const { name, title, summary } = policy;
        return { name, kind: epochPolicies.includes(policy) ? "epoch" : "option", title, summary };
      }),

    async open(source, control) {
      const trace = await openTrace(source, ports, control);
      const id = nextId++;
      const seed = source.kind === "workload" ? source.seed : 0;
      traces.set(id, { trace, seed, recordings: [] });
      return {
        trace: id,
        name: trace.name,
        summary: summariseTrace(trace),
        confessions: trace.confessions,
        hypothesis: { environment: trace.environment, switches: trace.switches },
      };
    },

    async replay(request, control) {
      const open = found(traces, request.trace, "trace");
      const { policy, environment } = policyFrom(request.policy);
      const { recording, seeker } = await replay(
        assume(open.trace, environment),
        {
          policy,
          seed: open.seed,
          continueAfterNull: request.continueAfterNull,
          check: request.check,
        },
        workControl(control, ports),
      );
      const id = nextId++;
      recordings.set(id, { recording, seeker });
      open.recordings.push(id);
      if (open.recordings.length > RECORDINGS_KEPT) {
        recordings.delete(open.recordings.shift() as number);
      }
      return viewOf(recording, id, open.trace.events.length);
    },

    failures({ recording, first, count }) {
      return sliceFailures(
        found(recordings, recording, "recording").recording.failures,
        first,
        count,
      );
    },

    heap({ recording, event, range }, control) {
      const { seeker } = found(recordings, recording, "recording");
      return seeker.snapshot(event, range, workControl(control, ports));
    },

    close({ trace }) {
      for (const id of traces.get(trace)?.recordings ?? []) recordings.delete(id);
      traces.delete(trace);
      return null;
    },
  };
}

/** A trace that is to be replayed: loaded, and packed for the hot loop. */
export async function openTrace(
  source: TraceSource,
  ports: EnginePorts,
  control: RequestControl,
): Promise<Trace> {
  const trace = await loadTrace(source, ports, control);
  await packTrace(trace, workControl(control, ports));
  return trace;
}

/** A trace from wherever it is. */
export async function loadTrace(
  source: TraceSource,
  ports: EnginePorts,
  control: RequestControl,
): Promise<Trace> {
  const work = workControl(control, ports);
  switch (source.kind) {
    case "workload":
      return makeTrace(parseWorkload(source.specification), source.seed, work);
    case "bytes":
      return importTrace(source.bytes, source.name, work);
    case "file":
      return importTrace(await ports.readFile(source.path), source.name, work);
  }
}

function policyFrom(source: PolicySource): PolicyFile {
  if (typeof source !== "string") return readPolicy(source.text, source.file);
  const policy = findPolicy(source);
  if (policy === undefined) throw new UnknownNameError(unknownPolicy(source));
  return { policy, environment: {} };
}

export function unknownPolicy(name: string): string {
  return `There is no policy "${name}"; known are ${policies.map((policy) => policy.name).join(", ")}.`;
}

function workControl(control: RequestControl, ports: EnginePorts): WorkControl {
  return {
    signal: control.signal,
    progress: (done, total) => control.progress(done, total),
    pause: () => ports.pause(),
  };
}

function viewOf(recording: Recording, id: number, eventCount: number): RecordingView {
  return {
    ...recording,
    recording: id,
    eventCount,
    timeline: thinTimeline(recording.timeline, SAMPLES_SENT),
    failures: sliceFailures(recording.failures, 0, FAILURES_SENT),
  };
}

function found<T>(map: ReadonlyMap<number, T>, id: number, what: string): T {
  const value = map.get(id);
  if (value === undefined) throw new UnknownNameError(`The ${what} ${id} is no longer open.`);
  return value;
}
