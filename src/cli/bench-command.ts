// `bench FILE`: how long the model takes to replay a trace, pass by pass, in one process; for comparing versions of the
// model and, with native replayers of the same file, for placing it beside real allocators.
//
// Standard output is one line a pass, processor and wall time in nanoseconds per event, and nothing else. The first pass
// is cold. It times the simulator, which says nothing about the speed of the C allocator it models.

import { parseArgs } from "node:util";
import type { WorkControl } from "../core/base/cancelled.ts";
import { type ReplayOptions, replay } from "../core/replay/index.ts";
import type { Trace } from "../core/trace/index.ts";
import { openTrace } from "../worker/engine.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";
import { policyOf } from "./policy-argument.ts";
import { commandPorts, fileSource } from "./ports.ts";

const MOST_PASSES = 1000;

export async function benchCommand(words: string[], console: Console): Promise<ExitCode> {
  const { file, passes, options } = await parseBench(words);
  const { ports, control } = commandPorts(console);
  const trace = await openTrace(fileSource(file), ports, control);
  const { length } = trace.events;
  for (let pass = 0; pass < passes; pass++) {
    const cpu = console.cpu();
    const wall = console.now();
    const played = await replayPass(trace, options, control);
    const took = [console.cpu() - cpu, console.now() - wall];
    if (played < length) {
      console.err(`hakmem-trace: the replay ends after ${played} of ${length} events\n`);
      return ExitCode.Findings;
    }
    console.out(`${took.map((ns) => (ns / Math.max(1, length)).toFixed(2)).join("\t")}\n`);
  }
  return ExitCode.Clean;
}

/** Answers how many events were played, skipped ones included. */
async function replayPass(
  trace: Trace,
  options: ReplayOptions,
  control: WorkControl,
): Promise<number> {
  const { totals } = (await replay(trace, options, control)).recording;
  return totals.events + totals.skippedEvents;
}

async function parseBench(
  words: string[],
): Promise<{ file: string; passes: number; options: ReplayOptions }> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      passes: { type: "string", default: "5" },
      policy: { type: "string", default: "seed" },
      "no-record": { type: "boolean", default: false },
      bytes: { type: "boolean", default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    throw new UsageError(`bench takes one file, got ${positionals.length}`);
  }
  const passes = Number(values.passes);
  if (!/^\d+$/.test(values.passes) || passes < 1 || passes > MOST_PASSES) {
    const expected = `a whole number from 1 to ${MOST_PASSES}`;
    throw new UsageError(`--passes takes ${expected}, got "${values.passes}"`);
  }
  const { policy } = await policyOf(values.policy);
  const options: ReplayOptions = {
    policy,
    seed: 0,
    continueAfterNull: false,
    check: false,
    record: !values["no-record"],
    storage: values.bytes ? "bytes" : "fast",
  };
  return { file, passes, options };
}
