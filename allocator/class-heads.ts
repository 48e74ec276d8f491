// What threads share per size class: the class head's SuperSlabs, slabs without owner, and SuperSlabs with room again.

import { NONE } from "./bits.ts";
import type { IntColumn, Store } from "./columns.ts";

import { CLASS_COUNT } from "./layout.ts";

export class ClassHeads {
  /** The chunk list, linked through Heap.nextChunk. */
  readonly first: IntColumn;
  readonly last: IntColumn;
  readonly count: IntColumn;
  /** First SuperSlab of the list that may have a slab nobody used yet. */
  readonly open: IntColumn;
  /** First slab that nobody owns and that has blocks, linked through Heap.nextOffered. */
  readonly adoptable: IntColumn;
  private readonly roomy: IntColumn;
  private readonly nextRoomy: IntColumn;
  private readonly isRoomy: IntColumn;

  constructor(store: Store) {
    const perClass = (value: number): IntColumn => {
      const column = store.ints();
      column.extend(CLASS_COUNT, value);
      return column;
    };
    this.first = perClass(NONE);
    this.last = perClass(NONE);
    this.count = perClass(0);
    this.open = perClass(NONE);
    this.adoptable = perClass(NONE);
    this.roomy = perClass(NONE);
    this.nextRoomy = store.ints();
    this.isRoomy = store.ints();
  }

  /** A slab of the SuperSlab was released: the class may use it again. */
  offerRoom(superSlab: number, sizeClass: number): void {
    const missing = superSlab + 1 - this.isRoomy.length;
    if (missing > 0) {
      this.isRoomy.extend(missing, 0);
      this.nextRoomy.extend(missing, NONE);
    }
    if (this.isRoomy.get(superSlab) === 1) return;
    this.isRoomy.set(superSlab, 1);
    this.nextRoomy.set(superSlab, this.roomy.get(sizeClass));
    this.roomy.set(sizeClass, superSlab);
  }

  /** The SuperSlab that was offered last and that `fits`, which stays offered; NONE if there is none. */
  roomFor(sizeClass: number, fits: (superSlab: number) => boolean): number {
    for (;;) {
      const superSlab = this.roomy.get(sizeClass);
      if (superSlab === NONE || fits(superSlab)) return superSlab;
      this.roomy.set(sizeClass, this.nextRoomy.get(superSlab));
      this.isRoomy.set(superSlab, 0);
    }
  }
}
