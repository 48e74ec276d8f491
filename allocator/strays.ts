// What a list of free blocks can hold beside block numbers: nothing, or an address that is no block of the list's class.
//
// A *ref* is one integer: a block number from 0 on, NONE at a list's end, and below that the row of a stray address. An
// address becomes a stray when a confused allocator takes it for a block: a foreign pointer, a block of another class, a
// word that a program wrote over a link. Rows are kept for good; there are few.

import { AddressIndex, NO_ROW } from "./address-index.ts";
import type { DoubleColumn, Store } from "./columns.ts";

const FIRST_STRAY = -2;

export class Strays {
  private readonly index: AddressIndex;
  private readonly addresses: DoubleColumn;

  constructor(store: Store) {
    this.index = new AddressIndex(store);
    this.addresses = store.doubles();
  }

  /** The ref of an address that is not 0. */
  refOf(address: number): number {
    let row = this.index.find(address);
    if (row === NO_ROW) {
      row = this.addresses.push(address);
      this.index.set(address, row);
    }
    return FIRST_STRAY - row;
  }

  addressOf(ref: number): number {
    return this.addresses.get(FIRST_STRAY - ref);
  }
}
