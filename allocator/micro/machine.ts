// A machine of shared words and threads that runs one micro step at a time. States are values: stepping makes a new one
// and leaves the old one as it was, so an explorer may go on from any state in any order.
//
// A thread is its history. A call is deterministic, so the results that its steps were sent say where it stands, and
// running it again over them brings it back; between two calls a thread knows only the blocks that it holds. Two states
// with the same words and the same histories are the same state, and `keyOf` writes down exactly that.
//
// What goes wrong in one step ends the run there: a block that is handed out while a program holds it, a list that is
// made to hold what is no block, a link that is followed to one. What only shows when all is quiet, `judge.ts` finds.

import type { PlayCall } from "./calls.ts";
import { type Failure, held, noBlock, wildLink } from "./failure.ts";
import type { Step, Transfer } from "./step.ts";
import {
  baseOf,
  blockName,
  isBlock,
  link,
  NOBODY,
  NULL,
  overwritten,
  threadMark,
  type Word,
} from "./words.ts";

export interface Program {
  readonly threads: readonly ThreadProgram[];
  /** What a program writes into a block that it gets. */
  readonly writes: "none" | "larson";
  /** Every word there is, by name. */
  readonly memory: ReadonlyMap<string, number>;
  /** Every block there is: who holds it, as a thread's mark. */
  readonly holders: ReadonlyMap<number, number>;
  /** Heads of all lists that may hold blocks. */
  readonly lists: readonly Word[];
}

export interface ThreadProgram {
  readonly held: readonly number[];
  readonly calls: readonly PlayCall[];
}

export interface ThreadState {
  /** Number of the call it is in. */
  readonly call: number;
  /** The blocks it held when that call began. */
  readonly held: readonly number[];
  /** What that call's steps were sent. */
  readonly results: readonly number[];
  /** Undefined: the thread has ended. */
  readonly next: Step | undefined;
}

export interface State {
  readonly memory: ReadonlyMap<string, number>;
  readonly holders: ReadonlyMap<number, number>;
  readonly threads: readonly ThreadState[];
  readonly failure: Failure | undefined;
}

export interface Taken {
  readonly state: State;
  readonly step: Step;
  readonly result: number;
}

export function startOf(program: Program): State {
  return {
    memory: program.memory,
    holders: program.holders,
    threads: program.threads.map((thread) => resume(thread, 0, thread.held, [])),
    failure: undefined,
  };
}

/** Threads that can take a step: not ended, and not waiting for a lock that somebody holds. */
export function readyThreads(state: State): number[] {
  if (state.failure !== undefined) return [];
  return state.threads.flatMap(({ next }, thread) =>
    next !== undefined && waitsFor(state, next) === NOBODY ? [thread] : [],
  );
}

/** The mark of the thread that holds the lock this step wants. */
export function waitsFor(state: Pick<State, "memory">, step: Step): number {
  return step.kind === "lock" ? wordOf(state, step.word) : NOBODY;
}

export function wordOf(state: Pick<State, "memory">, word: Word): number {
  return state.memory.get(word.name) ?? 0;
}

/** The thread must be ready. */
export function take(program: Program, state: State, thread: number): Taken {
  const before = state.threads[thread];
  const running = program.threads[thread];
  if (before?.next === undefined || running === undefined) {
    throw new Error(`thread ${thread} has ended`);
  }
  const step = before.next;
  const effect =
    "block" in step ? transfer(program, state, thread, step) : access(state, thread, step);
  const moved = resume(running, before.call, before.held, [...before.results, effect.result]);
  const threads = state.threads.map((other, index) => (index === thread ? moved : other));
  return { state: { ...state, ...effect.change, threads }, step, result: effect.result };
}

/** The same for two states exactly if all that follows is the same. */
export function keyOf({ memory, holders, threads, failure }: State): string {
  const histories = threads.map(
    ({ call, held, results }) => `${call}:${held.join()}:${results.join()}`,
  );
  const words = [...memory.values()].join();
  return [words, [...holders.values()].join(), ...histories, failure?.kind].join(";");
}

/** The thread in a call, or in the first later one that has a step. */
function resume(
  thread: ThreadProgram,
  call: number,
  held: readonly number[],
  results: readonly number[],
): ThreadState {
  const operation = thread.calls[call]?.(held);
  if (operation === undefined) return { call, held, results, next: undefined };
  let next = operation.next();
  for (const result of results) next = operation.next(result);
  if (next.done === true) return resume(thread, call + 1, next.value, []);
  return { call, held, results, next: next.value };
}

interface Effect {
  readonly result: number;
  readonly change: Partial<State>;
}

function access(state: State, thread: number, step: Exclude<Step, Transfer>): Effect {
  const { word } = step;
  const before = state.memory.get(word.name);
  if (before === undefined) return { result: 0, change: { failure: wildLink(step) } };
  const after = written(before, thread, step);
  const memory = after === before ? state.memory : new Map(state.memory).set(word.name, after);
  const wrong = after !== before && word.holds === "block" && !isBlockOrNull(after);
  const failure = wrong ? noBlock(thread, word, after) : undefined;
  return { result: before, change: { memory, failure } };
}

function written(before: number, thread: number, step: Exclude<Step, Transfer>): number {
  switch (step.kind) {
    case "load":
      return before;
    case "store":
    case "exchange":
      return step.value;
    case "add":
      return before + step.value;
    case "cas":
      return before === step.expected ? step.value : before;
    case "lock":
      return threadMark(thread);
    case "unlock":
      return NOBODY;
  }
}

function transfer(program: Program, state: State, thread: number, step: Transfer): Effect {
  const { block } = step;
  if (step.kind === "take-back") {
    return { result: 0, change: { holders: new Map(state.holders).set(block, NOBODY) } };
  }
  const holder = state.holders.get(block) ?? NOBODY;
  const failure = holder === NOBODY ? undefined : held(blockName(block), thread, holder - 1);
  const word = link(block).name;
  const content = overwritten(state.memory.get(word) ?? NULL, program.writes);
  return {
    result: 0,
    change: {
      holders: new Map(state.holders).set(block, threadMark(thread)),
      memory: new Map(state.memory).set(word, content),
      failure,
    },
  };
}

function isBlockOrNull(value: number): boolean {
  return baseOf(value) === NULL || isBlock(baseOf(value));
}
