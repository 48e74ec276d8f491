// What the replay worker answers: one interface for editor, inspector and command line, so they cannot disagree.

import type { HeapRange, HeapSnapshot, Recording } from "../recording/index.ts";
import type { Trace, TraceSummary } from "../trace/index.ts";

/** Where the bytes of a trace come from; the worker opens files itself so that the host never holds them. */
export type TraceSource =
  | { readonly kind: "file"; readonly path: string; readonly name: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly name: string }
  | { readonly kind: "workload"; readonly specification: string; readonly seed: number };

export interface OpenedTrace {
  /** Names the trace in later requests. */
  readonly trace: number;
  readonly name: string;
  readonly summary: TraceSummary;
  readonly confessions: readonly string[];
  readonly hypothesis: Pick<Trace, "environment" | "switches">;
}

export interface PolicyChoice {
  readonly name: string;
  /** A version of hakmem, a change to one, or a user's own file. */
  readonly kind: "epoch" | "option" | "file";
  readonly title: string;
  readonly summary: string;
}

/** A policy that ships, by its name, or a policy file with its text. */
export type PolicySource = string | { readonly file: string; readonly text: string };

export interface ReplayRequest {
  readonly trace: number;
  readonly policy: PolicySource;
  /** Replay on after the horizon; what follows is hypothetical. */
  readonly continueAfterNull: boolean;
  readonly check: boolean;
}

/** A recording as a view gets it: everything but what is asked for by range. */
export type RecordingView = Omit<Recording, "failures" | "timeline"> & {
  /** Names the recording in later requests. */
  readonly recording: number;
  readonly eventCount: number;
  /** At most 2,000 samples, extremes kept. */
  readonly timeline: Recording["timeline"];
  /** The first 500 failures. */
  readonly failures: Recording["failures"];
};

export interface EngineMethods {
  policies: { params: Record<string, never>; result: readonly PolicyChoice[] };
  open: { params: TraceSource; result: OpenedTrace };
  replay: { params: ReplayRequest; result: RecordingView };
  /** One failure table slice. */
  failures: {
    params: { recording: number; first: number; count: number };
    result: Recording["failures"];
  };
  /** State after event `event` (-1: before the first), cut to `range`. */
  heap: { params: { recording: number; event: number; range: HeapRange }; result: HeapSnapshot };
  close: { params: { trace: number }; result: null };
}
export type EngineMethod = keyof EngineMethods;
