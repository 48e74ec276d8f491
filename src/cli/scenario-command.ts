// `scenario [ID]`: the known bugs of hakmem that a replay can show. Lists them, or plays one as it was or under its fix.

import { parseArgs } from "node:util";
import {
  findScenario,
  formatScenario,
  formatScenarioList,
  playedElsewhere,
  playScenario,
  type ScenarioRun,
  scenarios,
} from "../../allocator/index.ts";
import { ShadowChecker } from "../core/replay/index.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";

export async function scenarioCommand(words: string[], console: Console): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      fixed: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [id] = positionals;
  if (positionals.length > 1) {
    throw new UsageError(`scenario takes one scenario, got ${positionals.length}`);
  }
  if (id === undefined) {
    const list = scenarios.map(({ id, title, date }) => ({ id, title, date }));
    console.out(values.json ? jsonText(list) : formatScenarioList(scenarios, playedElsewhere));
    return ExitCode.Clean;
  }
  const scenario = findScenario(id);
  if (scenario === undefined) throw new UsageError(unknownScenario(id));
  const variant = values.fixed ? "fixed" : "broken";
  const run = playScenario(scenario, variant, (forward) => new ShadowChecker(forward));
  console.out(values.json ? jsonText(scenarioJson(run)) : formatScenario(run));
  return run.shows || !run.clean ? ExitCode.Findings : ExitCode.Clean;
}

function unknownScenario(id: string): string {
  const other = playedElsewhere.find((known) => known.id.toLowerCase() === id.toLowerCase());
  if (other !== undefined) return `${other.id} is not a heap script: ${other.where}`;
  return `there is no scenario "${id}": expected one of ${scenarios.map(({ id }) => id).join(", ")}`;
}

function scenarioJson({ scenario, variant, passages, crash, heap, witness, ...rest }: ScenarioRun) {
  const { id, title, date, symptom, source, cause, fix, limits, script } = scenario;
  return {
    scenario: { id, title, date, symptom, source, cause, fix, limits },
    variant,
    plays: scenario[variant].title,
    script: script.trim().split("\n"),
    story: passages,
    crash: crash ?? null,
    heap,
    witness: witness.map(({ kind, message, declared }) => ({ kind, message, declared })),
    superSlabs: rest.superSlabs,
    shows: rest.shows,
    clean: rest.clean,
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
