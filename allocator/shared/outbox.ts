// Remote frees: how a block gets from the thread that frees it back to the owner of its slab.
//
// The freeing thread collects blocks in an outbox of its own, one for each (owner, class), without any atomic step. The
// 32nd block sends the whole chain to the owner's remote stack with one compare-and-swap. The owner takes the whole stack
// by one exchange when its own list is empty. There is no ABA: no compare-and-swap relies on a link that was read
// earlier, and nobody takes a single block off a stack.

import {
  Mark,
  Outbox,
  OWNER_ROW_WORDS,
  outboxOf,
  Record,
  ROW_WORDS,
  Row,
  recordOf,
  rowOf,
  SLAB_SHIFT,
  stackOf,
} from "./geometry.ts";
import { GRANULE_SHIFT } from "./size-classes.ts";
import { nextOf, setNext, type Tables } from "./tables.ts";

/** Blocks that an outbox collects before it is sent. */
export const OUTBOX_BLOCKS = 32;

/** Puts a block of another owner into slot `from`'s outbox for that owner. */
export function sendBack({ words, geometry }: Tables, from: number, block: number): void {
  const row = words[recordOf(geometry, block >>> SLAB_SHIFT) + Record.Row] as number;
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

/**
 * Makes the row's remote stack its free list, which is empty; for the owner only. The blocks are not looked at: each
 * would have to be fetched from the other thread's cache. So their marks stay until `settle`.
 */
export function drain({ words, geometry }: Tables, row: number): void {
  const stack = stackOf(geometry, row);
  if (Atomics.load(words, stack) === 0) return;
  words[row + Row.Head] = Atomics.exchange(words, stack, 0);
  words[row + Row.Unsettled] = 1;
}

/** Takes back what waits for the owner, and clears the marks of all blocks on its lists. */
export function settle({ words, marks, geometry }: Tables, owner: number): void {
  const firstRow = rowOf(geometry, owner, 0);
  for (let row = firstRow; row < firstRow + OWNER_ROW_WORDS; row += ROW_WORDS) {
    let block = Atomics.exchange(words, stackOf(geometry, row), 0);
    while (block !== 0) {
      const next = nextOf(words, block);
      marks[block >>> GRANULE_SHIFT] = Mark.None;
      setNext(words, block, words[row + Row.Head] as number);
      words[row + Row.Head] = block;
      block = next;
    }
    if (words[row + Row.Unsettled] === 0) continue;
    for (let listed = words[row + Row.Head] as number; listed !== 0; ) {
      marks[listed >>> GRANULE_SHIFT] = Mark.None;
      listed = nextOf(words, listed);
    }
    words[row + Row.Unsettled] = 0;
  }
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
