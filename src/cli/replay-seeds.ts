// `replay --seeds A..B`: one workload in many orders of its threads, a line as soon as each is played.
//
// Nothing is kept of an order but its line, so the memory is that of one replay. A line on the way is the progress; Ctrl-C
// ends the command between two slices of a replay, and what was written stands.

import type { Environment } from "../../allocator/index.ts";
import { failedFirst } from "../core/recording/index.ts";
import { assume, type ReplayOptions, replay } from "../core/replay/index.ts";
import {
  type SeedRow,
  seedLine,
  seedsJson,
  seedsSummary,
  seedsTitle,
} from "../core/report/index.ts";
import { openTrace } from "../worker/engine.ts";
import type { Console } from "./console.ts";
import { ExitCode } from "./exit-code.ts";
import { commandPorts } from "./ports.ts";

/** Both included. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

export interface SeedsRequest {
  readonly workload: string;
  readonly seeds: SeedRange;
  readonly options: ReplayOptions;
  readonly assumed: Partial<Environment>;
  readonly json: boolean;
}

export async function replaySeeds(request: SeedsRequest, console: Console): Promise<ExitCode> {
  const { workload, options, seeds, json } = request;
  const about = { workload, policy: options.policy.name };
  if (!json) console.out(seedsTitle(about));
  const rows: SeedRow[] = [];
  for (let seed = seeds.first; seed <= seeds.last; seed++) {
    const row = await replaySeed(request, seed, console);
    rows.push(row);
    if (!json) console.out(seedLine(row));
  }
  const report = { ...about, rows };
  console.out(json ? `${JSON.stringify(seedsJson(report), undefined, 2)}\n` : seedsSummary(report));
  return rows.some(({ verdict }) => verdict !== "clean") ? ExitCode.Findings : ExitCode.Clean;
}

async function replaySeed(
  { workload, options, assumed }: SeedsRequest,
  seed: number,
  console: Console,
): Promise<SeedRow> {
  const { ports, control } = commandPorts(console);
  const source = { kind: "workload", specification: workload, seed } as const;
  const trace = await openTrace(source, ports, control);
  const played: ReplayOptions = { ...options, seed, record: false };

  const { recording } = await replay(assume(trace, assumed), played, control);
  const { verdict, totals } = recording;
  return {
    seed,
    replayId: recording.replayId,
    failedFirst: failedFirst(recording),
    verdict: verdict.kind,
    event: verdict.event,
    message: verdict.crash?.message ?? null,
    births: totals.threadBirths,
    superSlabs: totals.superSlabs,
  };
}
