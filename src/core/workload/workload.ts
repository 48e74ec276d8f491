// A workload: the specification of a benchmark that can be turned into a trace, argument by argument as on its own command
// line.

export interface LarsonWorkload {
  readonly kind: "larson";
  /** The specification in its shortest form; names the trace. */
  readonly text: string;
  /** A budget of operations, not a time: REPLACEMENTS_PER_SECOND each. */
  readonly seconds: number;
  readonly minSize: number;
  /** Exclusive, unless it is not above `minSize`. */
  readonly maxSize: number;
  /** Blocks per thread. */
  readonly chunks: number;
  /** A thread does rounds × chunks replacements before its successor takes over. */
  readonly rounds: number;
  readonly seed: number;
  readonly threads: number;
}

export interface RandomMixedWorkload {
  readonly kind: "random-mixed";
  readonly text: string;
  readonly iterations: number;
  /** Number of slots, not of bytes. */
  readonly workingSet: number;
  readonly seed: number;
}

export interface BirthsWorkload {
  readonly kind: "births";
  readonly text: string;
  /** Size classes that each thread touches. */
  readonly classes: number;
  /** Chains of threads. */
  readonly threads: number;
}

/** The patterns that allocators are timed with, in the order of their tables. */
export const benchTraces = ["mixed", "mixeduniq", "tiny", "larson4", "app", "big"] as const;

export interface BenchWorkload {
  readonly kind: `bench-${(typeof benchTraces)[number]}`;
  readonly text: string;
  /** Rows of the trace, exactly. */
  readonly events: number;
}

export type Workload = LarsonWorkload | RandomMixedWorkload | BirthsWorkload | BenchWorkload;

/** A specification that names no workload. */
export class WorkloadError extends Error {
  override readonly name = "WorkloadError";
  /** Zero-based place in the specification. */
  readonly position: number;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;

  constructor(position: number, found: string, expected: string, remedy: string) {
    super(`at ${position}: found ${found}, expected ${expected}. ${remedy}`);
    this.position = position;
    this.found = found;
    this.expected = expected;
    this.remedy = remedy;
  }
}
