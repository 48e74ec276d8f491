// `stress`: larson's pattern on real threads over one shared heap, with the account of every block at the end. The one
// command whose figures are measured, and differ from run to run.

import { parseArgs } from "node:util";
import { stressJson, stressPassed, stressText } from "../core/report/index.ts";
import { runStress } from "../worker/stress/run-stress.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";

const MOST_THREADS = 64;
const MOST_SECONDS = 3600;

export async function stressCommand(words: string[], console: Console): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      threads: { type: "string", default: "4" },
      seconds: { type: "string", default: "2" },
      seed: { type: "string", default: "0" },
      json: { type: "boolean", default: false },
    },
  });
  if (positionals.length > 0) throw new UsageError(`stress takes no file, got "${positionals[0]}"`);
  const threads = numberOf("threads", values.threads, 1, MOST_THREADS);
  const seconds = numberOf("seconds", values.seconds, 0, MOST_SECONDS);
  const seed = numberOf("seed", values.seed, 0, 2 ** 31 - 1);
  const report = await runStress(
    { threads, length: { seconds }, seed, checked: true },
    { bundles: console.bundleDirectory, now: console.now, signal: console.signal },
  );
  console.out(
    values.json ? `${JSON.stringify(stressJson(report), undefined, 2)}\n` : stressText(report),
  );
  return stressPassed(report) ? ExitCode.Clean : ExitCode.Findings;
}

function numberOf(name: string, word: string, least: number, most: number): number {
  const value = Number(word);
  if (!/^\d+$/.test(word) || value < least || value > most) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, got "${word}"`);
  }
  return value;
}
