// From an address to a row number: a hash table in columns, for the few blocks that no arithmetic finds.
//
// Linear probing over a power of two of slots, at most two thirds full; removal closes the gap, so there are no
// tombstones. Address 0 marks an empty slot and is never a key.

import type { DoubleColumn, IntColumn, Store } from "./columns.ts";

export const NO_ROW = -1;
const FIRST_SLOTS = 64;

export class AddressIndex {
  private readonly keys: DoubleColumn;
  private readonly rows: IntColumn;
  private readonly used: IntColumn;

  constructor(store: Store) {
    this.keys = store.doubles();
    this.rows = store.ints();
    this.used = store.ints();
    this.keys.extend(FIRST_SLOTS, 0);
    this.rows.extend(FIRST_SLOTS, NO_ROW);
    this.used.push(0);
  }

  get size(): number {
    return this.used.get(0);
  }

  find(address: number): number {
    const slot = this.slotOf(address);
    return this.keys.get(slot) === address ? this.rows.get(slot) : NO_ROW;
  }

  /** Adds an address, or gives a known one another row. */
  set(address: number, row: number): void {
    let slot = this.slotOf(address);
    if (this.keys.get(slot) !== address) {
      if ((this.size + 1) * 3 > this.keys.length * 2) {
        this.grow();
        slot = this.slotOf(address);
      }
      this.keys.set(slot, address);
      this.used.add(0, 1);
    }
    this.rows.set(slot, row);
  }

  /** Returns the row it had. */
  remove(address: number): number {
    const mask = this.keys.length - 1;
    let gap = this.slotOf(address);
    if (this.keys.get(gap) !== address) return NO_ROW;
    const row = this.rows.get(gap);
    this.used.add(0, -1);
    for (let slot = (gap + 1) & mask; this.keys.get(slot) !== 0; slot = (slot + 1) & mask) {
      const home = hash(this.keys.get(slot)) & mask;
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        this.keys.set(gap, this.keys.get(slot));
        this.rows.set(gap, this.rows.get(slot));
        gap = slot;
      }
    }
    this.keys.set(gap, 0);
    return row;
  }

  /** Every address with its row, in no order that means anything. */
  forEach(visit: (address: number, row: number) => void): void {
    for (let slot = 0; slot < this.keys.length; slot++) {
      if (this.keys.get(slot) !== 0) visit(this.keys.get(slot), this.rows.get(slot));
    }
  }

  /** The slot of the address, or the empty slot where it would go. */
  private slotOf(address: number): number {
    const mask = this.keys.length - 1;
    let slot = hash(address) & mask;
    while (this.keys.get(slot) !== 0 && this.keys.get(slot) !== address) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const entries: [number, number][] = [];
    this.forEach((address, row) => {
      entries.push([address, row]);
    });
    for (let slot = 0; slot < this.keys.length; slot++) this.keys.set(slot, 0);
    this.rows.extend(this.keys.length, NO_ROW);
    this.keys.extend(this.keys.length, 0);
    for (const [address, row] of entries) {
      const slot = this.slotOf(address);
      this.keys.set(slot, address);
      this.rows.set(slot, row);
    }
  }
}

/** Any address, odd ones too, spread over 32 bits. */
function hash(address: number): number {
  const high = Math.floor(address / 2 ** 32);
  const low = address - high * 2 ** 32;
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
