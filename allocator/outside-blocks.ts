// The program's blocks that are not Tiny: mappings of their own and libc fallbacks, by USER address.
//
// For a mapping this is the allocator's own knowledge (what its AllocHeader would hold). For libc blocks it is only
// the book of what the program was given, read by statistics, realloc and the byte view; who may free such a block is
// decided from its stored words, not from here.

import { AddressIndex, NO_ROW } from "./address-index.ts";
import type { DoubleColumn, IntColumn, Store } from "./columns.ts";
import { ALLOC_METHOD_MALLOC, ALLOC_METHOD_MMAP } from "./layout.ts";

export const OutsideKind = { Mapping: 0, LibcWithHeader: 1, LibcPlain: 2 } as const;
export type OutsideKind = (typeof OutsideKind)[keyof typeof OutsideKind];

interface OutsideBlock {
  readonly user: number;
  readonly kind: OutsideKind;
  readonly requested: number;
  readonly usable: number;
  /** Mapping: its start and length; else 0. */
  readonly start: number;
  readonly length: number;
  /** Low word of the AllocHeader. */
  readonly word: number;
}

export class OutsideBlocks {
  private readonly index: AddressIndex;
  private readonly kinds: IntColumn;
  private readonly requests: DoubleColumn;
  private readonly usables: DoubleColumn;
  private readonly starts: DoubleColumn;
  private readonly lengths: DoubleColumn;
  private readonly words: DoubleColumn;
  /** Rows to use again. */
  private readonly spare: IntColumn;

  constructor(store: Store) {
    this.index = new AddressIndex(store);
    this.kinds = store.ints();
    this.requests = store.doubles();
    this.usables = store.doubles();
    this.starts = store.doubles();
    this.lengths = store.doubles();
    this.words = store.doubles();
    this.spare = store.ints();
  }

  get size(): number {
    return this.index.size;
  }

  find(user: number): number {
    return this.index.find(user);
  }

  add(block: OutsideBlock): void {
    let row = NO_ROW;
    if (this.spare.length > 0) {
      row = this.spare.get(this.spare.length - 1);
      this.spare.length--;
    } else {
      row = this.kinds.push(0);
      for (const column of [this.requests, this.usables, this.starts, this.lengths, this.words]) {
        column.push(0);
      }
    }
    this.kinds.set(row, block.kind);
    this.requests.set(row, block.requested);
    this.usables.set(row, block.usable);
    this.starts.set(row, block.start);
    this.lengths.set(row, block.length);
    this.words.set(row, block.word);
    this.index.set(block.user, row);
  }

  remove(user: number): void {
    const row = this.index.remove(user);
    if (row !== NO_ROW) this.spare.push(row);
  }

  kind(row: number): OutsideKind {
    return this.kinds.get(row) as OutsideKind;
  }

  method(row: number): number {
    return this.kind(row) === OutsideKind.Mapping ? ALLOC_METHOD_MMAP : ALLOC_METHOD_MALLOC;
  }

  word(row: number): number {
    return this.words.get(row);
  }

  requested(row: number): number {
    return this.requests.get(row);
  }

  setRequested(row: number, size: number): void {
    this.requests.set(row, size);
  }

  usable(row: number): number {
    return this.usables.get(row);
  }

  start(row: number): number {
    return this.starts.get(row);
  }

  length(row: number): number {
    return this.lengths.get(row);
  }

  forEach(visit: (user: number, row: number) => void): void {
    this.index.forEach(visit);
  }
}
