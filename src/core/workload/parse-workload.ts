// Reads a workload specification such as `larson 10 8 128 1024 1 12345 4`: the name, then the benchmark's own arguments in
// its own order. Nothing is guessed: a missing, surplus or impossible argument is an error with its place.

import { MOST_EVENTS } from "../trace/index.ts";
import { MOST_CLASSES } from "./births.ts";
import { mostEvents as larsonEvents, replacements } from "./larson-size.ts";
import { type Workload, WorkloadError } from "./workload.ts";

interface Argument {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly fraction?: true;
}

const MOST_BYTES = 2 ** 31 - 1;
const MOST_SEED = 2 ** 48;
/** Every thread life is a row of its own in every view. */
const MOST_BIRTHS = 1_000_000;

const events: readonly Argument[] = [{ name: "events", least: 1, most: MOST_EVENTS }];

const argumentsOf = {
  larson: [
    { name: "seconds", least: 0.000001, most: 1000, fraction: true },
    { name: "min", least: 0, most: MOST_BYTES },
    { name: "max", least: 0, most: MOST_BYTES },
    { name: "chunks", least: 1, most: 1_000_000 },
    { name: "rounds", least: 1, most: 1_000_000_000 },
    { name: "seed", least: 0, most: MOST_SEED },
    { name: "threads", least: 1, most: 100 },
  ],
  "random-mixed": [
    { name: "iterations", least: 1, most: MOST_EVENTS / 2 },
    { name: "working set", least: 1, most: 10_000_000 },
    { name: "seed", least: 0, most: MOST_SEED },
  ],
  births: [
    { name: "classes", least: 1, most: MOST_CLASSES },
    { name: "threads", least: 1, most: 100 },
  ],
  "bench-mixed": events,
  "bench-mixeduniq": events,
  "bench-tiny": events,
  "bench-larson4": events,
  "bench-app": events,
  "bench-big": events,
} as const satisfies Record<Workload["kind"], readonly Argument[]>;

type WorkloadName = keyof typeof argumentsOf;

/** How each workload is written, for help texts. */
export const workloadUsages: readonly string[] = Object.entries(argumentsOf).map(([name, list]) =>
  usage(name, list),
);

export function parseWorkload(specification: string): Workload {
  const words = [...specification.matchAll(/\S+/g)];
  const first = words[0];
  const name = first?.[0] ?? "";
  if (!Object.hasOwn(argumentsOf, name)) {
    const found = name === "" ? "nothing" : `"${name}"`;
    const remedy = `Write one of: ${workloadUsages.join("; ")}.`;
    throw new WorkloadError(first?.index ?? 0, found, "the name of a workload", remedy);
  }
  const list: readonly Argument[] = argumentsOf[name as WorkloadName];
  const values = list.map((argument, i) => {
    const word = words[i + 1];
    const at = word?.index ?? specification.trimEnd().length;
    return parseArgument(argument, word?.[0], at, usage(name, list));
  });
  const surplus = words[list.length + 1];
  if (surplus !== undefined) {
    const expected = `${list.length} arguments`;
    throw new WorkloadError(surplus.index, `"${surplus[0]}"`, expected, usage(name, list));
  }
  const workload = build(name as WorkloadName, values);
  refuseVast(workload, first?.index ?? 0);
  return workload;
}

function usage(name: string, list: readonly Argument[]): string {
  return `${name} ${list.map((argument) => `<${argument.name}>`).join(" ")}`;
}

function parseArgument(
  { name, least, most, fraction }: Argument,
  word: string | undefined,
  position: number,
  remedy: string,
): number {
  const kind = fraction ? "a number" : "a whole number";
  const expected = `<${name}>, ${kind} from ${least} to ${most}`;
  if (word === undefined) throw new WorkloadError(position, "the end", expected, remedy);
  const wellFormed = fraction ? /^\d{1,12}(\.\d{1,12})?$/ : /^\d{1,15}$/;
  const value = Number(word);
  if (!wellFormed.test(word) || value < least || value > most) {
    throw new WorkloadError(position, `"${word}"`, expected, remedy);
  }
  return value;
}

function build(name: WorkloadName, values: readonly number[]): Workload {
  const text = `${name} ${values.join(" ")}`;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = values;
  if (name === "random-mixed") {
    return { kind: name, text, iterations: a, workingSet: b, seed: c };
  }
  if (name === "births") return { kind: name, text, classes: a, threads: b };
  if (name !== "larson") return { kind: name, text, events: a };
  const sizes = { minSize: b, maxSize: c };
  return { kind: name, text, seconds: a, ...sizes, chunks: d, rounds: e, seed: f, threads: g };
}

/** Arguments that are each possible and together more than a trace can hold. */
function refuseVast(workload: Workload, position: number): void {
  if (workload.kind !== "larson") return;
  const events = larsonEvents(workload);
  if (events > MOST_EVENTS) {
    const found = `a workload of about ${events} events`;
    throw new WorkloadError(position, found, `at most ${MOST_EVENTS}`, "Ask for fewer seconds.");
  }
  const births = replacements(workload) / (workload.rounds * workload.chunks);
  if (births > MOST_BIRTHS) {
    const found = `a workload of about ${Math.round(births)} thread births`;
    const remedy = "Ask for fewer seconds or more rounds.";
    throw new WorkloadError(position, found, `at most ${MOST_BIRTHS}`, remedy);
  }
}
