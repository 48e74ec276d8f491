// What the environment of a run of hakmem makes of a policy: each variable's change, and what is to be said about it.
//
// Nothing is ignored silently: a variable that changes nothing is listed with the reason; a name that nobody knows, a
// value out of range, and a value that the model cannot play end it. All of those are told at once.

import type { Policy, Switches } from "../../../allocator/index.ts";
import { shown } from "./check-shape.ts";
import { contradictionsOf } from "./contradictions.ts";
import { differences, summaryOf } from "./differences.ts";
import { contradictions, environmentVariables } from "./environment-variables.ts";
import { nearest } from "./nearest.ts";
import { problemText } from "./policy-problem.ts";
import type { Meaning, PolicyChange, Variable } from "./variable.ts";

/** As it was given: `where` is a line of a file or the word of a command line. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly where: string;
}

export interface VariableNote {
  readonly name: string;
  readonly value: string;
  readonly effect: "changes" | Exclude<Meaning["kind"], "plays" | "stops">;
  /** What changed, or why nothing did. */
  readonly words: string;
}

export interface PlayedEnvironment {
  readonly policy: Policy;
  /** Readings that variables chose: the user's own, so they win over those of a trace. */
  readonly switches: Partial<Switches>;
  /** In the order of the table. */
  readonly notes: readonly VariableNote[];
  /** Variables that do not go together. */
  readonly warnings: readonly string[];
}

/** Settings that cannot be played, with the reason for each. */
export class UnplayableEnvironmentError extends Error {
  override readonly name = "UnplayableEnvironmentError";
  constructor(problems: readonly string[]) {
    super(problems.join("\n  "));
  }
}

/** @throws UnplayableEnvironmentError that tells every problem */
export function applyVariables(base: Policy, settings: readonly Setting[]): PlayedEnvironment {
  const { given, problems, warnings } = collect(settings);
  const notes: VariableNote[] = [];
  let policy = base;
  let switches: Partial<Switches> = {};
  for (const { variable, setting } of inTableOrder(given)) {
    const { name, value, where } = setting;
    const meaning = variable.read(value, policy);
    if (meaning.kind === "stops") {
      problems.push(`${where}: cannot be played: ${meaning.words}`);
    } else if (meaning.kind === "plays") {
      const changed = withChange(policy, meaning.change);
      notes.push({ name, value, ...changeNote(policy, changed) });
      policy = changed;
      switches = { ...switches, ...meaning.change.switches };
    } else notes.push({ name, value, effect: meaning.kind, words: meaning.words });
  }
  policy = renamed(base, policy);
  if (problems.length === 0) problems.push(...contradictionsOf(policy).map(problemText));
  if (problems.length > 0) throw new UnplayableEnvironmentError(problems);
  return { policy, switches, notes, warnings };
}

interface Collected {
  /** By name; of several settings of one name the last, as in a shell. */
  readonly given: ReadonlyMap<string, Setting>;
  readonly problems: string[];
  readonly warnings: readonly string[];
}

function collect(settings: readonly Setting[]): Collected {
  const given = new Map<string, Setting>();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const setting of settings) {
    const { name, value, where } = setting;
    const before = given.get(name);
    const variable = environmentVariables.find(({ names }) => names.includes(name));
    if (variable === undefined) problems.push(`${where}: ${unknownWords(name)}`);
    else if (variable.values.accepts(value)) given.set(name, setting);
    else problems.push(`${where}: ${shown(value)}, expected ${variable.values.words}`);
    if (before !== undefined && before.value !== value) {
      warnings.push(`${name} is given twice, ${before.value} and ${value}: the last one counts`);
    }
  }
  const values = new Map([...given].map(([name, { value }]) => [name, value]));
  const odd = contradictions.filter(({ when }) => when(values)).map(({ words }) => words);
  return { given, problems, warnings: [...warnings, ...odd] };
}

function inTableOrder(
  given: ReadonlyMap<string, Setting>,
): readonly { readonly variable: Variable; readonly setting: Setting }[] {
  return environmentVariables.flatMap((variable) =>
    variable.names.flatMap((name) => {
      const setting = given.get(name);
      return setting === undefined ? [] : [{ variable, setting }];
    }),
  );
}

function unknownWords(name: string): string {
  const known = environmentVariables.flatMap(({ names }) => names);
  const near = nearest(name, known);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return `no document about hakmem names ${shown(name)}${hint}`;
}

function withChange(policy: Policy, change: PolicyChange): Policy {
  return {
    ...policy,
    superSlabs: { ...policy.superSlabs, ...change.superSlabs },
    cache: { ...policy.cache, ...change.cache },
    switches: { ...policy.switches, ...change.switches },
  };
}

/** A policy that differs is another one, and its verdicts say so. */
function renamed(base: Policy, policy: Policy): Policy {
  if (differences(base, policy).length === 0) return base;
  return {
    ...policy,
    name: `${base.name}+env`,
    title: `${base.title}, under environment variables`,
    summary: summaryOf(base, policy),
  };
}

function changeNote(before: Policy, after: Policy): Pick<VariableNote, "effect" | "words"> {
  const rows = differences(before, after).map(
    ({ path, before, after }) => `${path} ${shown(before)} → ${shown(after)}`,
  );
  return rows.length === 0
    ? { effect: "same", words: "the policy has it so" }
    : { effect: "changes", words: rows.join(", ") };
}
