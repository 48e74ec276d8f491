// Birth and end of a thread: its stack, its prewarmed caches, and what becomes of both.
//
// A birth maps the stack and protects its guard page; if Linux refuses either, pthread_create fails with EAGAIN. The
// allocation that libc makes for the thread (the DTV) is an event of the trace, not of this call.
//
// `return` gives cached blocks back to their slabs (locally or through the remote queue) and makes the thread's slabs
// adoptable; a block whose SuperSlab the registry does not know stays in the dead cache. `leave` does nothing at all.

import { MappingKind } from "./address-space.ts";
import { NONE } from "./heap.ts";
import { CLASS_COUNT, PAGE_BYTES, PREWARM_BLOCKS } from "./layout.ts";
import { loadLink, storeLink } from "./links.ts";
import { FAULT } from "./memory.ts";
import type { Model } from "./model.ts";
import { refill } from "./refill.ts";
import { freeLocal, freeRemote, hasBlocks, offerSlab } from "./slab-lists.ts";
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
    if (model.policy.switches.threadExit === "return") giveBack(model, thread);
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
    if (threads.cacheHead.get(row) !== 0 || threads.boundSlab.get(row) !== NONE) return true;
  }
  return false;
}

function giveBack(model: Model, thread: number): void {
  const { heap, threads } = model;
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    flushCache(model, thread, sizeClass);
    if (model.crash !== undefined) return;
    threads.boundSlab.set(cacheRow(thread, sizeClass), NONE);
    threads.offered.set(cacheRow(thread, sizeClass), NONE);
  }
  let slab = threads.firstOwned.get(thread);
  while (slab !== NONE) {
    heap.owner.set(slab, NONE);
    heap.offered.set(slab, 0);
    if (hasBlocks(model, slab)) offerSlab(model, slab);
    slab = heap.nextOwned.get(slab);
  }
  threads.firstOwned.set(thread, NONE);
}

function flushCache(model: Model, thread: number, sizeClass: number): void {
  const { heap, threads, registry } = model;
  const row = cacheRow(thread, sizeClass);
  let base = threads.cacheHead.get(row);
  let kept = 0;
  let last = 0;
  threads.cacheHead.set(row, 0);
  for (let left = threads.cacheCount.get(row); left > 0 && base !== 0; left--) {
    const next = loadLink(model, thread, base, sizeClass);
    if (next === FAULT) return;
    const block = heap.find(base);
    const slab = heap.foundSlab;
    if (block === NONE || heap.foundOffset !== 0 || registry.lookup(base) === NONE) {
      model.touched.add("registryFull");
      kept++;
      storeLink(model, base, sizeClass, last);
      last = base;
    } else if (heap.owner.get(slab) === thread) freeLocal(model, slab, block, base);
    else freeRemote(model, slab, block, base);
    base = next;
  }
  threads.cacheHead.set(row, last);
  threads.cacheCount.set(row, kept);
}
