// The SuperSlab registry: a hash table of fixed size that finds a SuperSlab by address (hak_super_register, _lookup).
//
// 4,096 slots, linear probing, at most eight probes (PHASE_REGISTRY_RESULTS). It cannot grow: once a base's eight slots
// are taken, the SuperSlab stays unknown to it. The hash is in no document; the base divided by its size is taken. In E4
// nothing is ever taken out.

import type { IntColumn, Store } from "./columns.ts";
import type { Heap } from "./heap.ts";
import { NONE } from "./heap.ts";
import { REGISTRY_PROBES, REGISTRY_SLOTS, SUPER_SLAB_BYTES } from "./layout.ts";

export class Registry {
  private readonly slots: IntColumn;
  private readonly heap: Heap;

  constructor(store: Store, heap: Heap) {
    this.heap = heap;
    this.slots = store.ints();
    this.slots.extend(REGISTRY_SLOTS, NONE);
  }

  /** Is there a slot for a SuperSlab at this base? */
  hasRoom(base: number): boolean {
    return this.probe(base, NONE) !== NONE;
  }

  /** False: no free slot within reach. */
  register(superSlab: number): boolean {
    const slot = this.probe(this.heap.base.get(superSlab), NONE);
    if (slot === NONE) return false;
    this.slots.set(slot, superSlab);
    this.heap.registered.set(superSlab, 1);
    return true;
  }

  /** The SuperSlab whose bytes hold the address, if the registry knows it. */
  lookup(address: number): number {
    const superSlab = this.heap.superSlabOf(address);
    if (superSlab === NONE) return NONE;
    return this.probe(this.heap.base.get(superSlab), superSlab) === NONE ? NONE : superSlab;
  }

  private probe(base: number, wanted: number): number {
    const home = (base / SUPER_SLAB_BYTES) % REGISTRY_SLOTS;
    for (let step = 0; step < REGISTRY_PROBES; step++) {
      const slot = (home + step) % REGISTRY_SLOTS;
      if (this.slots.get(slot) === wanted) return slot;
    }
    return NONE;
  }
}
