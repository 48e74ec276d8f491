// Every block that a pool above Tiny ever carved: where it is, what it is, and who holds it.
//
// A block has a dense number for life; blocks are never uncarved. Its place is one number: the requested size (0 and up)
// while the program holds it, else a `BlockPlace`. Lists link blocks by number beside the blocks' bytes, so a program's stray
// writes into a freed block are not followed here as they are in Tiny (a decision: no document describes these links). A
// double free still does what it does in C: the block is in a list twice and is handed out twice.

import { AddressIndex } from "../address-index.ts";
import type { DoubleColumn, IntColumn, Store } from "../columns.ts";

export const BlockPlace = { Listed: -1, RemoteQueued: -2 } as const;

export class LargeBlocks {
  readonly user: DoubleColumn;
  readonly run: IntColumn;
  readonly sizeClass: IntColumn;
  /** Requested size of a live block, else a `BlockPlace`. */
  readonly state: IntColumn;
  /** Next block of the list the block is in. */
  readonly next: IntColumn;
  private readonly index: AddressIndex;

  constructor(store: Store) {
    this.index = new AddressIndex(store);
    this.user = store.doubles();
    this.run = store.ints();
    this.sizeClass = store.ints();
    this.state = store.ints();
    this.next = store.ints();
  }

  get count(): number {
    return this.user.length;
  }

  /** The block whose USER this is, NO_ROW if there is none. */
  find(user: number): number {
    return this.index.find(user);
  }

  /** A block that is in no list yet. */
  add(user: number, run: number, sizeClass: number): number {
    const block = this.user.push(user);
    this.run.push(run);
    this.sizeClass.push(sizeClass);
    this.state.push(BlockPlace.Listed);
    this.next.push(-1);
    this.index.set(user, block);
    return block;
  }
}
