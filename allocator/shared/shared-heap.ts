// malloc and free over one ArrayBuffer or SharedArrayBuffer: blocks lie in the buffer, a pointer is a byte offset.
//
// What always holds: a block belongs to the slab that it lies in, the slab to one owner and one size class, and only the
// owner touches its free list and its carving, with plain loads and stores. Other threads send blocks back through
// outboxes (outbox.ts). All state lies in the buffer; this object holds positions, so that a thread that takes over an
// owner slot finds everything where its predecessor left it. No request is ever served from elsewhere: what the buffer
// cannot serve is refused with 0.
//
// What is detected, by the marks: a pointer that no block begins at, and a second free of a block that was not handed
// out again in between. What is not: a second free after the block has a new user, two threads that free one small block
// in the same instant, and writes beyond a block's end or after its free, which can break a list.

import { badPointer } from "./bad-pointer.ts";
import {
  classOfRow,
  Header,
  Mark,
  OWNER_ROW_WORDS,
  RECORD_SHIFT,
  Record,
  Row,
  recordOf,
  rowOf,
  SLAB_BYTES,
  SLAB_SHIFT,
  slabOf,
  slotWord,
} from "./geometry.ts";
import { drain, drainAll, flushOutboxes, sendBack } from "./outbox.ts";
import { allocateRun, freeRun, resizeRun, runBytes } from "./runs.ts";
import {
  BLOCK_BYTES,
  classOfGranules,
  GRANULE_BYTES,
  GRANULE_MASK,
  GRANULE_SHIFT,
  LARGEST_BLOCK,
} from "./size-classes.ts";
import { bindSlab, reclaim } from "./slab-life.ts";
import type { Tables } from "./tables.ts";

/** A byte offset into the heap's buffer; 0 is NULL. */
export type Offset = number;

export class SharedHeap {
  readonly buffer: ArrayBufferLike;
  /** Number of the owner slot that this object holds, from 0. */
  readonly slot: number;
  private readonly tables: Tables;
  private readonly words: Int32Array;
  private marks: Uint8Array;
  /** Row of the class that serves a number of granules. */
  private readonly rowOfGranules: Int32Array;
  private readonly ownRows: number;
  private readonly records: number;
  private ended = false;

  /** For `createSharedHeap` and `attachSharedHeap`, which took the slot. */
  constructor(tables: Tables, slot: number) {
    const { words, marks, geometry } = tables;
    this.buffer = words.buffer;
    this.slot = slot;
    this.tables = tables;
    this.words = words;
    this.marks = marks;
    this.rowOfGranules = Int32Array.from(classOfGranules(), (c) => rowOf(geometry, slot, c));
    this.ownRows = rowOf(geometry, slot, 0);
    this.records = geometry.records;
  }

  /**
   * A block of at least `size` bytes, aligned to 16 bytes from the buffer's start; its bytes are whatever was there. A
   * size of 0 gives a block of 16 bytes. 0 if the buffer has no room, or `size` is beyond it.
   * @throws RangeError if `size` is not a whole number from 0
   */
  malloc(size: number): Offset {
    if (size >>> 0 !== size || size > LARGEST_BLOCK) return this.mallocRun("malloc", size, 1);
    const { words } = this;
    const row = this.rowOfGranules[(size + GRANULE_MASK) >>> GRANULE_SHIFT] as number;
    const block = words[row] as number;
    if (block === 0) return this.refill(row);
    words[row] = words[block >>> 2] as number;
    this.marks[block >>> GRANULE_SHIFT] = Mark.Block;
    return block;
  }

  /**
   * Takes a block back; 0 is ignored. A block of another owner's slab goes into an outbox and is that owner's again some
   * 32 frees later, or with `flush`.
   * @throws RangeError if no block begins at `block`, or it is free already
   */
  free(block: Offset): void {
    const { words, marks } = this;
    const mark = block >>> GRANULE_SHIFT;
    if ((block & GRANULE_MASK) !== 0 || marks[mark] !== Mark.Block) {
      this.freeOther(block);
      return;
    }
    marks[mark] = Mark.None;
    const row = words[this.records + ((block >>> SLAB_SHIFT) << RECORD_SHIFT)] as number;
    if ((row - this.ownRows) >>> 0 < OWNER_ROW_WORDS) {
      words[block >>> 2] = words[row] as number;
      words[row] = block;
    } else sendBack(this.tables, this.slot, row, block);
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
    return this.mallocRun("alignedAlloc", size, Math.max(1, alignment / SLAB_BYTES));
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

  /** Sends the blocks of other owners that wait in this thread's outboxes; before a thread waits for long. */
  flush(): void {
    flushOutboxes(this.tables, this.slot);
  }

  /** Gives the owner's slabs without live blocks back to everybody; returns how many (64 KiB each). */
  trim(): number {
    this.flush();
    drainAll(this.tables, this.slot);
    return reclaim(this.tables, this.slot);
  }

  /**
   * Ends this thread's use of the heap and leaves the slot to a successor, with all that is in it: live blocks stay
   * valid, blocks that come back later wait in the slot. The object cannot be used afterwards.
   */
  end(): void {
    if (this.ended) return;
    this.trim();
    this.ended = true;
    this.rowOfGranules.fill(Header.AlwaysZero);
    this.marks = new Uint8Array(0);
    Atomics.store(this.words, slotWord(this.tables.geometry, this.slot), 0);
  }

  /** malloc with an empty list: blocks that came back, blocks never used, a fresh slab. */
  private refill(row: number): Offset {
    this.refuseIfEnded("malloc");
    const { words, tables } = this;
    const { geometry } = tables;
    if (geometry.owners > 1) {
      drain(tables, row);
      if (words[row + Row.Head] !== 0) return this.pop(row);
    }
    const block = this.carve(row);
    if (block !== 0) return block;
    const sizeClass = classOfRow(geometry, row);
    if (!bindSlab(tables, row, sizeClass)) {
      const released = this.trim() > 0;
      if (words[row + Row.Head] !== 0) return this.pop(row);
      if (!released || !bindSlab(tables, row, sizeClass)) return 0;
    }
    return this.carve(row);
  }

  private pop(row: number): Offset {
    const { words } = this;
    const block = words[row + Row.Head] as number;
    words[row + Row.Head] = words[block >>> 2] as number;
    this.marks[block >>> GRANULE_SHIFT] = Mark.Block;
    return block;
  }

  /** The next never-used block of the slab that the row carves, 0 if it has none. */
  private carve(row: number): Offset {
    const { words } = this;
    const record = words[row + Row.Carving] as number;
    if (record === 0) return 0;
    const carved = words[record + Record.Carved] as number;
    if (carved === words[record + Record.Capacity]) {
      words[row + Row.Carving] = 0;
      return 0;
    }
    words[record + Record.Carved] = carved + (words[record + Record.Bytes] as number);
    const block = slabOf(this.tables.geometry, record) * SLAB_BYTES + carved;
    this.marks[block >>> GRANULE_SHIFT] = Mark.Block;
    return block;
  }

  private mallocRun(call: string, size: number, alignment: number): Offset {
    checkSize(call, size);
    this.refuseIfEnded(call);
    if (size > this.tables.geometry.bytes) return 0;
    const bytes = Math.max(size, 1);
    const block = allocateRun(this.tables, bytes, alignment);
    if (block !== 0 || this.trim() === 0) return block;
    return allocateRun(this.tables, bytes, alignment);
  }

  /** free of what is no small block: NULL, a run, a mistake. */
  private freeOther(block: Offset): void {
    if (block === 0) return;
    this.refuseIfEnded("free");
    if (!freeRun(this.tables, block)) throw badPointer(this.tables, "free", block);
  }

  private usable(call: string, block: Offset): number {
    this.refuseIfEnded(call);
    const run = runBytes(this.tables, block);
    if (run !== 0) return run;
    if (this.marks[block / GRANULE_BYTES] !== Mark.Block) {
      throw badPointer(this.tables, call, block);
    }
    const record = recordOf(this.tables.geometry, block >>> SLAB_SHIFT);
    return this.words[record + Record.Bytes] as number;
  }

  private refuseIfEnded(call: string): void {
    if (this.ended)
      throw new RangeError(`${call}: this heap object was ended; attach to the buffer again`);
  }
}

function checkSize(call: string, size: number): void {
  if (!Number.isInteger(size) || size < 0) {
    throw new RangeError(`${call}: a size is a whole number of bytes from 0; got ${size}`);
  }
}
