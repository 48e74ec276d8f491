// One order of one workload: under `seed` with every route a free may take, under A + B, under `fixed`.
//
// What the program writes is left out (`writes=none`), which lets the replay keep its tables instead of bytes: larson writes
// two bytes into live blocks only, and `asWritten` holds one order to the same end with them.

import { findPolicy, type Policy, type Route, type Switches } from "../../allocator/index.ts";
import type { WorkControl } from "../../src/core/base/cancelled.ts";
import { type FailedFirst, failedFirst, type Recording } from "../../src/core/recording/index.ts";
import {
  assume,
  type ReplayOptions,
  replay,
  replayVariants,
  routes,
} from "../../src/core/replay/index.ts";
import type { Trace } from "../../src/core/trace/index.ts";
import { makeTrace, parseWorkload } from "../../src/core/workload/index.ts";

/** How a replay ended, in figures. */
export interface End {
  readonly first: Omit<FailedFirst, "text">;
  readonly verdict: string;
  readonly event: number;
  readonly births: number;
  /** Ever mapped. */
  readonly superSlabs: number;
  readonly peakMappings: number;
  readonly peakCommittedMiB: number;
  /** When the replay ended. */
  readonly endCommittedMiB: number;
}

export interface OrderFacts {
  readonly seed: End;
  readonly events: number;
  readonly fallbacks: number;
  /** By route M1 to M4; undefined where the route changes nothing that was asked. */
  readonly routes: Readonly<Partial<Record<Route, End>>>;
  readonly aAndB: End | undefined;
  readonly fixed: End;
}

export const patient: WorkControl = {
  signal: new AbortController().signal,
  progress: () => {},
  pause: () => Promise.resolve(),
};

export function named(name: string): Policy {
  return findPolicy(name) as Policy;
}

export function traceOf(workload: string, order: number): Promise<Trace> {
  return makeTrace(parseWorkload(workload), order, patient);
}

export async function playOrder(
  workload: string,
  order: number,
  underAB: boolean,
): Promise<OrderFacts> {
  const trace = await traceOf(workload, order);
  const options = optionsOf(named("seed"), order);
  const { recording } = await replay(trace, options, patient);
  const variants = await replayVariants(trace, options, recording, routes, patient);
  return {
    seed: endOf(recording),
    events: trace.events.length,
    fallbacks: recording.totals.fallbacks,
    routes: Object.fromEntries(
      variants
        .filter((route) => route.recording !== recording)
        .map((route) => [route.name, endOf(route.recording)]),
    ),
    aAndB: underAB ? await play(trace, named("a+b"), order) : undefined,
    fixed: await play(trace, named("fixed"), order),
  };
}

export async function play(
  trace: Trace,
  policy: Policy,
  order: number,
  switches: Partial<Switches> = {},
): Promise<End> {
  return endOf((await replay(trace, optionsOf(policy, order, switches), patient)).recording);
}

export { assume };

function optionsOf(policy: Policy, seed: number, switches: Partial<Switches> = {}): ReplayOptions {
  const rest = { continueAfterNull: false, check: false, record: false };
  return { policy, seed, ...rest, switches: { writes: "none", ...switches } };
}

function endOf(recording: Recording): End {
  const { totals, verdict, timeline } = recording;
  const { call, event, sizeClass } = failedFirst(recording);
  const MiB = 2 ** 20;
  return {
    first: { call, event, sizeClass },
    verdict: verdict.crash?.message ?? verdict.kind,
    event: verdict.event,
    births: totals.threadBirths,
    superSlabs: totals.superSlabs,
    peakMappings: totals.peakMappings,
    peakCommittedMiB: Math.round(totals.peakCommittedBytes / MiB),
    endCommittedMiB: Math.round((timeline.committedBytes.at(-1) ?? 0) / MiB),
  };
}
