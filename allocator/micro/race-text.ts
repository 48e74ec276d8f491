// A verdict as text: what was found, the interleaving step by step with one paragraph per thread's turn, and where every
// block is at the end. Meant to be read from top to bottom without the C sources at hand.

import { grouped } from "../refill-failure.ts";
import type { FoundRace, RaceResult } from "./explore-race.ts";
import { blocksOf } from "./judge.ts";
import { type Program, type State, waitsFor, wordOf } from "./machine.ts";
import type { PlayedStep } from "./play.ts";
import type { RaceScenario } from "./race-scenarios.ts";
import { blockName, NOBODY, NULL, threadMark, threadName, USED, type Word } from "./words.ts";

export function formatRaceList(scenarios: readonly RaceScenario[]): string {
  const width = Math.max(...scenarios.map(({ id }) => id.length));
  const rows = scenarios.map(
    ({ id, title, symptom }) => `${id.padEnd(width)}  ${title} (${symptom})`,
  );
  return `${rows.join("\n")}\n`;
}

export function formatRace(result: RaceResult): string {
  const { scenario, options, found } = result;
  const calls = scenario.threads.map((names, at) => `${threadName(at)}: ${names.join(", ")}`);
  const head = [
    `${scenario.id}  ${scenario.title}`,
    `rules     ${scenario[options.variant].title}`,
    `source    ${scenario.source}`,
    `threads   ${calls.join("; ")}`,
    `searched  ${searched(result)}`,
  ];
  const [first, ...others] = found;
  if (first === undefined) return `${[...head, "verdict   none found"].join("\n")}\n`;
  const verdict = `verdict   ${first.failure.kind}: ${first.failure.sentence}`;
  const also = others.map(
    ({ failure, switches }) =>
      `also      ${failure.kind}: ${failure.sentence} (${counted(switches, "context switch")})`,
  );
  const text = [...head, verdict, ...also, "", ...interleaving(result, first)].join("\n");
  return `${text.trimEnd()}\n`;
}

function searched({ options, interleavings, states, complete, found }: RaceResult): string {
  const { order } = options;
  if (order.kind !== "all") {
    const whose = order.kind === "seed" ? `drawn by seed ${order.seed}` : "as given";
    return `1 interleaving, ${whose}${found.length > 0 ? "; it fails, and is shown simplified" : ""}`;
  }
  const extent = complete ? "complete" : "bounded: longer ones were not seen";
  return `${grouped(interleavings)} interleavings in ${grouped(states)} states, ${extent}`;
}

interface Line {
  readonly thread: number;
  readonly at: string;
  readonly effect: string;
}

function interleaving(result: RaceResult, { steps, switches, end }: FoundRace): string[] {
  const { program, complete } = result;
  const taken = steps.map((played) => ({
    thread: played.thread,
    at: played.step.at,
    effect: effectOf(program, played),
  }));
  const length = `${counted(steps.length, "step")}, ${counted(switches, "context switch")}`;
  return [
    ...whereabouts("at start", program, program, []),
    `${length}${complete ? ", the fewest there are" : ""}:`,
    ...turns([...taken, ...waits(end)]),
    ...whereabouts("at end", program, end, steps),
  ];
}

/** A paragraph for each turn of a thread. */
function turns(lines: readonly Line[]): string[] {
  const width = Math.max(...lines.map(({ at }) => at.length));
  const texts = lines.flatMap(({ thread, at, effect }, index) => {
    const text = `  ${threadName(thread)}  ${at.padEnd(width)}  ${effect}`;
    return lines[index - 1]?.thread === thread ? [text] : ["", text];
  });
  return [...texts, ""];
}

/** The locks that threads wait for at the end. */
function waits(end: State): Line[] {
  return end.threads.flatMap(({ next }, thread) => {
    const holder = next === undefined ? NOBODY : waitsFor(end, next);
    if (next?.kind !== "lock" || holder === NOBODY) return [];
    const effect = `waits  ${next.word.name}, held by ${threadName(holder - 1)}`;
    return [{ thread, at: next.at, effect }];
  });
}

function effectOf({ writes }: Program, { step, result }: PlayedStep): string {
  switch (step.kind) {
    case "load":
      return `load   ${step.word.name} = ${shown(step.word, result)}`;
    case "store":
      return `store  ${step.word.name} := ${shown(step.word, step.value)}`;
    case "exchange":
      return `xchg   ${step.word.name} = ${shown(step.word, result)}, := ${shown(step.word, step.value)}`;
    case "add":
      return `add    ${step.word.name} ${result} := ${result + step.value}`;
    case "cas": {
      const wanted = `${shown(step.word, step.expected)} := ${shown(step.word, step.value)}`;
      const fails = result === step.expected ? "" : `, fails: it is ${shown(step.word, result)}`;
      return `cas    ${step.word.name} ${wanted}${fails}`;
    }
    case "lock":
      return `lock   ${step.word.name}`;
    case "unlock":
      return `unlock ${step.word.name}`;
    case "hand-out":
      return `return ${blockName(step.block)}${writes === "larson" ? ", the program writes 'a' 'b' into it" : ""}`;
    case "take-back":
      return `free   ${blockName(step.block)}`;
  }
}

/** Where every block is after some steps; no line for a race that has none. */
function whereabouts(
  when: string,
  program: Program,
  { memory }: Pick<State, "memory">,
  steps: readonly PlayedStep[],
): string[] {
  if (program.holders.size === 0) return [];
  const lists = program.lists.map((head) => {
    const { blocks, rest } = blocksOf({ memory }, head);
    const names = rest === NULL ? blocks : [...blocks, rest];
    return `${head.name}: ${names.map(blockName).join(" → ") || "empty"}`;
  });
  const places = [
    ...lists,
    ...heldAfter(program, steps),
    `${USED.name} ${wordOf({ memory }, USED)}`,
  ];
  return [`${when.padEnd(10)}${places.join("; ")}`];
}

/** Counted from the steps, so that a block handed out twice shows with both. */
function heldAfter({ threads, holders }: Program, steps: readonly PlayedStep[]): string[] {
  return threads.flatMap((_, thread) => {
    const held = new Set(
      [...holders.keys()].filter((block) => holders.get(block) === threadMark(thread)),
    );
    for (const { thread: by, step } of steps) {
      if (by === thread && step.kind === "hand-out") held.add(step.block);
      if (by === thread && step.kind === "take-back") held.delete(step.block);
    }
    const names = [...held].map(blockName).join(" ");
    return held.size === 0 ? [] : [`${threadName(thread)} holds ${names}`];
  });
}

function shown({ holds }: Word, value: number): string {
  if (holds === "thread") return value === NOBODY ? "nobody" : threadName(value - 1);
  return holds === "number" ? String(value) : blockName(value);
}

function counted(count: number, unit: string): string {
  if (count === 1) return `1 ${unit}`;
  return `${count} ${unit}${unit.endsWith("ch") ? "es" : "s"}`;
}
