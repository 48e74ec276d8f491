// The verdict on a state in which no thread can go on: every thread has ended, or those that live wait for each other.
//
// When all have ended, every block must be in one place: in one list once, or with one program. This is the model's
// conservation law; nothing here knows which steps led to the state.

import type { Failure } from "./failure.ts";
import { type Program, type State, waitsFor, wordOf } from "./machine.ts";
import type { Step } from "./step.ts";
import {
  baseOf,
  blockName,
  FREELIST,
  isBlock,
  link,
  NOBODY,
  NULL,
  threadName,
  USED,
  type Word,
} from "./words.ts";

/** Undefined: all is well. */
export function judge(program: Program, state: State): Failure | undefined {
  const waiting = state.threads.flatMap(({ next }, thread) =>
    next === undefined ? [] : [{ thread, next }],
  );
  return waiting.length > 0 ? deadlock(state, waiting) : conservation(program, state);
}

/** The blocks of a list from its head, up to the first one that comes again or is none. */
export function blocksOf(
  state: Pick<State, "memory">,
  head: Word,
): { blocks: number[]; rest: number } {
  const blocks: number[] = [];
  let rest = baseOf(wordOf(state, head));
  while (isBlock(rest) && !blocks.includes(rest)) {
    blocks.push(rest);
    rest = baseOf(wordOf(state, link(rest)));
  }
  return { blocks, rest };
}

interface Waiting {
  readonly thread: number;
  readonly next: Step;
}

/** Follows who waits for whom until a thread comes again. */
function deadlock(state: State, waiting: readonly Waiting[]): Failure {
  const cycle: Waiting[] = [];
  let at = waiting[0];
  while (at !== undefined && !cycle.includes(at)) {
    cycle.push(at);
    const holder = waitsFor(state, at.next) - 1;
    at = waiting.find(({ thread }) => thread === holder);
  }
  const links = cycle.slice(at === undefined ? 0 : cycle.indexOf(at)).map(({ thread, next }) => {
    const lock = "word" in next ? next.word.name : "";
    return `${threadName(thread)} waits for ${lock}, which ${threadName(waitsFor(state, next) - 1)} holds`;
  });
  return { kind: "deadlock", sentence: links.join("; ") };
}

function conservation(program: Program, state: State): Failure | undefined {
  const places = new Map<number, string[]>([...state.holders.keys()].map((block) => [block, []]));
  const put = (block: number, place: string) => places.get(block)?.push(place);
  for (const [block, holder] of state.holders) {
    if (holder !== NOBODY) put(block, `with ${threadName(holder - 1)}'s program`);
  }
  let wild: Failure | undefined;
  for (const head of program.lists) {
    const { blocks, rest } = blocksOf(state, head);
    for (const block of blocks) put(block, `in ${head.name}`);
    if (isBlock(rest)) put(rest, `in ${head.name} again`);
    else if (rest !== NULL) wild ??= leadsAstray(state, head, blocks, rest);
  }
  return wild ?? misplaced(places) ?? miscounted(program, state);
}

/** The link of a block that its program holds, and has written over. */
function leadsAstray(state: State, head: Word, blocks: readonly number[], rest: number): Failure {
  const last = blocks.at(-1) ?? NULL;
  const holder = state.holders.get(last) ?? NOBODY;
  const over =
    holder === NOBODY ? "" : ` over ${blockName(last)}, which ${threadName(holder - 1)} holds,`;
  return { kind: "corrupt", sentence: `${head.name} leads${over} to ${blockName(rest)}` };
}

function misplaced(places: ReadonlyMap<number, readonly string[]>): Failure | undefined {
  for (const [block, found] of places) {
    if (found.length > 1) {
      return { kind: "duplicate", sentence: `${blockName(block)} is ${found.join(" and ")}` };
    }
  }
  const lost = [...places].filter(([, found]) => found.length === 0);
  if (lost.length === 0) return undefined;
  const blocks = lost.map(([block]) => blockName(block)).join(", ");
  return { kind: "lost", sentence: `in no list and with nobody: ${blocks}` };
}

/** used = held + cached + remotely queued: every block that is not in the free list. */
function miscounted(program: Program, state: State): Failure | undefined {
  const out = program.holders.size - blocksOf(state, FREELIST).blocks.length;
  const used = wordOf(state, USED);
  if (used === out) return undefined;
  return { kind: "miscount", sentence: `${USED.name} is ${used}, blocks that are out: ${out}` };
}
