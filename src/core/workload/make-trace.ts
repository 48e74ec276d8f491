// Turns a workload into a trace, as if somebody had recorded the benchmark.
//
// The same workload and seed give the same bytes everywhere. The seed decides the interleaving of threads and nothing else;
// sizes and slots have the seed that stands in the specification.

import type { WorkControl } from "../base/cancelled.ts";
import { hashTrace, type Trace } from "../trace/index.ts";
import { generateBench } from "./bench.ts";
import { generateBirths } from "./births.ts";
import type { Generated } from "./chain-rows.ts";
import { generateLarson } from "./larson.ts";
import { generateRandomMixed } from "./random-mixed.ts";
import type { Workload } from "./workload.ts";

const confessions = {
  larson: [
    "Generated, not recorded: a second stands for a million replacements.",
    "The interleaving of threads is one possible order, made of random time slices.",
    "Sizes and slots have larson's distribution, not its very numbers.",
  ],
  "random-mixed": [
    "Generated, not recorded: no document says what an iteration does to a full slot; here it is freed.",
  ],
  births: [
    "Generated, not recorded: a pattern that counts what a mapping limit leaves room for.",
    "The interleaving of threads is one possible order.",
  ],
  bench: ["Generated, not recorded: a pattern to time allocators with, no program's."],
} as const;

export async function makeTrace(
  workload: Workload,
  seed: number,
  control: WorkControl,
): Promise<Trace> {
  const { events, threads } = await generate(workload, seed, control);
  const trace = {
    name: workload.text,
    format: "workload",
    events,
    threads,
    sites: [],
    hasThreads: true,
    onThreadRefused: hasChains(workload) ? "chain-ends" : "unknown",
    hasMappings: true,
    environment: {},
    switches: workload.kind === "larson" ? { writes: "larson" } : {},
    problems: [],
    problemCounts: {},
    confessions: confessionsOf(workload),
  } as const satisfies Omit<Trace, "hash">;
  return { ...trace, hash: await hashTrace(trace, control) };
}

function confessionsOf({ kind }: Workload): readonly string[] {
  return Object.hasOwn(confessions, kind)
    ? confessions[kind as keyof typeof confessions]
    : confessions.bench;
}

/** Threads that start their successors: without a birth, a chain has no more threads. */
function hasChains({ kind }: Workload): boolean {
  return kind === "larson" || kind === "births";
}

function generate(workload: Workload, seed: number, control: WorkControl): Promise<Generated> {
  switch (workload.kind) {
    case "larson":
      return generateLarson(workload, seed, control);
    case "births":
      return generateBirths(workload, seed, control);
    case "random-mixed":
      return generateRandomMixed(workload, control);
    default:
      return generateBench(workload, control);
  }
}
