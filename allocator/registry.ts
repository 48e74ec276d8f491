// The SuperSlab registry: a hash table of fixed size that finds a SuperSlab by address (hak_super_register, _lookup).
//
// 4,096 slots, linear probing, at most eight probes (PHASE_REGISTRY_RESULTS). It cannot grow: once a base's eight slots
// are taken, the SuperSlab stays unknown to it. The hash is in no document; the base divided by its size is taken. A
// growing registry (ours: what a policy without failures needs) doubles its slots until every base finds one.

import { NONE } from "./bits.ts";
import type { IntColumn, Store } from "./columns.ts";
import type { Heap } from "./heap.ts";

import { REGISTRY_PROBES, REGISTRY_SLOTS } from "./layout.ts";

export class Registry {
  private readonly slots: IntColumn;
  private readonly heap: Heap;
  private readonly grows: boolean;

  constructor(store: Store, heap: Heap, grows: boolean) {
    this.heap = heap;
    this.grows = grows;
    this.slots = store.ints();
    this.slots.extend(REGISTRY_SLOTS, NONE);
  }

  /** Is there a slot for a SuperSlab at this base? */
  hasRoom(base: number): boolean {
    return this.grows || this.probe(base, NONE) !== NONE;
  }

  /** False: no free slot within reach. */
  register(superSlab: number): boolean {
    const base = this.heap.base.get(superSlab);
    let slot = this.probe(base, NONE);
    while (slot === NONE && this.grows) {
      this.grow();
      slot = this.probe(base, NONE);
    }
    if (slot === NONE) return false;
    this.slots.set(slot, superSlab);
    this.heap.registered.set(superSlab, 1);
    return true;
  }

  /** Its slot is free again; nothing if it has none. */
  unregister(superSlab: number): void {
    const slot = this.probe(this.heap.base.get(superSlab), superSlab);
    if (slot !== NONE) this.slots.set(slot, NONE);
    this.heap.registered.set(superSlab, 0);
  }

  /** The SuperSlab whose bytes hold the address, if the registry knows it. */
  lookup(address: number): number {
    const superSlab = this.heap.superSlabOf(address);
    if (superSlab === NONE) return NONE;
    return this.probe(this.heap.base.get(superSlab), superSlab) === NONE ? NONE : superSlab;
  }

  /** Slots taken, counted one by one, for checks. */
  recount(): number {
    let taken = 0;
    for (let slot = 0; slot < this.slots.length; slot++) {
      if (this.slots.get(slot) !== NONE) taken++;
    }
    return taken;
  }

  private probe(base: number, wanted: number): number {
    const { slots } = this;
    const home = (base / this.heap.superSlabBytes) % slots.length;
    for (let step = 0; step < REGISTRY_PROBES; step++) {
      const slot = (home + step) % slots.length;
      if (slots.get(slot) === wanted) return slot;
    }
    return NONE;
  }

  /** Twice the slots; a base that finds none even so asks for more. */
  private grow(): void {
    const known: number[] = [];
    for (let slot = 0; slot < this.slots.length; slot++) {
      if (this.slots.get(slot) !== NONE) known.push(this.slots.get(slot));
      this.slots.set(slot, NONE);
    }
    this.slots.extend(this.slots.length, NONE);
    for (const superSlab of known) this.register(superSlab);
  }
}
