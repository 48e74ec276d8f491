// A trace: the events of one run of some program, with what its file knows and what it does not.
//
// Importing never throws for bad content. What could be read is here, what could not is a problem with its place; a
// problem is a defect of the file and is never shown as a bug of the traced program.

import type { Environment } from "../../../allocator/environment.ts";
import type { Switches } from "../../../allocator/policy.ts";
import type { EventTable } from "./event-table.ts";
import type { importers } from "./formats/registry.ts";

/** The id of an importer, or "workload" for a generated trace. */
export type FormatId = (typeof importers)[number]["id"] | "workload";

/** One life of a thread: tids are reused, lives are not. */
export interface ThreadLife {
  /** As the file names it; 0 for formats without threads. */
  readonly tid: number;
  readonly birth: "recorded" | "inferred" | "unknown";
  readonly end: "recorded" | "inferred" | "unknown";
}

export type ProblemKind =
  | "unreadable-line"
  | "cut-line"
  | "cut-stream"
  | "unknown-free"
  | "unknown-realloc"
  | "live-address-reused"
  | "failed-allocation"
  | "event-after-thread-end"
  | "ambiguous-free"
  | "count-mismatch"
  | "bad-number"
  | "nul-bytes"
  | "wrong-header"
  | "unsupported-version"
  | "missing-size";

export interface TraceProblem {
  readonly kind: ProblemKind;
  /** One-based line in the decompressed text; 0 when the problem has no single line. */
  readonly line: number;
  /** Found and expected, in one sentence. */
  readonly message: string;
}

/** Where a call came from, as far as the file says. */
export interface CallSite {
  readonly function: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly object: string | undefined;
  /** Place in the object, as its symbol table counts; where the file says no more than that. */
  readonly offset?: number;
}

export interface Trace {
  /** What a reader calls it: file name or workload specification. */
  readonly name: string;
  readonly format: FormatId;
  readonly events: EventTable;
  readonly threads: readonly ThreadLife[];
  readonly sites: readonly CallSite[];
  /** False: the format has no thread ids, so cache and remote results are withheld, not zero. */
  readonly hasThreads: boolean;
  /** What a failed pthread_create means for the events of the thread that was to be born. */
  readonly onThreadRefused: "chain-ends" | "unknown";
  /** Does the trace hold every mapping the program made? Without that no verdict on the mapping count is given. */
  readonly hasMappings: boolean;
  /** Hypothesis that the trace carries with it; the rest comes from the defaults. */
  readonly environment: Partial<Environment>;
  readonly switches: Partial<Switches>;
  /** The first problems, at most PROBLEMS_KEPT; counts are complete. */
  readonly problems: readonly TraceProblem[];
  readonly problemCounts: Readonly<Partial<Record<ProblemKind, number>>>;
  /** What the format cannot say, in sentences for the user ("no thread ids: remote frees cannot be seen"). */
  readonly confessions: readonly string[];
  /** Hash of the events and the hypothesis, 16 hex digits: one part of a replayId. */
  readonly hash: string;
}

export const PROBLEMS_KEPT = 1000;
