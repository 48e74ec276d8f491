// `race [SCENARIO]`: what can happen inside a call. Lists the scenarios, or plays every interleaving of one and prints the
// simplest that fails.
//
// With `--seed` it plays one interleaving only, drawn by the seed, and simplifies it if it fails.

import { parseArgs } from "node:util";
import {
  defaultRaceOptions,
  exploreRace,
  findRaceScenario,
  formatRace,
  formatRaceList,
  type RaceOptions,
  type RaceResult,
  raceScenarios,
} from "../../allocator/index.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";

export async function raceCommand(words: string[], console: Console): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      fixed: { type: "boolean", default: false },
      seed: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [id] = positionals;
  if (positionals.length > 1) {
    throw new UsageError(`race takes one scenario, got ${positionals.length}`);
  }
  if (id === undefined) {
    const list = raceScenarios.map(({ id, title, symptom }) => ({ id, title, symptom }));
    console.out(values.json ? jsonText(list) : formatRaceList(raceScenarios));
    return ExitCode.Clean;
  }
  const scenario = findRaceScenario(id);
  if (scenario === undefined) {
    const known = raceScenarios.map((known) => known.id).join(", ");
    throw new UsageError(`there is no race "${id}": expected one of ${known}`);
  }
  const result = exploreRace(scenario, optionsOf(values.fixed, values.seed));
  console.out(values.json ? jsonText(raceJson(result)) : formatRace(result));
  return result.found.length > 0 ? ExitCode.Findings : ExitCode.Clean;
}

function optionsOf(fixed: boolean, seed: string | undefined): RaceOptions {
  const { order } = defaultRaceOptions();
  const variant = fixed ? "fixed" : "broken";
  if (seed === undefined) return { variant, order };
  if (!/^\d{1,10}$/.test(seed)) throw new UsageError(`--seed takes a whole number, got "${seed}"`);
  return { variant, order: { kind: "seed", seed: Number(seed) } };
}

/** Counts of interleavings may exceed 2^53, so they are strings. */
function raceJson({ scenario, options, interleavings, states, complete, found }: RaceResult) {
  return {
    scenario: scenario.id,
    variant: options.variant,
    rules: scenario[options.variant].title,
    order: options.order,
    interleavings: String(interleavings),
    states,
    complete,
    found: found.map(({ failure, switches, steps }) => ({
      ...failure,
      switches,
      steps: steps.map(({ thread, step, result }) => ({
        thread,
        ...step,
        ...("word" in step ? { word: step.word.name } : {}),
        result,
      })),
    })),
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
