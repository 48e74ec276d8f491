// Does the replay's speed depend on luck or on what was replayed before?
//
//   npm run bench:steady -- [--events N] [--processes N]
//
// Two questions, on the trace that is most sensitive (larson4): the spread of the warm time over new processes (just-in-time
// compilers can go one way or another), and the warm time of a trace that is the second one of its process, beside the same
// trace in a process of its own. Processor time; best pass of a process, because other work on the machine only adds.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";

const run = promisify(execFile);
const PASSES = 6;
const PAIRS = 5;

export async function main(words: string[], folder: string): Promise<number> {
  const { values } = parseArgs({
    args: words,
    options: {
      events: { type: "string", default: "10000000" },
      processes: { type: "string", default: "20" },
    },
  });
  const cli = join(folder, "cli.cjs");
  const traces = await mkdtemp(join(tmpdir(), "hakmem-steady-"));
  try {
    const [larson, app] = ["larson4", "app"].map((name) => join(traces, `${name}.trc1`)) as [
      string,
      string,
    ];
    for (const file of [larson, app]) {
      const name = file === larson ? "larson4" : "app";
      const workload = `bench-${name} ${values.events}`;
      await run(process.execPath, [cli, "generate", workload, "-o", file]);
    }
    const alone = (file: string) => best([cli, "bench", file, "--passes", String(PASSES)]);
    const times: number[] = [];
    for (let process = 0; process < Number(values.processes); process++) {
      times.push(await alone(larson));
    }
    times.sort((a, b) => a - b);
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const own = await alone(larson);
      const second = await best([join(folder, "second-trace.cjs"), app, larson, String(PASSES)]);
      ratios.push(second / own);
    }
    ratios.sort((a, b) => a - b);
    const [least = 0] = times;
    const most = times.at(-1) ?? 0;
    const middle = times[Math.floor(times.length / 2)] ?? 0;
    console.log(`larson4, ${times.length} new processes, best of ${PASSES} passes, ns per event:`);
    console.log(
      `  least ${least.toFixed(2)}  median ${middle.toFixed(2)}  most ${most.toFixed(2)}  most/least ${(most / least).toFixed(2)}`,
    );
    console.log(`larson4 as the second trace of a process, beside a process of its own:`);
    console.log(
      `  ratio ${ratios.map((ratio) => ratio.toFixed(2)).join(" ")}, median ${(ratios[Math.floor(PAIRS / 2)] ?? 0).toFixed(2)}`,
    );
    return 0;
  } finally {
    await rm(traces, { recursive: true });
  }
}

/** Best warm pass of a process that prints a line a pass. */
async function best(words: readonly string[]): Promise<number> {
  const { stdout } = await run(process.execPath, [...words]);
  const passes = stdout.trim().split("\n").slice(2);
  return Math.min(...passes.map((line) => Number(line.split("\t")[0])));
}
