// Remote frees: how a block gets from the thread that frees it back to the owner of its slab.
//
// The freeing thread collects blocks in an outbox of its own, one for each (owner, class), without any atomic step. The
// 32nd block sends the whole chain to the owner's remote stack with one compare-and-swap. The owner takes the whole stack
// by one exchange when its own list is empty. There is no ABA: no compare-and-swap relies on a link that was read
// earlier, and nobody takes a single block off a stack.

import { Outbox, OWNER_ROW_WORDS, outboxOf, ROW_WORDS, Row, rowOf, stackOf } from "./geometry.ts";
import { nextOf, setNext, type Tables } from "./tables.ts";

/** Blocks that an outbox collects before it is sent. */
export const OUTBOX_BLOCKS = 32;

/** Puts a block, already marked free, into slot `from`'s outbox for the owner of `row`. */
export function sendBack(tables: Tables, from: number, row: number, block: number): void {
  const { words, geometry } = tables;
  const outbox = outboxOf(geometry, from, row);
  const head = words[outbox + Outbox.Head] as number;
  const count = (words[outbox + Outbox.Count] as number) + 1;
  setNext(words, block, head);
  words[outbox + Outbox.Head] = block;
  if (head === 0) words[outbox + Outbox.Tail] = block;
  words[outbox + Outbox.Count] = count;
  if (count === OUTBOX_BLOCKS) send(words, outbox, stackOf(geometry, row));
}

/** Sends whatever slot `from` still holds for others. */
export function flushOutboxes({ words, geometry }: Tables, from: number): void {
  const end = geometry.rows + geometry.owners * OWNER_ROW_WORDS;
  for (let row = geometry.rows; row < end; row += ROW_WORDS) {
    const outbox = outboxOf(geometry, from, row);
    if (words[outbox + Outbox.Count] !== 0) send(words, outbox, stackOf(geometry, row));
  }
}

/** Moves the row's remote stack in front of its free list; for the owner only. */
export function drain({ words, geometry }: Tables, row: number): void {
  const stack = stackOf(geometry, row);
  if (Atomics.load(words, stack) === 0) return;
  const first = Atomics.exchange(words, stack, 0);
  const head = words[row + Row.Head] as number;
  if (head !== 0) setNext(words, lastOf(words, first), head);
  words[row + Row.Head] = first;
}

export function drainAll(tables: Tables, owner: number): void {
  const first = rowOf(tables.geometry, owner, 0);
  for (let row = first; row < first + OWNER_ROW_WORDS; row += ROW_WORDS) drain(tables, row);
}

function lastOf(words: Int32Array, first: number): number {
  let last = first;
  for (let next = first; next !== 0; next = nextOf(words, next)) last = next;
  return last;
}

function send(words: Int32Array, outbox: number, stack: number): void {
  const head = words[outbox + Outbox.Head] as number;
  const tail = words[outbox + Outbox.Tail] as number;
  let top = Atomics.load(words, stack);
  for (;;) {
    setNext(words, tail, top);
    const seen = Atomics.compareExchange(words, stack, top, head);
    if (seen === top) break;
    top = seen;
  }
  words[outbox + Outbox.Total] =
    (words[outbox + Outbox.Total] as number) + (words[outbox + Outbox.Count] as number);
  words[outbox + Outbox.Head] = 0;
  words[outbox + Outbox.Count] = 0;
}
