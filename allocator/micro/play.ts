// One interleaving: played in a given order, in an order that a seed draws, and made simpler while it fails the same way.
//
// An order is a list of thread numbers. A thread that cannot step when its turn comes is passed over; when the order
// ends, the threads that still can go on do so, lowest number first. So every list of numbers is an order, and an order
// that was cut or reshuffled still plays to an end.

import type { Failure, FailureKind } from "./failure.ts";
import { judge } from "./judge.ts";
import { type Program, readyThreads, type State, startOf, take } from "./machine.ts";
import type { Step } from "./step.ts";

export interface PlayedStep {
  readonly thread: number;
  readonly step: Step;
  readonly result: number;
}

export interface Played {
  readonly steps: readonly PlayedStep[];
  readonly end: State;
  readonly failure: Failure | undefined;
}

export function play(program: Program, order: readonly number[]): Played {
  let turn = 0;
  return run(program, (ready) => {
    while (turn < order.length) {
      const thread = order[turn++] ?? 0;
      if (ready.includes(thread)) return thread;
    }
    return ready[0] ?? 0;
  });
}

export function playSeeded(program: Program, seed: number): Played {
  const draw = drawer(seed);
  return run(program, (ready) => ready[Math.floor(draw() * ready.length)] ?? 0);
}

export function switchesOf(order: readonly number[]): number {
  return order.filter((thread, at) => at > 0 && order[at - 1] !== thread).length;
}

export const orderOf = ({ steps }: Played): number[] => steps.map(({ thread }) => thread);

/**
 * An order that fails in the same way and cannot be made simpler by letting one thread's turn wait for its next one, or
 * come together with its last one. Fewest among its neighbours, not among all: `explore` finds those.
 */
export function minimise(program: Program, order: readonly number[], kind: FailureKind): number[] {
  let best = [...order];
  for (;;) {
    const simpler = neighbours(best)
      .map((candidate) => play(program, candidate))
      .filter(({ failure }) => failure?.kind === kind)
      .map(orderOf)
      .find((candidate) => switchesOf(candidate) < switchesOf(best));
    if (simpler === undefined) return best;
    best = simpler;
  }
}

function run(program: Program, choose: (ready: readonly number[]) => number): Played {
  const steps: PlayedStep[] = [];
  let state = startOf(program);
  for (let ready = readyThreads(state); ready.length > 0; ready = readyThreads(state)) {
    const thread = choose(ready);
    const taken = take(program, state, thread);
    steps.push({ thread, step: taken.step, result: taken.result });
    state = taken.state;
  }
  return { steps, end: state, failure: state.failure ?? judge(program, state) };
}

/** The order with one turn, a run of one thread's steps, joined to the same thread's next or previous turn. */
function neighbours(order: readonly number[]): number[][] {
  const turns: number[][] = [];
  for (const thread of order) {
    const last = turns.at(-1);
    if (last?.[0] === thread) last.push(thread);
    else turns.push([thread]);
  }
  return turns.flatMap((turn, at) => {
    const others = turns.filter((_, index) => index !== at);
    const same = (other: readonly number[]) => other[0] === turn[0];
    const earlier = others.slice(0, at).findLastIndex(same);
    const later = others.findIndex((other, index) => index >= at && same(other));
    return [earlier, later]
      .filter((index) => index >= 0)
      .map((index) => others.toSpliced(index, 0, turn).flat());
  });
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function drawer(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
