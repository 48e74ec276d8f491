// The door to races inside a call: a scenario in, a verdict out.
//
// A verdict is a failure with the interleaving that shows it, or "none found" with how far was looked. It never claims
// a rate: how many interleavings of a window fail says nothing about how often a processor takes one.

import { explore } from "./explore.ts";
import type { Failure, FailureKind } from "./failure.ts";
import type { Program, State } from "./machine.ts";
import {
  minimise,
  orderOf,
  type Played,
  type PlayedStep,
  play,
  playSeeded,
  switchesOf,
} from "./play.ts";
import { programOf } from "./race-program.ts";
import type { RaceScenario } from "./race-scenarios.ts";

/** Every interleaving, one that a seed draws, or one that is given: thread numbers from zero, one a step. */
export type RaceOrder =
  | { readonly kind: "all"; readonly maxStates: number }
  | { readonly kind: "seed"; readonly seed: number }
  | { readonly kind: "given"; readonly threads: readonly number[] };

export interface RaceOptions {
  readonly variant: "broken" | "fixed";
  readonly order: RaceOrder;
}

const MAX_STATES = 200_000;

export function defaultRaceOptions(): RaceOptions {
  return { variant: "broken", order: { kind: "all", maxStates: MAX_STATES } };
}

export interface FoundRace {
  readonly failure: Failure;
  readonly steps: readonly PlayedStep[];
  readonly switches: number;
  /** The state it ends in. */
  readonly end: State;
}

export interface RaceResult {
  readonly scenario: RaceScenario;
  readonly options: RaceOptions;
  readonly program: Program;
  readonly interleavings: bigint;
  readonly states: number;
  /** No interleaving of the window was left out. */
  readonly complete: boolean;
  /** One per kind, the scenario's symptom first, then by context switches; empty: none found. */
  readonly found: readonly FoundRace[];
}

export function exploreRace(
  scenario: RaceScenario,
  options: RaceOptions = defaultRaceOptions(),
): RaceResult {
  const program = programOf(scenario, scenario[options.variant].rules);
  const { order } = options;
  if (order.kind === "all") {
    const { interleavings, states, complete, failing } = explore(program, order.maxStates);
    const found = [...failing.values()].flatMap((threads) => foundIn(play(program, threads)));
    found.sort((a, b) => rank(scenario.symptom, a) - rank(scenario.symptom, b));
    return { scenario, options, program, interleavings, states, complete, found };
  }
  const first =
    order.kind === "seed" ? playSeeded(program, order.seed) : play(program, order.threads);
  const { failure } = first;
  const simplest =
    failure === undefined ? first : play(program, minimise(program, orderOf(first), failure.kind));
  const states = first.steps.length + 1;
  const found = foundIn(simplest);
  return { scenario, options, program, interleavings: 1n, states, complete: false, found };
}

function foundIn(played: Played): FoundRace[] {
  const { failure, steps, end } = played;
  return failure === undefined
    ? []
    : [{ failure, steps, end, switches: switchesOf(orderOf(played)) }];
}

function rank(symptom: FailureKind, { failure, switches }: FoundRace): number {
  return failure.kind === symptom ? -1 : switches;
}
