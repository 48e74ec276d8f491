// Emptying a thread's cache into the slabs: at a thread's end, and every so many frees since E9 (tiny_tls_sll_drain).
//
// Each block goes to its own slab: to the free list if the thread owns it, to the remote queue if not. That lowers `used`,
// which a push into the cache never does, so only drained slabs can become empty (S14). A block whose SuperSlab the
// registry does not know stays in the cache. Version S15 dropped such a block (`continue`), the next one pushed it back
// into the list that still held it. That the drain walked the list without taking the block off is ours: the report has
// "pushback inside list", and micro/cache-drain.ts shows that by pop and push alone no duplicate comes about.

import { COUNT, HEAD, NONE, UNTIL_DRAIN } from "./bits.ts";
import { BlockState } from "./heap.ts";
import { baseOfRef, DEAD, loadLink, storeLink } from "./links.ts";
import type { Model } from "./model.ts";
import { pointer } from "./refill-failure.ts";
import { freeLocal, freeRemote } from "./slab-lists.ts";
import { cacheRow } from "./threads.ts";

/** A free was counted whose cache is due. */
export function drainCache(model: Model, thread: number, sizeClass: number): void {
  const row = cacheRow(thread, sizeClass);
  model.threads.set(row, UNTIL_DRAIN, model.policy.cache.drainEvery);
  flushCache(model, thread, sizeClass);
}

export function flushCache(model: Model, thread: number, sizeClass: number): void {
  const { heap, threads } = model;
  const row = cacheRow(thread, sizeClass);
  flushMagazine(model, thread, sizeClass);
  let ref = threads.head(row);
  let kept = 0;
  let last = NONE;
  if (!model.bugs.has("S15-duplicate")) threads.set(row, HEAD, NONE);
  for (let left = threads.cached(row); left > 0 && ref !== NONE; left--) {
    const next = loadLink(model, thread, ref, sizeClass);
    if (next === DEAD) return;
    const slab = ref >= 0 ? heap.blocks.slabOf(ref) : NONE;
    if (slab === NONE || model.registry.lookup(baseOfRef(model, ref)) === NONE) {
      model.touched.add("registryFull");
      if (model.bugs.has("S15-leak")) lose(model, ref);
      else if (model.bugs.has("S15-duplicate")) {
        pushDuplicate(model, thread, ref, sizeClass);
        return;
      } else {
        kept++;
        storeLink(model, ref, sizeClass, last);
        last = ref;
      }
    } else if (model.owns(thread, slab)) freeLocal(model, slab, ref);
    else freeRemote(model, slab, ref);
    ref = next;
  }
  threads.set(row, HEAD, last);
  threads.set(row, COUNT, kept);
}

function flushMagazine(model: Model, thread: number, sizeClass: number): void {
  const { threads } = model;
  const row = cacheRow(thread, sizeClass);
  for (let left = threads.magazineCount.get(row); left > 0; left--) {
    const ref = threads.magazineHead.get(row);
    const next = loadLink(model, thread, ref, sizeClass);
    if (next === DEAD) return;
    threads.magazineHead.set(row, next);
    threads.magazineCount.add(row, -1);
    storeLink(model, ref, sizeClass, threads.head(row));
    threads.set(row, HEAD, ref);
    threads.add(row, COUNT, 1);
  }
}

function lose(model: Model, ref: number): void {
  if (ref >= 0) model.heap.blocks.setState(ref, BlockState.Lost);
}

/** The push looks for its block in the list, finds it there and aborts (TLS_SLL_PUSH_DUP). */
function pushDuplicate(model: Model, thread: number, ref: number, sizeClass: number): void {
  const row = cacheRow(thread, sizeClass);
  let place = 0;
  for (let held = model.threads.head(row); held !== ref; place++) {
    held = loadLink(model, thread, held, sizeClass);
    if (held === DEAD || held === NONE) return;
  }
  const at = pointer(baseOfRef(model, ref));
  model.die(thread, baseOfRef(model, ref), {
    exitCode: 134,
    message: `[TLS_SLL_PUSH_DUP] cls=${sizeClass} ptr=${at}`,
    mechanism: `the drain found no SuperSlab for ${at} and pushed it back into the list, where it still was number ${place + 1}`,
  });
}
