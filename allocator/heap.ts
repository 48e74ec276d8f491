// The Tiny heap as tables: SuperSlabs, their activated slabs, and the blocks that were ever carved.
//
// A block has a dense number and sixteen stored bytes: its front, where header byte, link and the first payload bytes
// really lie and from which the allocator reads them back. Bytes further in are never stored; `memory.ts` makes them up
// from `written`. Records come into being when slabs are activated and blocks are carved, so a SuperSlab of which sixteen
// blocks are used costs a kilobyte and a heap of 100 GB fits a small machine.
//
// `state` is truth for statistics and checks: where a block is. The allocator itself never reads it to decide anything.

import type { ByteColumn, DoubleColumn, IntColumn, Store } from "./columns.ts";
import {
  FIRST_CLASS_SHIFT,
  FIRST_SLAB_OFFSET,
  MMAP_TOP,
  SLAB_BYTES,
  SLAB_MASK,
  SLAB_SHIFT,
  SLABS_PER_SUPER_SLAB,
  SUPER_SLAB_BYTES,
  USER_SPACE_END,
} from "./layout.ts";
import { blockBytes, linkOffset, sizeClasses, slabCapacity } from "./size-class.ts";

export const NONE = -1;

/** Where a block is; a live one has its requested size (0 and up) as state instead. Lost: let go of, taken by nobody. */
export const BlockState = { Cached: -1, FreeListed: -2, RemoteQueued: -3, Lost: -4 } as const;

/** Stored bytes per block; the smallest block has fewer and leaves the rest unused. */
export const FRONT_BYTES = 16;
const FRONT_SHIFT = 4;
/** Block numbers are given out in runs, so that a slab's directory stays short. */
const RUN_SHIFT = 5;
const RUN_BLOCKS = 2 ** RUN_SHIFT;
const TOP_UNIT = MMAP_TOP / SUPER_SLAB_BYTES - 1;

const linkOffsets = sizeClasses.map(linkOffset);

export class Heap {
  /** Set by `find`: slab of the block, NONE if the address lies in no slab; its class; the offset inside the block. */
  foundSlab = NONE;
  foundClass = NONE;
  foundOffset = 0;

  readonly base: DoubleColumn;
  readonly sizeClass: IntColumn;
  /** A set bit: slab in use. */
  readonly bitmap: IntColumn;
  readonly activeSlabs: IntColumn;
  /** total_active_blocks: blocks outside free lists and remote queues. */
  readonly activeBlocks: IntColumn;
  /** 1: has a registry slot. */
  readonly registered: IntColumn;
  /** Next SuperSlab of the class head, when threads share one. */
  readonly nextChunk: IntColumn;

  readonly slabSuperSlab: IntColumn;
  readonly slabIndex: IntColumn;
  /** Thread that may allocate from it; NONE once returned. */
  readonly owner: IntColumn;
  /** meta->used: blocks that are neither uncarved nor on the free list. */
  readonly used: IntColumn;
  readonly carved: IntColumn;
  readonly freeHead: DoubleColumn;
  readonly remoteHead: DoubleColumn;
  readonly remoteCount: IntColumn;
  /** Next slab of the same owner; next slab of the list of slabs with freed blocks, or NONE; 1 while in that list. */
  readonly nextOwned: IntColumn;
  readonly nextOffered: IntColumn;
  readonly offered: IntColumn;

  readonly state: IntColumn;
  /** Most bytes the program ever wrote into the block from USER on. */
  readonly written: IntColumn;
  private readonly front: ByteColumn;
  private readonly superSlabAt: IntColumn;
  private readonly slabAt: IntColumn;
  private readonly directoryStart: IntColumn;
  private readonly directory: IntColumn;

  constructor(store: Store) {
    this.base = store.doubles();
    this.sizeClass = store.ints();
    this.bitmap = store.ints();
    this.activeSlabs = store.ints();
    this.activeBlocks = store.ints();
    this.registered = store.ints();
    this.nextChunk = store.ints();
    this.slabSuperSlab = store.ints();
    this.slabIndex = store.ints();
    this.owner = store.ints();
    this.used = store.ints();
    this.carved = store.ints();
    this.freeHead = store.doubles();
    this.remoteHead = store.doubles();
    this.remoteCount = store.ints();
    this.nextOwned = store.ints();
    this.nextOffered = store.ints();
    this.offered = store.ints();
    this.state = store.ints();
    this.written = store.ints();
    this.front = store.bytes();
    this.superSlabAt = store.ints();
    this.slabAt = store.ints();
    this.directoryStart = store.ints();
    this.directory = store.ints();
  }

  get superSlabCount(): number {
    return this.base.length;
  }

  get slabCount(): number {
    return this.owner.length;
  }

  addSuperSlab(base: number, sizeClass: number): number {
    const superSlab = this.base.push(base);
    this.sizeClass.push(sizeClass);
    this.bitmap.push(0);
    this.activeSlabs.push(0);
    this.activeBlocks.push(0);
    this.registered.push(0);
    this.nextChunk.push(NONE);
    this.slabAt.extend(SLABS_PER_SUPER_SLAB, NONE);
    const row = TOP_UNIT - base / SUPER_SLAB_BYTES;
    if (row >= this.superSlabAt.length) {
      this.superSlabAt.extend(row + 1 - this.superSlabAt.length, NONE);
    }
    this.superSlabAt.set(row, superSlab);
    return superSlab;
  }

  /** Marks the slab in use and gives it a record. */
  activateSlab(superSlab: number, index: number, owner: number): number {
    const slab = this.owner.push(owner);
    this.slabSuperSlab.push(superSlab);
    this.slabIndex.push(index);
    this.used.push(0);
    this.carved.push(0);
    this.freeHead.push(0);
    this.remoteHead.push(0);
    this.remoteCount.push(0);
    this.nextOwned.push(NONE);
    this.nextOffered.push(NONE);
    this.offered.push(0);
    this.directoryStart.push(this.directory.length);
    const capacity = slabCapacity(this.sizeClass.get(superSlab), index);
    this.directory.extend((capacity + RUN_BLOCKS - 1) >>> RUN_SHIFT, NONE);
    this.slabAt.set(superSlab * SLABS_PER_SUPER_SLAB + index, slab);
    this.bitmap.set(superSlab, this.bitmap.get(superSlab) | (1 << index));
    this.activeSlabs.add(superSlab, 1);
    return slab;
  }

  /** Cuts the slab's next block; its bytes are zero. The caller knows there is room and says where it goes. */
  carve(slab: number, state: number): number {
    const index = this.carved.get(slab);
    const entry = this.directoryStart.get(slab) + (index >>> RUN_SHIFT);
    if ((index & (RUN_BLOCKS - 1)) === 0) {
      this.directory.set(entry, this.state.length >>> RUN_SHIFT);
      this.state.extend(RUN_BLOCKS, BlockState.FreeListed);
      this.written.extend(RUN_BLOCKS, 0);
      this.front.extend(RUN_BLOCKS * FRONT_BYTES);
    }
    this.carved.set(slab, index + 1);
    const block = (this.directory.get(entry) << RUN_SHIFT) + (index & (RUN_BLOCKS - 1));
    this.state.set(block, state);
    return block;
  }

  superSlabOf(address: number): number {
    if (!(address > 0 && address < MMAP_TOP)) return NONE;
    const row = TOP_UNIT - ((address / SUPER_SLAB_BYTES) | 0);
    return row < this.superSlabAt.length ? this.superSlabAt.get(row) : NONE;
  }

  /** Record of a slab, NONE while it is not in use. */
  slabOf(superSlab: number, index: number): number {
    return this.slabAt.get(superSlab * SLABS_PER_SUPER_SLAB + index);
  }

  /** The carved block that holds the address, NONE if there is none; sets `foundSlab` and `foundOffset`. */
  find(address: number): number {
    this.foundSlab = NONE;
    const superSlab = this.superSlabOf(address);
    if (superSlab === NONE) return NONE;
    const offset = address - this.base.get(superSlab);
    const index = offset >>> SLAB_SHIFT;
    const slab = this.slabAt.get(superSlab * SLABS_PER_SUPER_SLAB + index);
    if (slab === NONE) return NONE;
    const within = (offset & SLAB_MASK) - (index === 0 ? FIRST_SLAB_OFFSET : 0);
    if (within < 0) return NONE;
    const sizeClass = this.sizeClass.get(superSlab);
    const shift = sizeClass + FIRST_CLASS_SHIFT;
    const row = within >>> shift;
    this.foundSlab = slab;
    this.foundClass = sizeClass;
    if (row >= this.carved.get(slab)) return NONE;
    this.foundOffset = within & ((1 << shift) - 1);
    return this.blockOf(slab, row);
  }

  /** The carved block of that class which starts at the address, NONE if there is none. */
  findStart(base: number, sizeClass: number): number {
    const block = this.find(base);
    return block !== NONE && this.foundOffset === 0 && this.foundClass === sizeClass ? block : NONE;
  }

  blockOf(slab: number, row: number): number {
    const run = this.directory.get(this.directoryStart.get(slab) + (row >>> RUN_SHIFT));
    return (run << RUN_SHIFT) + (row & (RUN_BLOCKS - 1));
  }

  slabClass(slab: number): number {
    return this.sizeClass.get(this.slabSuperSlab.get(slab));
  }

  capacityOf(slab: number): number {
    return slabCapacity(this.slabClass(slab), this.slabIndex.get(slab));
  }

  /** BASE of the slab's block in row `row`. */
  blockAddress(slab: number, row: number): number {
    const index = this.slabIndex.get(slab);
    const start = this.base.get(this.slabSuperSlab.get(slab)) + index * SLAB_BYTES;
    return start + (index === 0 ? FIRST_SLAB_OFFSET : 0) + row * blockBytes(this.slabClass(slab));
  }

  byte(block: number, offset: number): number {
    return this.front.get((block << FRONT_SHIFT) + offset);
  }

  setByte(block: number, offset: number, value: number): void {
    this.front.set((block << FRONT_SHIFT) + offset, value);
  }

  /** Overwrites stored bytes `from` up to `to`, as far as they are stored. */
  fillFront(block: number, from: number, to: number, value: number): void {
    const start = block << FRONT_SHIFT;
    this.front.fill(start + from, start + Math.min(to, FRONT_BYTES), value);
  }

  /** The link as it lies in the block's bytes; whatever lies there is the answer. */
  link(block: number, sizeClass: number): number {
    return this.front.word((block << FRONT_SHIFT) + (linkOffsets[sizeClass] as number));
  }

  setLink(block: number, sizeClass: number, address: number): void {
    this.front.setWord((block << FRONT_SHIFT) + (linkOffsets[sizeClass] as number), address);
  }
}

/** Could the word be an address of user space at all? */
export function isUserAddress(word: number): boolean {
  return word > 0 && word < USER_SPACE_END;
}
