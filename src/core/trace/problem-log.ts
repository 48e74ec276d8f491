// Counts the defects of a trace file by kind and keeps the first of each with their places.
//
// Counts are complete. Texts are capped twice: PROBLEMS_KEPT in all, and fewer of each kind, so that a million ambiguous
// frees do not crowd out the one line that says the file was cut.

import { PROBLEMS_KEPT, type ProblemKind, type TraceProblem } from "./trace.ts";

const KEPT_PER_KIND = 100;

export class ProblemLog {
  private readonly kept: TraceProblem[] = [];
  private readonly counted = new Map<ProblemKind, number>();

  /** Counts one; true if its text is still wanted, to be given to `keep`. */
  count(kind: ProblemKind): boolean {
    const count = (this.counted.get(kind) ?? 0) + 1;
    this.counted.set(kind, count);
    return count <= KEPT_PER_KIND && this.kept.length < PROBLEMS_KEPT;
  }

  keep(kind: ProblemKind, line: number, message: string): void {
    this.kept.push({ kind, line, message });
  }

  add(kind: ProblemKind, line: number, message: string): void {
    if (this.count(kind)) this.keep(kind, line, message);
  }

  finish(): {
    problems: readonly TraceProblem[];
    problemCounts: Readonly<Partial<Record<ProblemKind, number>>>;
  } {
    return { problems: this.kept, problemCounts: Object.fromEntries(this.counted) };
  }
}
