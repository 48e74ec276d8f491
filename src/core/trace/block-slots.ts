// Names live blocks by dense slots: a slot is taken by an allocation and given again after its free, last freed first,
// so slots never outnumber the most blocks that lived at once.

import { GrowingColumn } from "../base/growing-column.ts";

export class BlockSlots {
  /** Slots ever used. */
  count = 0;
  private readonly released = new GrowingColumn((length) => new Int32Array(length), 256);
  private waiting = 0;

  take(): number {
    return this.waiting > 0 ? this.released.get(--this.waiting) : this.count++;
  }

  release(slot: number): void {
    if (this.waiting < this.released.length) this.released.set(this.waiting, slot);
    else this.released.push(slot);
    this.waiting++;
  }
}
