// The drain of a thread's cache (E9, tls_sll_drain_box.h): each block is popped from the thread's own list, its SuperSlab
// looked up, and the block pushed on its slab's free list.
//
// What shall happen to a popped block whose lookup fails? `continue` drops it (S15). `push-back` (commit c2f104618f) puts
// it back on the list's head and stops. That commit was taken back (8553894171) because TLS_SLL_PUSH_DUP was blamed on
// it; by these steps alone a pushed back block is in the list once, so whatever made the duplicates is not in this window.
//
// Why lookups fail, the documents leave open ("transient"). Our decision: another thread takes the SuperSlab out of the
// registry and puts it in again.

import type { Freelist } from "./freelist.ts";
import { type Operation, within } from "./step.ts";
import { cacheHead, link, NULL, REGISTRY_SLOT, SUPER_REG_LOCK, SUPER_SLAB } from "./words.ts";

export type FailedLookup = "continue" | "push-back";

const DRAIN = "tiny_tls_sll_drain";

export function* drainCache(thread: number, rule: FailedLookup, freelist: Freelist): Operation {
  const at = within(DRAIN);
  for (;;) {
    const block = yield* popCache(thread);
    if (block === NULL) return;
    const superSlab = yield within("hak_super_lookup").load(REGISTRY_SLOT);
    if (superSlab !== NULL) {
      yield* freelist.push("tiny_free_local_box", block);
    } else if (rule === "push-back") {
      const head = yield at.load(cacheHead(thread));
      yield at.store(link(block), head);
      yield at.store(cacheHead(thread), block);
      return;
    }
  }
}

function* popCache(thread: number): Operation<number> {
  const at = within("tls_sll_pop");
  const head = yield at.load(cacheHead(thread));
  if (head === NULL) return NULL;
  const next = yield at.load(link(head));
  yield at.store(cacheHead(thread), next);
  return head;
}

/** Another thread moves the SuperSlab: for a while the registry does not know it. */
export function* reregister(): Operation {
  const away = within("hak_super_unregister");
  yield away.lock(SUPER_REG_LOCK);
  yield away.store(REGISTRY_SLOT, NULL);
  yield away.unlock(SUPER_REG_LOCK);
  const back = within("hak_super_register");
  yield back.lock(SUPER_REG_LOCK);
  yield back.store(REGISTRY_SLOT, SUPER_SLAB);
  yield back.unlock(SUPER_REG_LOCK);
}
