// The shared pool of E9: every slab of every SuperSlab is a slot that any class may take (shared_pool_acquire_slab).
//
// A slot is UNUSED until its first class takes it, ACTIVE while a slab lives in it, EMPTY once that slab was released. An
// EMPTY slot waits for its old class only (stage 1); an UNUSED one serves anybody, the SuperSlab that served the class last
// first (stage 2); then a SuperSlab is made (stage 3). When no slot of a SuperSlab is ACTIVE it is given back, and its
// EMPTY slots leave their lists. Stage 0.5 of later versions (any EMPTY slab, whatever its class) is not part of E9.

import { NONE } from "./bits.ts";
import type { IntColumn, Store } from "./columns.ts";

import { CLASS_COUNT } from "./layout.ts";
import { Counter, type Model } from "./model.ts";

export const SlotState = { Unused: 0, Active: 1, Empty: 2 } as const;

export class SharedPool {
  /** By slot: SuperSlab * slabs + index. */
  readonly states: IntColumn;
  readonly next: IntColumn;
  readonly previous: IntColumn;
  /** By class: first EMPTY slot, and the SuperSlab that served it last. */
  readonly firstEmpty: IntColumn;
  readonly hints: IntColumn;
  /** One value: every SuperSlab before this one has no UNUSED slot. */
  readonly open: IntColumn;

  constructor(store: Store) {
    this.states = store.ints();
    this.next = store.ints();
    this.previous = store.ints();
    this.firstEmpty = store.ints();
    this.firstEmpty.extend(CLASS_COUNT, NONE);
    this.hints = store.ints();
    this.hints.extend(CLASS_COUNT, NONE);
    this.open = store.ints();
    this.open.push(0);
  }
}

/** The slot for a slab of the class in a SuperSlab that exists, marked ACTIVE; NONE: stage 3. */
export function acquireSlot(model: Model, sizeClass: number): number {
  const { pool } = model;
  const empty = pool.firstEmpty.get(sizeClass);
  if (empty !== NONE) {
    unlink(pool, empty, sizeClass);
    model.count(Counter.PoolStage1, 1);
    return activate(model, empty, sizeClass);
  }
  const hint = pool.hints.get(sizeClass);
  let slot = hint === NONE ? NONE : unusedSlot(model, hint);
  for (let open = pool.open.get(0); slot === NONE && open < model.heap.superSlabCount; open++) {
    slot = unusedSlot(model, open);
    if (slot === NONE) pool.open.set(0, open + 1);
  }
  if (slot === NONE) return NONE;
  model.count(Counter.PoolStage2, 1);
  return activate(model, slot, sizeClass);
}

/** Stage 3: the first slot of a new SuperSlab. */
export function acquireFirstSlot(model: Model, superSlab: number, sizeClass: number): number {
  const { pool, heap } = model;
  const slots = heap.slabsPerSuperSlab;
  const missing = (superSlab + 1) * slots - pool.states.length;
  pool.states.extend(missing, SlotState.Unused);
  pool.next.extend(missing, NONE);
  pool.previous.extend(missing, NONE);
  model.count(Counter.PoolStage3, 1);
  return activate(model, superSlab * slots, sizeClass);
}

/** A slab was released: its slot waits for the class. */
export function slotEmptied(
  model: Model,
  superSlab: number,
  index: number,
  sizeClass: number,
): void {
  const { pool } = model;
  const slot = superSlab * model.heap.slabsPerSuperSlab + index;
  const first = pool.firstEmpty.get(sizeClass);
  pool.states.set(slot, SlotState.Empty);
  pool.next.set(slot, first);
  pool.previous.set(slot, NONE);
  if (first !== NONE) pool.previous.set(first, slot);
  pool.firstEmpty.set(sizeClass, slot);
}

/** The SuperSlab is given back: none of its slots may be taken any more. */
export function forgetSlots(model: Model, superSlab: number): void {
  const { pool, heap } = model;
  const slots = heap.slabsPerSuperSlab;
  for (let slot = superSlab * slots; slot < (superSlab + 1) * slots; slot++) {
    if (pool.states.get(slot) === SlotState.Empty) {
      for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
        if (pool.firstEmpty.get(sizeClass) === slot) {
          pool.firstEmpty.set(sizeClass, pool.next.get(slot));
        }
      }
      relink(pool, slot);
    }
    pool.states.set(slot, SlotState.Active);
  }
}

function activate(model: Model, slot: number, sizeClass: number): number {
  model.pool.states.set(slot, SlotState.Active);
  model.pool.hints.set(sizeClass, Math.floor(slot / model.heap.slabsPerSuperSlab));
  return slot;
}

function unusedSlot({ pool, heap }: Model, superSlab: number): number {
  const slots = heap.slabsPerSuperSlab;
  for (let slot = superSlab * slots; slot < (superSlab + 1) * slots; slot++) {
    if (pool.states.get(slot) === SlotState.Unused) return slot;
  }
  return NONE;
}

function unlink(pool: SharedPool, slot: number, sizeClass: number): void {
  if (pool.firstEmpty.get(sizeClass) === slot) pool.firstEmpty.set(sizeClass, pool.next.get(slot));
  relink(pool, slot);
}

function relink(pool: SharedPool, slot: number): void {
  const next = pool.next.get(slot);
  const previous = pool.previous.get(slot);
  if (next !== NONE) pool.previous.set(next, previous);
  if (previous !== NONE) pool.next.set(previous, next);
}
