// malloc and free over one ArrayBuffer or SharedArrayBuffer: blocks lie in the buffer, a pointer is a byte offset.
//
// What always holds: a block belongs to the slab that it lies in, the slab to one owner and one size class, and only the
// owner touches its free list and its carving, with plain loads and stores. Other threads send blocks back through
// outboxes (outbox.ts). All state lies in the buffer; this object holds positions, so that a thread that takes over an
// owner slot finds everything where its predecessor left it. No request is ever served from elsewhere: what the buffer
// cannot serve is refused with 0.
//
// What is detected, at once and by a RangeError: a pointer that no block begins at; a second free of a block that is on
// its owner's list because the owner freed it, or of a run. What is not: a second free when the first came from another
// thread, or after the block was handed out again, and writes beyond a block's end or after its free. Such a program
// can break the lists; `checkSharedHeap` tells.

import { badPointer } from "./bad-pointer.ts";
import { Mark, Record, recordOf, SLAB_BYTES, SLAB_SHIFT, slotWord } from "./geometry.ts";
import { checkSize, hotPath, mallocRun } from "./hot-path.ts";
import { flushOutboxes } from "./outbox.ts";
import { trim } from "./refill.ts";
import { resizeRun, runBytes } from "./runs.ts";
import { BLOCK_BYTES, GRANULE_BYTES, LARGEST_BLOCK } from "./size-classes.ts";
import type { Tables } from "./tables.ts";

/** A byte offset into the heap's buffer; 0 is NULL. */
export type Offset = number;

export class SharedHeap {
  readonly buffer: ArrayBufferLike;
  /** Number of the owner slot that this object holds, from 0. */
  readonly slot: number;

  /**
   * A block of at least `size` bytes, aligned to 16 bytes from the buffer's start; its bytes are whatever was there. A
   * size of 0 gives a block of 16 bytes. 0 if the buffer has no room, or `size` is beyond it.
   * @throws RangeError if `size` is not a whole number from 0
   */
  malloc: (size: number) => Offset;

  /**
   * Takes a block back; 0 is ignored. A block of another owner's slab goes into an outbox and is that owner's again some
   * 32 frees later, or with `flush`.
   * @throws RangeError if no block begins at `block`, or it is free already
   */
  free: (block: Offset) => void;

  private readonly tables: Tables;
  private ended = false;

  /** For `createSharedHeap` and `attachSharedHeap`, which took the slot. */
  constructor(tables: Tables, slot: number) {
    this.buffer = tables.words.buffer;
    this.slot = slot;
    this.tables = tables;
    const { malloc, free } = hotPath(tables, slot);
    this.malloc = malloc;
    this.free = free;
  }

  /**
   * A block of `count` times `size` bytes, all of its asked-for bytes 0. 0 if the product is beyond the buffer.
   * @throws RangeError if one of the two is not a whole number from 0
   */
  calloc(count: number, size: number): Offset {
    checkSize("calloc", count);
    checkSize("calloc", size);
    const block = this.malloc(count * size);
    if (block !== 0) this.tables.bytes.fill(0, block, block + count * size);
    return block;
  }

  /**
   * A block of at least `size` bytes whose offset is a multiple of `alignment`, which may be any power of two.
   * @throws RangeError if `alignment` is not a power of two or `size` not a whole number from 0
   */
  alignedAlloc(alignment: number, size: number): Offset {
    if (!(alignment >= 1 && Number.isInteger(Math.log2(alignment)))) {
      throw new RangeError(`alignedAlloc: an alignment is a power of two from 1; got ${alignment}`);
    }
    checkSize("alignedAlloc", size);
    if (alignment <= GRANULE_BYTES) return this.malloc(size);
    if (size <= LARGEST_BLOCK) {
      const fits = BLOCK_BYTES.find((bytes) => bytes >= size && bytes % alignment === 0);
      if (fits !== undefined) return this.malloc(fits);
    }
    this.refuseIfEnded();
    return mallocRun(this.tables, this.slot, size, Math.max(1, alignment / SLAB_BYTES));
  }

  /**
   * Makes the block `size` bytes long, moving it if it must; the bytes up to the smaller size are kept. A block of 0 is
   * malloc, a size of 0 is free and returns 0, as in glibc. 0 if there is no room: then the old block is untouched.
   * @throws RangeError as `malloc` and `free`
   */
  realloc(block: Offset, size: number): Offset {
    if (block === 0) return this.malloc(size);
    checkSize("realloc", size);
    const usable = this.usable("realloc", block);
    if (size === 0) {
      this.free(block);
      return 0;
    }
    if (usable > LARGEST_BLOCK && size > LARGEST_BLOCK) {
      if (resizeRun(this.tables, block, size)) return block;
    } else if (size <= usable && size * 2 > usable) return block;
    const moved = this.malloc(size);
    if (moved === 0) return size <= usable ? block : 0;
    this.tables.bytes.copyWithin(moved, block, block + Math.min(usable, size));
    this.free(block);
    return moved;
  }

  /**
   * Bytes of the block that the program may use: at least as many as it asked for.
   * @throws RangeError if no block begins at `block`, or it is free
   */
  usableSize(block: Offset): number {
    return this.usable("usableSize", block);
  }

  /** Sends the blocks of other owners that wait in this thread's outboxes; for a thread that is about to wait. */
  flush(): void {
    this.refuseIfEnded();
    flushOutboxes(this.tables, this.slot);
  }

  /**
   * Gives the owner's slabs without live blocks back to everybody; returns how many (64 KiB each). malloc does so by
   * itself when it finds no room.
   */
  trim(): number {
    this.refuseIfEnded();
    return trim(this.tables, this.slot);
  }

  /**
   * Ends this thread's use of the heap and leaves the slot to a successor, with all that is in it: live blocks stay
   * valid, blocks that come back later wait in the slot. The object refuses every call afterwards.
   */
  end(): void {
    if (this.ended) return;
    trim(this.tables, this.slot);
    this.ended = true;
    this.malloc = () => this.refuseIfEnded();
    this.free = () => this.refuseIfEnded();
    Atomics.store(this.tables.words, slotWord(this.tables.geometry, this.slot), 0);
  }

  private usable(call: string, block: Offset): number {
    this.refuseIfEnded();
    const { tables } = this;
    const run = runBytes(tables, block);
    if (run !== 0) return run;
    if (tables.marks[block / GRANULE_BYTES] !== Mark.Block) throw badPointer(tables, call, block);
    return tables.words[recordOf(tables.geometry, block >>> SLAB_SHIFT) + Record.Bytes] as number;
  }

  private refuseIfEnded(): 0 {
    if (this.ended) throw new RangeError("this heap object was ended; attach to its buffer again");
    return 0;
  }
}
