// The threads bench: larson's ring on the shared heap against the same ring in C under other allocators.
//
// Rounds are interleaved and ratios taken inside a round, so that a noisy machine disturbs all alike; the table shows
// medians. CPU time a operation is the steadier figure, operations a second need idle cores.
//
//   main [THREADS…] [--rounds N] [--seconds S]

import { parseArgs } from "node:util";
import { type Contender, contenders, type Run, run } from "./contenders.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "1" },
    source: { type: "string", default: "" },
  },
});

const all = contenders(import.meta.dirname, values.source);
for (const threads of positionals.length > 0 ? positionals.map(Number) : [1, 2, 4]) {
  console.log(table(threads, measure(threads)));
}

function measure(threads: number): Map<Contender, Run[]> {
  const runs = new Map<Contender, Run[]>(all.map((contender) => [contender, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of all) {
      runs.get(contender)?.push(run(contender, threads, Number(values.seconds)));
    }
  }
  return runs;
}

function table(threads: number, runs: Map<Contender, Run[]>): string {
  const base = all.find(({ name }) => name === "mimalloc") ?? all.at(-1);
  const baseRuns = (base === undefined ? undefined : runs.get(base)) ?? [];
  const lines = [...runs].map(([{ name }, own]) => {
    const cpuRatio = median(own.map((each, round) => ratio(cpuOf(baseRuns[round]), cpuOf(each))));
    const wallRatio = median(
      own.map((each, round) => ratio(speedOf(each), speedOf(baseRuns[round]))),
    );
    return row([
      name,
      (median(own.map(speedOf)) * 1000).toFixed(1),
      median(own.map(cpuOf)).toFixed(1),
      wallRatio.toFixed(2),
      cpuRatio.toFixed(2),
    ]);
  });
  const than = `than ${base?.name ?? "nothing"}`;
  return [
    `ring of ${threads}, ${values.rounds} rounds of ${values.seconds} s, measured on this machine`,
    row(["", "M ops/s", "CPU ns/op", `x faster ${than}`, "by CPU time"]),
    ...lines,
    "",
  ].join("\n");
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, at) => (at === 0 ? cell.padEnd(14) : cell.padStart(at === 3 ? 24 : 12)))
    .join("");
}

/** Operations a nanosecond of wall time. */
function speedOf(each: Run | undefined): number {
  return each === undefined ? Number.NaN : each.operations / each.wall;
}

function cpuOf(each: Run | undefined): number {
  return each === undefined ? Number.NaN : each.cpu / each.operations;
}

function ratio(one: number, other: number): number {
  return one / other;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
