// The result of one replay: what happened, how sure it is, and columns that answer ranges.
//
// A recording is immutable and carries all it takes to read it: environment, policy, switches, geometry. Every number in
// it is *replayed* (the model's), never *recorded* or *measured*. Events after `verdict.horizon` are hypothetical.

import type { Environment } from "../../../allocator/environment.ts";
import type { RefillFailure } from "../../../allocator/observer.ts";
import type { Crash } from "../../../allocator/outcome.ts";
import type { Policy, Route, Switches, SwitchName } from "../../../allocator/policy.ts";

export type VerdictKind = "clean" | "crash" | "null" | "corrupted" | "thread-refused";

export interface Verdict {
  readonly kind: VerdictKind;
  /** Event that decided it, -1 for clean. */
  readonly event: number;
  /** One sentence for the user: what, where, under which hypothesis. */
  readonly sentence: string;
  /** First result that the recorded program would have seen differently; -1 none. Later events are hypothetical. */
  readonly horizon: number;
  /** Open facts that this execution asked about before the verdict: the verdict may depend on them. */
  readonly dependsOn: readonly SwitchName[];
  readonly crash: Crash | undefined;
}

export type FailureKind =
  | "refill-failed"
  | "fallback"
  | "null-returned"
  | "foreign-free"
  | "corruption"
  | "crash"
  | "thread-refused";

export const failureKinds: readonly FailureKind[] = [
  "refill-failed",
  "fallback",
  "null-returned",
  "foreign-free",
  "corruption",
  "crash",
  "thread-refused",
];

/** Failures as columns, in event order; kept up to FAILURES_KEPT, totals are complete. */
export interface FailureTable {
  readonly length: number;
  readonly event: Int32Array;
  /** Index into `failureKinds`. */
  readonly kind: Uint8Array;
  readonly thread: Int32Array;
  /** Size class, -1 when the block has none. */
  readonly sizeClass: Int32Array;
  /** SuperSlab number and slab index in it, -1 when the address is in none. */
  readonly superSlab: Int32Array;
  readonly slab: Int32Array;
  readonly address: Float64Array;
  readonly text: readonly string[];
}

export const FAILURES_KEPT = 10_000;

/** State sampled along the events; the last sample is the final state. */
export interface Timeline {
  readonly length: number;
  readonly event: Int32Array;
  /** Σ requested size of live blocks. */
  readonly liveBytes: Float64Array;
  readonly liveBlocks: Int32Array;
  readonly committedBytes: Float64Array;
  /** Mapped at the time. */
  readonly superSlabs: Int32Array;
  readonly libcBlocks: Int32Array;
  readonly mappings: Int32Array;
}

export interface Totals {
  /** Events that were replayed, and those skipped because their thread was never born or their block never given. */
  readonly events: number;
  readonly skippedEvents: number;
  /** Calls per outcome name. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failuresByKind: Readonly<Record<FailureKind, number>>;
  /** Refills that failed for want of memory. */
  readonly oomEvents: number;
  readonly fallbacks: number;
  readonly foreignFrees: number;
  /** Frees of a mixed allocation, by the mechanism that took them. */
  readonly mixedFrees: Readonly<Record<Route, number>>;
  /** SuperSlabs ever created, and those given back. */
  readonly superSlabs: number;
  readonly superSlabsReleased: number;
  readonly peakCommittedBytes: number;
  readonly peakLiveBytes: number;
  /** Null when the trace has no thread ids. */
  readonly remoteFrees: number | null;
  readonly peakMappings: number;
  readonly threadBirths: number;
}

export interface Geometry {
  readonly superSlabBytes: number;
  readonly slabBytes: number;
  readonly slabsPerSuperSlab: number;
  readonly firstSlabOffset: number;
  /** Block size per class. */
  readonly blockSizes: readonly number[];
}

export interface Recording {
  readonly version: 1;
  /** 16 hex digits: hash of trace, policy, seed and model version. */
  readonly replayId: string;
  readonly traceName: string;
  readonly policy: Policy;
  readonly seed: number;
  readonly environment: Environment;
  readonly switches: Switches;
  readonly geometry: Geometry;
  /** Event from which the model stored every byte of every block; 0 from the start, -1 where nothing asked for it. */
  readonly bytesFrom: number;
  readonly verdict: Verdict;
  readonly totals: Totals;
  readonly failures: FailureTable;
  readonly timeline: Timeline;
  /** The first refill failure, field by field, as superslab_refill would have printed it. */
  readonly firstRefillFailure: RefillFailure | undefined;
  /** Lines the real program would have printed on stderr (the first 1000), each with its event. */
  readonly log: readonly {
    readonly event: number;
    readonly thread: number;
    readonly line: string;
  }[];
}
