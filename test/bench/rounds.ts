// Runs all contestants over all traces, round after round, one process at a time.
//
// Within a round all contestants play a trace right after each other, so that whatever else the machine does hits them
// alike. A contestant that fails on a trace is left out of the later rounds of that trace.

import { runCommand } from "../run/run-command.mjs";
import type { Contestant } from "./contestants.ts";
import type { Pass } from "./figures.ts";

const MINUTES_A_PROCESS = 10;
const passLine = /^(\d+\.\d\d)\t(\d+\.\d\d)(?:\t(\d+))?$/;

export interface RoundsOptions {
  readonly contestants: readonly Contestant[];
  /** File of each trace by name. */
  readonly traces: ReadonlyMap<string, string>;
  readonly rounds: number;
  say(line: string): void;
}

export async function playRounds(
  options: RoundsOptions,
): Promise<Map<string, Map<string, Pass[][]>>> {
  const measured = new Map(
    options.contestants.map(({ name }) => [name, new Map<string, Pass[][]>()]),
  );
  const failed = new Set<string>();
  for (let round = 0; round < options.rounds; round++) {
    for (const [trace, file] of options.traces) {
      options.say(`round ${round + 1} of ${options.rounds}, ${trace}`);
      for (const contestant of options.contestants) {
        const pair = `${contestant.name} on ${trace}`;
        if (failed.has(pair)) continue;
        const passes = await play(contestant, file);
        const ofTrace = measured.get(contestant.name);
        if (typeof passes === "string") {
          failed.add(pair);
          ofTrace?.delete(trace);
          options.say(`${pair} failed: ${passes}`);
        } else {
          ofTrace?.set(trace, [...(ofTrace.get(trace) ?? []), passes]);
        }
      }
    }
  }
  return measured;
}

/** The passes of one process, or what went wrong with it. */
async function play(contestant: Contestant, file: string): Promise<Pass[] | string> {
  const { words, environment } = contestant.command(file);
  const { ok, ended, output } = await runCommand(words, {
    cwd: process.cwd(),
    minutes: MINUTES_A_PROCESS,
    environment: { ...process.env, ...environment },
    capture: true,
  });
  const lines = output.trimEnd().split("\n");
  const passes: Pass[] = [];
  for (const line of lines) {
    const [, cpu, wall, played] = passLine.exec(line) ?? [];
    if (cpu === undefined || wall === undefined) return `${ended}: ${output.trim().slice(0, 300)}`;
    const pass = { cpu: Number(cpu), wall: Number(wall) };
    passes.push(played === undefined ? pass : { ...pass, cutAfter: Number(played) });
  }
  return ok ? passes : ended;
}
