// A slab's remote queue ("Box 2"): pushed to by any thread with a CAS, emptied into the free list by an exchange.
//
// The queue itself is sound whoever drains it: the exchange gives each block to one drainer. What races is the free list
// on the other side. Its owner uses it without atomics, so a drain by anybody else is S9 (Fix #1 and Fix #2 of
// ULTRATHINK_SUMMARY, 2025-11-04); the remedy claims the slab first (Fix #3, ss_owner_cas).
//
// remote_counts is not played: it only decides when a drain happens.

import type { Freelist } from "./freelist.ts";
import { type Operation, within } from "./step.ts";
import { link, NOBODY, NULL, OWNER, REMOTE_HEAD, threadMark } from "./words.ts";

const DRAIN = "ss_remote_drain_to_freelist";

export function* remotePush(block: number): Operation {
  const at = within("ss_remote_push");
  let head = yield at.load(REMOTE_HEAD);
  for (;;) {
    yield at.store(link(block), head);
    const found = yield at.cas(REMOTE_HEAD, head, block);
    if (found === head) return;
    head = found;
  }
}

export function* drainRemote(freelist: Freelist): Operation {
  const at = within(DRAIN);
  let node = yield at.exchange(REMOTE_HEAD, NULL);
  while (node !== NULL) {
    const next = yield at.load(link(node));
    yield* freelist.push(DRAIN, node);
    node = next;
  }
}

/** How a refill treats a slab that is not bound to its thread. */
export type ForeignDrain = "unowned" | "claim-first";

export const foreignDrains: Readonly<
  Record<ForeignDrain, (thread: number, freelist: Freelist) => Operation>
> = {
  *unowned(_, freelist) {
    const waiting = yield within("superslab_refill").load(REMOTE_HEAD);
    if (waiting !== NULL) yield* drainRemote(freelist);
  },
  *"claim-first"(thread, freelist) {
    const owner = yield within("ss_owner_cas").cas(OWNER, NOBODY, threadMark(thread));
    if (owner === NOBODY) yield* drainRemote(freelist);
  },
};

/** Gives the slab up; its thread touches it no more ("Box 4"). */
export function* publish(): Operation {
  yield within("ss_partial_publish").store(OWNER, NOBODY);
}
