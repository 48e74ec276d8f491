// What `info` says about a trace: counts of the recorded calls, all "recorded" numbers, none of them modelled.
//
// Conventions: a realloc counts as one event, `frees` includes free(NULL), `reallocs` includes realloc(NULL, n); peak and
// end are sums of requested sizes in file order; a remote free is a free by another thread than the one that allocated
// or last reallocated the block.

import type { FormatId, ProblemKind, TraceProblem } from "./trace.ts";

export interface TraceSummary {
  readonly format: FormatId;
  readonly events: number;
  readonly mallocs: number;
  readonly callocs: number;
  readonly reallocs: number;
  readonly aligned: number;
  readonly frees: number;
  readonly freeNull: number;
  readonly unknownFrees: number;
  /** Distinct thread ids; null when the format has none. */
  readonly threads: number | null;
  /** Null when the format has no thread ids: not known is not zero. */
  readonly remoteFrees: number | null;
  readonly peakLiveBytes: number;
  readonly peakLiveBlocks: number;
  readonly endLiveBytes: number;
  readonly endLiveBlocks: number;
  readonly problems: {
    readonly total: number;
    readonly byKind: Readonly<Partial<Record<ProblemKind, number>>>;
    readonly first: readonly TraceProblem[];
  };
}
