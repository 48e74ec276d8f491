// Where slabs come from: superslab_refill's search, and the mapping of new SuperSlabs.
//
// Decisions of ours where no document speaks:
// - With no limit per class and no chunk list (E4 as the reported counts show it), every thread maps SuperSlabs of its
//   own. With `superSlabsPerClass` or a chunk list, a class head holds them and threads bind slabs of the same SuperSlabs.
// - Order: an own slab that blocks came back to (the line's reused_freelist), the last such one first, whatever its
//   SuperSlab; a free slab of the bound SuperSlab (lowest clear bit); an adoptable slab; the class head; a new SuperSlab.
//   Exact lists stand for the sticky ring, mailboxes, partial SuperSlabs and bounded registry scan of the documents.
// - A chunk list maps its initial slabs at the class's first use, later chunks one at a time.
// - A trim that the kernel refuses leaves its piece mapped and unused, as code that ignores munmap's result does.

import { MappingKind } from "./address-space.ts";
import { NONE } from "./heap.ts";
import {
  FULL_BITMAP,
  SLABS_PER_SUPER_SLAB,
  SUPER_SLAB_BYTES,
  SUPER_SLAB_MAP_BYTES,
} from "./layout.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { grouped } from "./refill-failure.ts";
import { hasBlocks, takeOffered } from "./slab-lists.ts";
import { cacheRow } from "./threads.ts";
import { address, sizeClass as asSizeClass, superSlabId, threadId } from "./units.ts";

/** Binds another slab to the thread's class; NONE: no memory, `refillCause` says why. */
export function bindAnotherSlab(model: Model, thread: number, sizeClass: number): number {
  const { heap, threads } = model;
  const row = cacheRow(thread, sizeClass);
  const bound = threads.boundSlab.get(row);
  model.refillOutcome = Outcome.NewSlab;
  if (bound !== NONE) {
    const reused = ownSlabWithBlocks(model, row);
    if (reused !== NONE) return bind(model, row, reused);
    const superSlab = heap.slabSuperSlab.get(bound);
    if (bitmapOf(model, superSlab) !== FULL_BITMAP) return openSlab(model, thread, superSlab);
  }
  const adopted = adoptSlab(model, thread, sizeClass);
  if (adopted !== NONE) return bind(model, row, adopted);
  const superSlab = superSlabWithRoom(model, thread, sizeClass);
  return superSlab === NONE ? NONE : openSlab(model, thread, superSlab);
}

/** The bitmap as the unsigned number it is. */
export function bitmapOf(model: Model, superSlab: number): number {
  return model.heap.bitmap.get(superSlab) >>> 0;
}

function superSlabWithRoom(model: Model, thread: number, sizeClass: number): number {
  const { heap, heads, policy, environment } = model;
  if (!model.sharedHeads) return mapNew(model, thread, sizeClass);
  let open = heads.open.get(sizeClass);
  while (open !== NONE && bitmapOf(model, open) === FULL_BITMAP) open = heap.nextChunk.get(open);
  heads.open.set(sizeClass, open);
  if (open !== NONE) return open;
  const held = heads.count.get(sizeClass);
  if (policy.superSlabs === "chunk-list") {
    const wanted =
      held > 0 ? 1 : Math.ceil((policy.initialSlabs[sizeClass] ?? 0) / SLABS_PER_SUPER_SLAB);
    if (held > 0) {
      model.log(thread, `[HAKMEM] SuperSlab class ${sizeClass} exhausted, allocating more...`);
    }
    return linkChunks(model, thread, sizeClass, Math.max(1, wanted));
  }
  const limit = environment.superSlabsPerClass ?? Number.POSITIVE_INFINITY;
  if (held < limit) return linkChunks(model, thread, sizeClass, 1);
  const all = grouped(held * SLABS_PER_SUPER_SLAB);
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
    const superSlab = mapNew(model, thread, sizeClass);
    if (superSlab === NONE) break;
    const last = heads.last.get(sizeClass);
    if (last === NONE) heads.first.set(sizeClass, superSlab);
    else heap.nextChunk.set(last, superSlab);
    heads.last.set(sizeClass, superSlab);
    heads.count.add(sizeClass, 1);
    if (first === NONE) first = superSlab;
  }
  if (first !== NONE) heads.open.set(sizeClass, first);
  return first;
}

/** Maps twice the size, cuts out the aligned part, registers it. */
function mapNew(model: Model, thread: number, sizeClass: number): number {
  const { heap, space, registry } = model;
  const start = space.map(SUPER_SLAB_MAP_BYTES, MappingKind.Memory);
  if (start === 0) {
    model.refillCause = space.refusal;
    return NONE;
  }
  const base = Math.ceil(start / SUPER_SLAB_BYTES) * SUPER_SLAB_BYTES;
  const end = base + SUPER_SLAB_BYTES;
  unmap(model, start, base);
  unmap(model, end, start + SUPER_SLAB_MAP_BYTES);
  if (!registry.hasRoom(base)) {
    model.touched.add("registryFull");
    if (model.policy.switches.registryFull === "refuse") {
      unmap(model, base, end);
      model.refillCause = `the registry has no slot for SuperSlab ${grouped(heap.superSlabCount)}`;
      return NONE;
    }
  }
  const superSlab = heap.addSuperSlab(base, sizeClass);
  registry.register(superSlab);
  model.refillOutcome = Outcome.NewSuperSlab;
  model.observer.onSuperSlab(
    threadId(thread),
    superSlabId(superSlab),
    address(base),
    asSizeClass(sizeClass),
  );
  return superSlab;
}

function unmap(model: Model, start: number, end: number): void {
  if (!model.space.unmap(start, end)) model.count(Counter.StrandedBytes, end - start);
}

/** Takes the lowest slab that is not in use. */
function openSlab(model: Model, thread: number, superSlab: number): number {
  const { heap } = model;
  const free = ~heap.bitmap.get(superSlab);
  const index = 31 - Math.clz32(free & -free);
  const slab = heap.activateSlab(superSlab, index, thread);
  own(model, thread, slab);
  return bind(model, cacheRow(thread, heap.sizeClass.get(superSlab)), slab);
}

function ownSlabWithBlocks(model: Model, row: number): number {
  const { threads } = model;
  let slab = takeOffered(model, threads.offered, row);
  while (slab !== NONE && !hasBlocks(model, slab)) slab = takeOffered(model, threads.offered, row);
  return slab;
}

function adoptSlab(model: Model, thread: number, sizeClass: number): number {
  const { heap, heads } = model;
  const slab = takeOffered(model, heads.adoptable, sizeClass);
  if (slab === NONE) return NONE;
  heap.owner.set(slab, thread);
  own(model, thread, slab);
  return slab;
}

function own(model: Model, thread: number, slab: number): void {
  const { heap, threads } = model;
  heap.nextOwned.set(slab, threads.firstOwned.get(thread));
  threads.firstOwned.set(thread, slab);
}

function bind(model: Model, row: number, slab: number): number {
  model.threads.boundSlab.set(row, slab);
  return slab;
}
