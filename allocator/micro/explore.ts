// Every interleaving of a window, without playing every one: states that are reached in different ways are merged.
//
// States are visited layer by layer, a layer being all states after the same number of steps. A visit remembers in how
// many ways it was reached, so the number of interleavings is exact though few are played; and, for each thread that may
// have stepped last, the way with the fewest context switches: no failing order has fewer than the one that is named.
//
// A context switch is a step of another thread than the step before it. With `maxStates` the search may end early: it
// then saw every interleaving up to some length and says that it is bounded.

import type { FailureKind } from "./failure.ts";
import { judge } from "./judge.ts";
import { keyOf, type Program, readyThreads, type State, startOf, take } from "./machine.ts";

export interface Exploration {
  /** Interleavings that came to their end: all threads done, or a failure. */
  readonly interleavings: bigint;
  readonly states: number;
  readonly complete: boolean;
  /** Per kind of failure an order of threads with the fewest context switches that ends in it. */
  readonly failing: ReadonlyMap<FailureKind, readonly number[]>;
}

/** One way to a state, told backwards; equal beginnings are shared. */
interface Way {
  readonly thread: number;
  readonly switches: number;
  readonly steps: number;
  /** The thread that began. */
  readonly first: number;
  readonly before: Way | undefined;
}

interface Visit {
  readonly state: State;
  ways: bigint;
  /** The best way for each thread that stepped last; one entry without a thread at the start. */
  readonly best: Map<number, Way | undefined>;
}

export function explore(program: Program, maxStates: number): Exploration {
  const failing = new Map<FailureKind, Way>();
  let interleavings = 0n;
  let states = 0;
  let layer = new Map<string, Visit>();
  const start = startOf(program);
  layer.set(keyOf(start), { state: start, ways: 1n, best: new Map([[-1, undefined]]) });
  while (layer.size > 0 && states + layer.size <= maxStates) {
    states += layer.size;
    const nextLayer = new Map<string, Visit>();
    for (const visit of layer.values()) {
      const ready = readyThreads(visit.state);
      for (const thread of ready) {
        const { state } = take(program, visit.state, thread);
        reach(nextLayer, state, visit, thread);
      }
      if (ready.length > 0) continue;
      interleavings += visit.ways;
      const failure = visit.state.failure ?? judge(program, visit.state);
      if (failure !== undefined) keepBest(failing, failure.kind, visit);
    }
    layer = nextLayer;
  }
  return {
    interleavings,
    states,
    complete: layer.size === 0,
    failing: new Map([...failing].map(([kind, way]) => [kind, orderOf(way)])),
  };
}

function reach(layer: Map<string, Visit>, state: State, from: Visit, thread: number): void {
  const key = keyOf(state);
  let visit = layer.get(key);
  if (visit === undefined) {
    visit = { state, ways: 0n, best: new Map() };
    layer.set(key, visit);
  }
  visit.ways += from.ways;
  for (const before of from.best.values()) {
    const switched = before !== undefined && before.thread !== thread ? 1 : 0;
    const switches = (before?.switches ?? 0) + switched;
    const steps = (before?.steps ?? 0) + 1;
    const way = { thread, switches, steps, first: before?.first ?? thread, before };
    visit.best.set(thread, simpler(way, visit.best.get(thread)));
  }
}

function keepBest(failing: Map<FailureKind, Way>, kind: FailureKind, visit: Visit): void {
  for (const way of visit.best.values()) {
    if (way !== undefined) failing.set(kind, simpler(way, failing.get(kind)));
  }
}

/** Fewer switches, then fewer steps, then the lower thread first. */
function simpler(way: Way, known: Way | undefined): Way {
  if (known === undefined) return way;
  const order = way.switches - known.switches || way.steps - known.steps || way.first - known.first;
  return order < 0 ? way : known;
}

function orderOf(way: Way): number[] {
  const order: number[] = [];
  for (let at: Way | undefined = way; at !== undefined; at = at.before) order.push(at.thread);
  return order.reverse();
}
