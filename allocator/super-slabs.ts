// Where slabs come from: superslab_refill's search, and the mapping of new SuperSlabs.
//
// Decisions of ours where no document speaks:
// - With no limit per class and no chunk list (E4 as the reported counts show it), every thread maps SuperSlabs of its
//   own. With `superSlabsPerClass` or a chunk list, a class head holds them and threads bind slabs of the same SuperSlabs;
//   with a shared pool, classes share them too.
// - Order: an own slab that blocks came back to (the line's reused_freelist), the last such one first, whatever its
//   SuperSlab; a free slab of the bound SuperSlab (lowest clear bit); an adoptable slab; the class head or the pool; a new
//   SuperSlab. Exact lists stand for the sticky ring, mailboxes, partial SuperSlabs and bounded registry scan.
// - A chunk list maps its initial slabs at the class's first use, later chunks one at a time. A chunk that got room back is
//   used before a new one is mapped.
// - A trim that the kernel refuses leaves its piece mapped and unused, as code that ignores munmap's result does.

import { MappingKind } from "./address-space.ts";
import { BOUND, NONE } from "./bits.ts";
import { SuperSlabState } from "./heap.ts";
import { SUPER_SLAB_MAP_FACTOR } from "./layout.ts";
import { lruPop } from "./lru.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { grouped } from "./refill-failure.ts";
import { acquireFirstSlot, acquireSlot } from "./shared-pool.ts";
import { hasBlocks, takeOffered } from "./slab-lists.ts";
import { takeFromReserve, trim } from "./slab-release.ts";
import { cacheRow } from "./threads.ts";
import { address, sizeClass as asSizeClass, superSlabId, threadId } from "./units.ts";

/** Binds another slab to the thread's class; NONE: no memory, `refillCause` says why. */
export function bindAnotherSlab(model: Model, thread: number, sizeClass: number): number {
  const { heap, threads, policy } = model;
  const row = cacheRow(thread, sizeClass);
  const bound = threads.bound(row);
  model.refillOutcome = Outcome.NewSlab;
  if (bound !== NONE) {
    const reused = ownSlabWithBlocks(model, row);
    if (reused !== NONE) return bind(model, row, reused);
    const superSlab = heap.slabSuperSlab.get(bound);
    if (policy.superSlabs.supply !== "shared-pool" && hasFreeSlab(model, superSlab)) {
      return openSlab(model, thread, superSlab, lowestFree(model, superSlab), sizeClass);
    }
  }
  const adopted = adoptSlab(model, thread, sizeClass);
  if (adopted !== NONE) return bind(model, row, adopted);
  if (policy.superSlabs.supply === "shared-pool") return poolSlab(model, thread, sizeClass);
  const superSlab = superSlabWithRoom(model, thread, sizeClass);
  if (superSlab === NONE) return NONE;
  return openSlab(model, thread, superSlab, lowestFree(model, superSlab), sizeClass);
}

/** The bitmap as the unsigned number it is. */
export function bitmapOf(model: Model, superSlab: number): number {
  return model.heap.bitmap.get(superSlab) >>> 0;
}

function hasFreeSlab(model: Model, superSlab: number): boolean {
  return bitmapOf(model, superSlab) !== model.heap.fullBitmap;
}

function lowestFree(model: Model, superSlab: number): number {
  const free = ~model.heap.bitmap.get(superSlab);
  return 31 - Math.clz32(free & -free);
}

function poolSlab(model: Model, thread: number, sizeClass: number): number {
  const { slabsPerSuperSlab } = model.heap;
  let slot = acquireSlot(model, sizeClass);
  if (slot === NONE) {
    const superSlab = newSuperSlab(model, thread, NONE);
    if (superSlab === NONE) return NONE;
    slot = acquireFirstSlot(model, superSlab, sizeClass);
  }
  const superSlab = Math.floor(slot / slabsPerSuperSlab);
  return openSlab(model, thread, superSlab, slot % slabsPerSuperSlab, sizeClass);
}

function superSlabWithRoom(model: Model, thread: number, sizeClass: number): number {
  const { heap, heads, policy, environment } = model;
  if (!model.sharedHeads) return newSuperSlab(model, thread, sizeClass);
  let open = heads.open.get(sizeClass);
  while (open !== NONE && !hasFreeSlab(model, open)) open = heap.nextChunk.get(open);
  heads.open.set(sizeClass, open);
  if (open !== NONE) return open;
  const roomy = heads.roomFor(
    sizeClass,
    (superSlab) =>
      heap.superSlabState.get(superSlab) !== SuperSlabState.Released &&
      hasFreeSlab(model, superSlab),
  );
  if (roomy !== NONE) return roomy;
  const held = heads.count.get(sizeClass);
  if (policy.superSlabs.supply === "chunk-list") {
    const slabs = policy.superSlabs.initialSlabs[sizeClass] ?? 0;
    const wanted = held > 0 ? 1 : Math.ceil(slabs / heap.slabsPerSuperSlab);
    if (held > 0) {
      model.log(thread, `[HAKMEM] SuperSlab class ${sizeClass} exhausted, allocating more...`);
    }
    return linkChunks(model, thread, sizeClass, Math.max(1, wanted));
  }
  const limit = environment.superSlabsPerClass ?? Number.POSITIVE_INFINITY;
  if (held < limit) return linkChunks(model, thread, sizeClass, 1);
  const all = grouped(held * heap.slabsPerSuperSlab);
  model.refillCause =
    held === 1
      ? `class ${sizeClass} holds its one SuperSlab and all ${all} slabs are in use`
      : `class ${sizeClass} holds its ${grouped(held)} SuperSlabs and all ${all} slabs are in use`;
  return NONE;
}

/** Maps chunks for a class head; the first of them, NONE if not even one was to be had. */
function linkChunks(model: Model, thread: number, sizeClass: number, wanted: number): number {
  const { heap, heads } = model;
  let first = NONE;
  for (let chunk = 0; chunk < wanted; chunk++) {
    const superSlab = newSuperSlab(model, thread, sizeClass);
    if (superSlab === NONE) break;
    const last = heads.last.get(sizeClass);
    if (last === NONE) heads.first.set(sizeClass, superSlab);
    else heap.nextChunk.set(last, superSlab);
    heap.previousChunk.set(superSlab, last);
    heads.last.set(sizeClass, superSlab);
    heads.count.add(sizeClass, 1);
    if (first === NONE) first = superSlab;
  }
  if (first !== NONE) heads.open.set(sizeClass, first);
  return first;
}

/** A SuperSlab from the LRU cache or from Linux, registered. */
function newSuperSlab(model: Model, thread: number, sizeClass: number): number {
  const { heap, registry } = model;
  if (trimIsDue(model)) {
    model.count(Counter.LastTrim, model.now - model.counter(Counter.LastTrim));
    trim(model);
  }
  const base = superSlabMemory(model);
  if (base === 0) return NONE;
  if (!registry.hasRoom(base)) {
    model.touched.add("registryFull");
    if (model.policy.switches.registryFull === "refuse") {
      model.unmap(base, base + heap.superSlabBytes);
      model.refillCause = `the registry has no slot for SuperSlab ${grouped(heap.superSlabCount)}`;
      return NONE;
    }
  }
  const superSlab = heap.addSuperSlab(base, sizeClass);
  registry.register(superSlab);
  model.count(Counter.SuperSlabsMapped, 1);
  model.refillOutcome = Outcome.NewSuperSlab;
  model.observer.onSuperSlab(
    threadId(thread),
    superSlabId(superSlab),
    address(base),
    asSizeClass(sizeClass),
  );
  return superSlab;
}

/** Base of free memory: a released SuperSlab, or twice the size mapped and the aligned part cut out; 0: none. */
function superSlabMemory(model: Model): number {
  const { heap, space, policy } = model;
  const cached = policy.superSlabs.lru === null ? 0 : lruPop(model, policy.superSlabs.lru);
  if (cached !== 0) return cached;
  const { superSlabLimit } = model.environment;
  const mapped = model.counter(Counter.SuperSlabsMapped);
  if (superSlabLimit !== undefined && mapped >= superSlabLimit) {
    model.refillCause = `SuperSlab limit: ${grouped(mapped)} of ${grouped(superSlabLimit)} SuperSlabs`;
    return 0;
  }
  const length = SUPER_SLAB_MAP_FACTOR * heap.superSlabBytes;
  const start = space.map(length, MappingKind.Memory);
  if (start === 0) {
    model.refillCause = space.refusal;
    return 0;
  }
  const base = Math.ceil(start / heap.superSlabBytes) * heap.superSlabBytes;
  const end = base + heap.superSlabBytes;
  model.unmap(start, base);
  model.unmap(end, start + length);
  return base;
}

/** The background trim, if the policy has one, runs when the next SuperSlab is needed (a decision). */
function trimIsDue(model: Model): boolean {
  const { release, trimEvery } = model.policy.superSlabs;
  if (release !== "trim" || trimEvery === 0) return false;
  return model.now - model.counter(Counter.LastTrim) >= trimEvery;
}

function openSlab(
  model: Model,
  thread: number,
  superSlab: number,
  index: number,
  sizeClass: number,
): number {
  takeFromReserve(model, superSlab);
  const slab = model.heap.activateSlab(superSlab, index, sizeClass, thread);
  own(model, thread, slab);
  if (model.policy.ownership.kind === "bitmap") model.owned.mark(model.heap.startOf(slab));
  return bind(model, cacheRow(thread, sizeClass), slab);
}

function ownSlabWithBlocks(model: Model, row: number): number {
  const { threads } = model;
  let slab = takeOffered(model, threads.offered, row);
  while (slab !== NONE && !hasBlocks(model, slab)) slab = takeOffered(model, threads.offered, row);
  return slab;
}

function adoptSlab(model: Model, thread: number, sizeClass: number): number {
  const slab = takeOffered(model, model.heads.adoptable, sizeClass);
  if (slab === NONE) return NONE;
  model.heap.setOwner(slab, thread);
  own(model, thread, slab);
  return slab;
}

function own(model: Model, thread: number, slab: number): void {
  const { heap, threads } = model;
  const first = threads.firstOwned.get(thread);
  heap.nextOwned.set(slab, first);
  heap.previousOwned.set(slab, NONE);
  if (first !== NONE) heap.previousOwned.set(first, slab);
  threads.firstOwned.set(thread, slab);
}

function bind(model: Model, row: number, slab: number): number {
  model.threads.set(row, BOUND, slab);
  return slab;
}
