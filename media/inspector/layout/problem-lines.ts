// The defects of a trace file as lines of text. Counts are complete; of many alike, only the first are listed.

import type { TraceSummary } from "../../../src/core/trace/index.ts";
import { amountText, countText } from "./figures.ts";

type Problems = TraceSummary["problems"];

export interface ProblemLine {
  readonly place: string;
  readonly message: string;
}

export function problemLines(problems: Problems): readonly ProblemLine[] {
  return problems.first.map(({ line, message }) => ({
    place: line > 0 ? `line ${countText(line)}` : "file",
    message,
  }));
}

/** "3 problems in the file: unreadable line 2, cut stream 1". */
export function problemsText(problems: Problems): string {
  const kinds = Object.entries(problems.byKind).map(
    ([kind, count]) => `${kind.replaceAll("-", " ")} ${countText(count)}`,
  );
  return `${amountText(problems.total, "problem")} in the file: ${kinds.join(", ")}`;
}

/** Said under a list that does not hold everything. */
export function problemsNote(problems: Problems): string | undefined {
  const listed = problems.first.length;
  return listed < problems.total
    ? `first ${countText(listed)} of ${countText(problems.total)} listed; counts are complete`
    : undefined;
}
