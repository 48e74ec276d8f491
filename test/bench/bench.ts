// The bench from its options to its report: writes the six traces, finds who can take part, plays rounds, prints tables.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchTraces } from "../../src/core/workload/index.ts";
import { runCommand } from "../run/run-command.mjs";
import { type Absent, type Contestant, type Entry, findContestants } from "./contestants.ts";
import { type Measured, type Row, rowsOf, type Temperature, temperatures } from "./figures.ts";
import { type BenchPlaces, placesIn } from "./places.ts";
import { playRounds } from "./rounds.ts";
import { markdownTable } from "./table.ts";

/** Whom all are compared with: the first of these that takes part, else the first that does. */
const BASES = ["mimalloc", "glibc"];

export interface BenchOptions {
  readonly events: number;
  readonly rounds: number;
  readonly offline: boolean;
  readonly places: BenchPlaces;
  say(line: string): void;
}

export interface BenchReport {
  readonly machine: { readonly cpu: string; readonly node: string };
  readonly events: number;
  readonly rounds: number;
  readonly base: string;
  readonly absent: readonly Absent[];
  readonly measured: Measured;
}

export async function main(words: string[], root: string, folder: string): Promise<number> {
  const { values } = parseArgs({
    args: words,
    options: {
      events: { type: "string", default: "10000000" },
      rounds: { type: "string", default: "5" },
      json: { type: "string" },
      offline: { type: "boolean", default: false },
    },
  });
  const report = await runBench({
    events: wholeNumber("events", values.events),
    rounds: wholeNumber("rounds", values.rounds),
    offline: values.offline,
    places: placesIn(root, folder),
    say: (line) => console.error(line),
  });
  console.log(reportText(report));
  if (values.json !== undefined) await writeFile(values.json, reportJson(report));
  return 0;
}

export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const { events, rounds, offline, places, say } = options;
  const entries = await findContestants(places, offline);
  const contestants = entries.filter(takesPart);
  const names = contestants.map(({ name }) => name);
  const folder = await mkdtemp(join(tmpdir(), "hakmem-bench-"));
  try {
    const traces = await writeTraces(events, folder, places);
    return {
      machine: { cpu: cpus()[0]?.model ?? "unknown", node: process.versions.node },
      events,
      rounds,
      base: BASES.find((name) => names.includes(name)) ?? names[0] ?? "nobody",
      absent: entries.filter((entry): entry is Absent => !takesPart(entry)),
      measured: await playRounds({ contestants, traces, rounds, say }),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function reportText(report: BenchReport): string {
  const { machine, events, rounds, base, absent } = report;
  const title = {
    warm: `Warm, processor ns per event (ratio to ${base} in the same round)`,
    cold: "Cold, the first pass of a new process",
  };
  const tables = temperatures.map((temperature) =>
    markdownTable({
      title: title[temperature],
      traces: benchTraces,
      rows: rowsFor(report, temperature),
      absent,
    }),
  );
  const head = `${events} events a trace, rounds: ${rounds}, Node ${machine.node}, ${machine.cpu}`;
  return [head, ...tables].join("\n\n");
}

export function reportJson(report: BenchReport): string {
  const { measured, ...head } = report;
  const figures = Object.fromEntries(
    temperatures.map((temperature) => [
      temperature,
      rowsFor(report, temperature).map(({ cells, ...row }) => ({
        ...row,
        traces: Object.fromEntries(cells),
      })),
    ]),
  );
  const passes = Object.fromEntries(
    [...measured].map(([name, traces]) => [name, Object.fromEntries(traces)]),
  );
  return `${JSON.stringify({ ...head, ...figures, passes }, undefined, 2)}\n`;
}

function rowsFor({ measured, base }: BenchReport, temperature: Temperature): Row[] {
  return rowsOf(measured, base, temperature);
}

function takesPart(entry: Entry): entry is Contestant {
  return "command" in entry;
}

/** The six files, by name. */
async function writeTraces(
  events: number,
  folder: string,
  { built }: BenchPlaces,
): Promise<Map<string, string>> {
  const traces = new Map<string, string>();
  for (const name of benchTraces) {
    const file = join(folder, `${name}.trc1`);
    const command = [process.execPath, join(built, "cli.cjs"), "generate"];
    const { ok, output } = await runCommand([...command, `bench-${name} ${events}`, "-o", file], {
      cwd: folder,
      minutes: 5,
      capture: true,
    });
    if (!ok) throw new Error(`The trace ${name} could not be written: ${output.trim()}`);
    traces.set(name, file);
  }
  return traces;
}

function wholeNumber(option: string, word: string): number {
  if (!/^[1-9]\d*$/.test(word)) {
    throw new Error(`--${option} takes a whole number from 1, got "${word}"`);
  }
  return Number(word);
}
