// Birth and end of a thread: its stack, its prewarmed caches, and what becomes of both.
//
// A birth maps the stack and protects its guard page; if Linux refuses either, pthread_create fails with EAGAIN. The
// allocation that libc makes for the thread (the DTV) is an event of the trace, not of this call.
//
// Three ways to end. `leave` does nothing at all. `flush` gives cached blocks back to their slabs (locally or through the
// remote queue); a block whose SuperSlab the registry does not know stays in the dead cache. `adopt` flushes and makes the
// thread's slabs adoptable by the next thread that needs one of the class (drain, bind, owner, in this order).

import { MappingKind } from "./address-space.ts";
import { BOUND, NONE } from "./bits.ts";
import { flushCache } from "./drain.ts";

import { CLASS_COUNT, PAGE_BYTES, PREWARM_BLOCKS } from "./layout.ts";
import type { Model } from "./model.ts";
import { refill } from "./refill.ts";
import { hasBlocks, offerSlab, takeOffered } from "./slab-lists.ts";
import { disown, slabEmptied } from "./slab-release.ts";
import { cacheRow } from "./threads.ts";
import { threadId } from "./units.ts";

/** False: EAGAIN. */
export function startThread(model: Model, creator: number, thread: number): boolean {
  const { space, threads, environment } = model;
  const length = Math.ceil(environment.threadStackBytes / PAGE_BYTES) * PAGE_BYTES;
  const stack = space.map(length, MappingKind.Stack);
  if (stack === 0) return refuse(model, creator);
  if (!space.protectGuard(stack, stack + PAGE_BYTES)) {
    const cause = space.refusal;
    space.unmap(stack, stack + length);
    space.refusal = cause;
    return refuse(model, creator);
  }
  threads.know(thread);
  threads.stack.set(thread, stack);
  if (model.policy.switches.prewarm === "thread") prewarm(model, thread);
  return true;
}

export function endThread(model: Model, thread: number): void {
  const { threads, environment, space } = model;
  threads.know(thread);
  if (threads.ended.get(thread) === 1) return;
  threads.ended.set(thread, 1);
  if (holdsAnything(model, thread)) {
    model.touched.add("threadExit");
    const { threadExit } = model.policy.switches;
    if (threadExit !== "leave") flushAll(model, thread);
    if (threadExit === "adopt" && model.crash === undefined) abandonSlabs(model, thread);
  }
  const stack = threads.stack.get(thread);
  if (model.crash !== undefined || stack === 0 || !environment.threadsJoined) return;
  const length = Math.ceil(environment.threadStackBytes / PAGE_BYTES) * PAGE_BYTES;
  space.unmap(stack, stack + PAGE_BYTES);
  space.unmap(stack + PAGE_BYTES, stack + length);
  threads.stack.set(thread, 0);
}

/** Sixteen blocks of every class into the thread's caches. */
export function prewarm(model: Model, thread: number): void {
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    refill(model, thread, sizeClass, PREWARM_BLOCKS);
  }
}

function refuse(model: Model, creator: number): false {
  model.observer.onThreadRefused(threadId(creator), model.space.refusal);
  return false;
}

function holdsAnything(model: Model, thread: number): boolean {
  const { threads } = model;
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    const row = cacheRow(thread, sizeClass);
    if (threads.head(row) !== NONE || threads.bound(row) !== NONE) return true;
  }
  return false;
}

function flushAll(model: Model, thread: number): void {
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    flushCache(model, thread, sizeClass);
    if (model.crash !== undefined) return;
  }
}

/** Nobody owns the thread's slabs any more: the empty ones go, those with blocks are there for all. */
function abandonSlabs(model: Model, thread: number): void {
  const { heap, threads } = model;
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    const row = cacheRow(thread, sizeClass);
    threads.set(row, BOUND, NONE);
    while (takeOffered(model, threads.offered, row) !== NONE);
  }
  let slab = threads.firstOwned.get(thread);
  while (slab !== NONE) {
    const next = heap.nextOwned.get(slab);
    disown(model, slab);
    heap.setOwner(slab, NONE);
    if (hasBlocks(model, slab)) offerSlab(model, slab);
    if (heap.used.get(slab) === 0) slabEmptied(model, slab);
    slab = next;
  }
  threads.firstOwned.set(thread, NONE);
}
