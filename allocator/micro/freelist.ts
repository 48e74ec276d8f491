// Pop and push of a slab's free list, in the three ways that variants choose from.
//
// `plain` (E4 to E9): loads and stores, correct for one thread. `cas` (E10, slab_freelist_atomic.h): a CAS on the head
// makes lost updates impossible; it cannot see ABA, that is, a head which went away and came back with another successor
// between the load of the link and the CAS. Pushes alone never do that, nor does a single popping thread; it takes a
// second thread that pops the head, pops or pushes others, and pushes it back. `tagged`: a version in the head, raised by
// each pop, closes that hole; a push need not raise it, because a head comes back only after it was popped.
//
// `used` goes the way of the list: plain loads and stores, or an atomic addition since E10. The SuperSlab's active
// blocks are not played; they would be miscounted in the same way.

import { type Operation, within } from "./step.ts";
import { baseOf, FREELIST, link, NULL, tagged, tagOf, USED } from "./words.ts";

export type FreelistKind = "plain" | "cas" | "tagged";

export interface Freelist {
  /** A block, or NULL if the list is empty. */
  pop(): Operation<number>;
  /** `caller` is the C function that the plain push is written out in. */
  push(caller: string, block: number): Operation;
}

export const freelists: Readonly<Record<FreelistKind, Freelist>> = {
  plain: {
    *pop() {
      const at = within("trc_pop_from_freelist");
      const head = yield at.load(FREELIST);
      if (head === NULL) return NULL;
      const next = yield at.load(link(head));
      yield at.store(FREELIST, next);
      const used = yield at.load(USED);
      yield at.store(USED, used + 1);
      return head;
    },
    *push(caller, block) {
      const at = within(caller);
      const head = yield at.load(FREELIST);
      yield at.store(link(block), head);
      yield at.store(FREELIST, block);
      const used = yield at.load(USED);
      yield at.store(USED, used - 1);
    },
  },
  cas: {
    *pop() {
      const at = within("slab_freelist_pop_lockfree");
      let head = yield at.load(FREELIST);
      while (head !== NULL) {
        const next = yield at.load(link(head));
        const found = yield at.cas(FREELIST, head, next);
        if (found === head) break;
        head = found;
      }
      if (head !== NULL) yield at.add(USED, 1);
      return head;
    },
    *push(_, block) {
      const at = within("slab_freelist_push_lockfree");
      let head = yield at.load(FREELIST);
      for (;;) {
        yield at.store(link(block), head);
        const found = yield at.cas(FREELIST, head, block);
        if (found === head) break;
        head = found;
      }
      yield at.add(USED, -1);
    },
  },
  tagged: {
    *pop() {
      const at = within("slab_freelist_pop_tagged");
      let head = yield at.load(FREELIST);
      while (baseOf(head) !== NULL) {
        const next = yield at.load(link(baseOf(head)));
        const found = yield at.cas(FREELIST, head, tagged(next, tagOf(head) + 1));
        if (found === head) break;
        head = found;
      }
      if (baseOf(head) !== NULL) yield at.add(USED, 1);
      return baseOf(head);
    },
    *push(_, block) {
      const at = within("slab_freelist_push_tagged");
      let head = yield at.load(FREELIST);
      for (;;) {
        yield at.store(link(block), baseOf(head));
        const found = yield at.cas(FREELIST, head, tagged(block, tagOf(head)));
        if (found === head) break;
        head = found;
      }
      yield at.add(USED, -1);
    },
  },
};
