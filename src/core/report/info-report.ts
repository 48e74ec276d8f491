// What a trace file holds, in words; the JSON form is the TraceSummary itself. All figures are *recorded*.

import { bytes, count } from "../base/number-words.ts";
import type { Trace, TraceSummary } from "../trace/index.ts";

export function infoText(
  trace: Pick<Trace, "name" | "confessions">,
  summary: TraceSummary,
): string {
  const known = (value: number | null) => (value === null ? "not in this format" : count(value));
  const lines = [
    `${trace.name}: ${summary.format}, ${count(summary.events)} events (recorded figures)`,
    `  malloc ${count(summary.mallocs)}  calloc ${count(summary.callocs)}  realloc ${count(summary.reallocs)}  aligned ${count(summary.aligned)}`,
    `  free ${count(summary.frees)}, of these NULL ${count(summary.freeNull)}; of blocks the trace never allocated ${count(summary.unknownFrees)}`,
    `  threads ${known(summary.threads)}  remote frees ${known(summary.remoteFrees)}`,
    `  peak ${bytes(summary.peakLiveBytes)} in ${count(summary.peakLiveBlocks)} blocks; at the end ${bytes(summary.endLiveBytes)} in ${count(summary.endLiveBlocks)} blocks`,
    ...trace.confessions.map((confession) => `  note: ${confession}`),
  ];
  const { problems } = summary;
  if (problems.total > 0) {
    const kinds = Object.entries(problems.byKind).map(([kind, n]) => `${count(n)} ${kind}`);
    lines.push(`  problems in the file (not in the program): ${kinds.join(", ")}`);
    for (const problem of problems.first.slice(0, 10)) {
      const place = problem.line > 0 ? `line ${problem.line}` : "file";
      lines.push(`    ${place}: ${problem.message}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
