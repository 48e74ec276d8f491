// The Tiny heap as tables: SuperSlabs, their activated slabs, and the arithmetic from addresses to blocks and back.
//
// Records come into being when slabs are activated and blocks are carved, so a heap of 100 GB of which little is used
// fits a small machine. A SuperSlab's number is its order of creation and never used again; slab records and runs of
// block numbers are. What is decided with these tables stands in super-slabs.ts, slab-lists.ts and their neighbours.

import { CLASS_MASK, CLASS_SHIFT, HEADER_BYTES, HEADER_MAGIC, NONE, RUN_SHIFT } from "./bits.ts";
import { BlockState, Blocks, FRONT_BYTES, RUN_BLOCKS } from "./blocks.ts";
import type { DoubleColumn, HotColumn, IntColumn, Store } from "./columns.ts";
import {
  FIRST_SLAB_OFFSET,
  LINK_BYTES,
  MMAP_TOP,
  SLAB_BYTES,
  SLAB_MASK,
  SLAB_SHIFT,
} from "./layout.ts";
import type { Policy } from "./policy.ts";
import { SizeClasses } from "./size-class.ts";

export const SuperSlabState = { InUse: 0, Reserved: 1, Released: 2 } as const;

export class Heap {
  /** Set by `find`: slab of the block, NONE if the address lies in no slab; its class; the offset inside the block. */
  foundSlab = NONE;
  foundClass = NONE;
  foundOffset = 0;

  readonly sizes: SizeClasses;
  readonly superSlabBytes: number;
  readonly slabsPerSuperSlab: number;
  readonly fullBitmap: number;
  readonly blocks: Blocks;

  readonly base: DoubleColumn;
  /** Class of the whole SuperSlab, NONE where slabs have classes of their own. */
  readonly sizeClass: IntColumn;
  /** A set bit: slab in use. */
  readonly bitmap: IntColumn;
  readonly activeSlabs: IntColumn;
  /** total_active_blocks: blocks outside free lists and remote queues. */
  readonly activeBlocks: IntColumn;
  /** 1: has a registry slot. */
  readonly registered: IntColumn;
  readonly superSlabState: IntColumn;
  /** Neighbours in the class head's chunk list; next one of those that have a free slab again. */
  readonly nextChunk: IntColumn;
  readonly previousChunk: IntColumn;

  readonly slabSuperSlab: IntColumn;
  readonly slabIndex: IntColumn;
  /** Owner and class of a slab as a row of the owner's caches: owner * 8 + class; owner -1 is nobody. */
  readonly ownerRow: HotColumn;
  /** meta->used: blocks that are neither uncarved nor on the free list. */
  readonly used: IntColumn;
  readonly carved: IntColumn;
  /** First block of the free list and of the remote queue. */
  readonly freeHead: IntColumn;
  readonly remoteHead: IntColumn;
  readonly remoteCount: IntColumn;
  /** Neighbours among the owner's slabs; next slab of the list of slabs with freed blocks; 1 while in that list. */
  readonly nextOwned: IntColumn;
  readonly previousOwned: IntColumn;
  readonly nextOffered: IntColumn;
  readonly offered: IntColumn;

  private readonly superSlabAt: IntColumn;
  private readonly slabAt: IntColumn;
  private readonly slabStart: DoubleColumn;
  private readonly directoryStart: IntColumn;
  private readonly directoryLength: IntColumn;
  private readonly directory: IntColumn;
  private readonly spareSlabs: IntColumn;
  private readonly topUnit: number;

  constructor(store: Store, policy: Policy) {
    this.sizes = new SizeClasses(policy.blocks, policy.switches.sizeMapping);
    this.superSlabBytes = 2 ** policy.superSlabs.lg;
    this.slabsPerSuperSlab = this.superSlabBytes / SLAB_BYTES;
    this.fullBitmap = 2 ** this.slabsPerSuperSlab - 1;
    this.topUnit = MMAP_TOP / this.superSlabBytes - 1;
    this.blocks = new Blocks(store, policy.switches.writes !== "none" || policy.bugs.length > 0);
    this.base = store.doubles();
    this.sizeClass = store.ints();
    this.bitmap = store.ints();
    this.activeSlabs = store.ints();
    this.activeBlocks = store.ints();
    this.registered = store.ints();
    this.superSlabState = store.ints();
    this.nextChunk = store.ints();
    this.previousChunk = store.ints();
    this.slabSuperSlab = store.ints();
    this.slabIndex = store.ints();
    this.ownerRow = store.hotInts();
    this.used = store.ints();
    this.carved = store.ints();
    this.freeHead = store.ints();
    this.remoteHead = store.ints();
    this.remoteCount = store.ints();
    this.nextOwned = store.ints();
    this.previousOwned = store.ints();
    this.nextOffered = store.ints();
    this.offered = store.ints();
    this.superSlabAt = store.ints();
    this.slabAt = store.ints();
    this.slabStart = store.doubles();
    this.directoryStart = store.ints();
    this.directoryLength = store.ints();
    this.directory = store.ints();
    this.spareSlabs = store.ints();
  }

  /** SuperSlabs ever created. */
  get superSlabCount(): number {
    return this.base.length;
  }

  /** Slab records, in use or spare. */
  get slabCount(): number {
    return this.ownerRow.length;
  }

  addSuperSlab(base: number, sizeClass: number): number {
    const superSlab = this.base.push(base);
    this.sizeClass.push(sizeClass);
    this.bitmap.push(0);
    this.activeSlabs.push(0);
    this.activeBlocks.push(0);
    this.registered.push(0);
    this.superSlabState.push(SuperSlabState.InUse);
    this.nextChunk.push(NONE);
    this.previousChunk.push(NONE);
    this.slabAt.extend(this.slabsPerSuperSlab, NONE);
    const row = this.topUnit - base / this.superSlabBytes;
    if (row >= this.superSlabAt.length) {
      this.superSlabAt.extend(row + 1 - this.superSlabAt.length, NONE);
    }
    this.superSlabAt.set(row, superSlab);
    return superSlab;
  }

  /** The SuperSlab's memory is the allocator's no more. */
  removeSuperSlab(superSlab: number): void {
    this.superSlabState.set(superSlab, SuperSlabState.Released);
    this.superSlabAt.set(this.topUnit - this.base.get(superSlab) / this.superSlabBytes, NONE);
  }

  /** Marks the slab in use and gives it a record. */
  activateSlab(superSlab: number, index: number, sizeClass: number, owner: number): number {
    let slab = this.spareSlabs.pop(NONE);
    if (slab === NONE) slab = this.addSlabRecord();
    this.slabSuperSlab.set(slab, superSlab);
    this.slabIndex.set(slab, index);
    this.ownerRow.set(slab, (owner << CLASS_SHIFT) | sizeClass);
    const start = index * SLAB_BYTES + (index === 0 ? FIRST_SLAB_OFFSET : 0);
    this.slabStart.set(slab, this.base.get(superSlab) + start);
    this.giveDirectory(
      slab,
      (this.sizes.capacity(sizeClass, index) + RUN_BLOCKS - 1) >>> RUN_SHIFT,
    );
    this.slabAt.set(superSlab * this.slabsPerSuperSlab + index, slab);
    this.bitmap.set(superSlab, this.bitmap.get(superSlab) | (1 << index));
    this.activeSlabs.add(superSlab, 1);
    return slab;
  }

  /** The slab is not in use any more; all its blocks are free and in no list. */
  deactivateSlab(slab: number): void {
    const superSlab = this.slabSuperSlab.get(slab);
    const index = this.slabIndex.get(slab);
    const runs = (this.carved.get(slab) + RUN_BLOCKS - 1) >>> RUN_SHIFT;
    for (let run = 0; run < runs; run++) {
      this.blocks.removeRun(this.directory.get(this.directoryStart.get(slab) + run));
    }
    this.carved.set(slab, 0);
    this.used.set(slab, 0);
    this.freeHead.set(slab, NONE);
    this.remoteHead.set(slab, NONE);
    this.remoteCount.set(slab, 0);
    this.slabAt.set(superSlab * this.slabsPerSuperSlab + index, NONE);
    this.bitmap.set(superSlab, this.bitmap.get(superSlab) & ~(1 << index));
    this.activeSlabs.add(superSlab, -1);
    this.slabSuperSlab.set(slab, NONE);
    if (this.offered.get(slab) === 0) this.spareSlabs.push(slab);
  }

  /** A record that was waiting in a list of offered slabs may be used again. */
  spareSlab(slab: number): void {
    this.spareSlabs.push(slab);
  }

  isActive(slab: number): boolean {
    return this.slabSuperSlab.get(slab) !== NONE;
  }

  /** Cuts the slab's next block and writes its header. The caller knows there is room and says where it goes. */
  carve(slab: number, state: number): number {
    const row = this.carved.get(slab);
    const entry = this.directoryStart.get(slab) + (row >>> RUN_SHIFT);
    if ((row & (RUN_BLOCKS - 1)) === 0) {
      const base =
        this.slabStart.get(slab) + row * (this.sizes.strides[this.classOf(slab)] as number);
      this.directory.set(entry, this.blocks.addRun(slab, row, base));
    }
    this.carved.set(slab, row + 1);
    const block = (this.directory.get(entry) << RUN_SHIFT) + (row & (RUN_BLOCKS - 1));
    this.blocks.setState(block, state);
    if (this.blocks.inBytes) this.writeHeader(block, this.classOf(slab));
    return block;
  }

  writeHeader(block: number, sizeClass: number): void {
    if ((this.sizes.userOffsets[sizeClass] as number) === HEADER_BYTES) {
      this.blocks.setFrontByte(block, 0, HEADER_MAGIC + sizeClass);
    }
  }

  superSlabOf(address: number): number {
    if (!(address > 0 && address < MMAP_TOP)) return NONE;
    const row = this.topUnit - Math.floor(address / this.superSlabBytes);
    return row < this.superSlabAt.length ? this.superSlabAt.get(row) : NONE;
  }

  /** Record of a slab, NONE while it is not in use. */
  slabOf(superSlab: number, index: number): number {
    return this.slabAt.get(superSlab * this.slabsPerSuperSlab + index);
  }

  /** The carved block that holds the address, NONE if there is none; sets `foundSlab` and `foundOffset`. */
  find(address: number): number {
    this.foundSlab = NONE;
    const superSlab = this.superSlabOf(address);
    if (superSlab === NONE) return NONE;
    const offset = address - this.base.get(superSlab);
    const index = offset >>> SLAB_SHIFT;
    const slab = this.slabAt.get(superSlab * this.slabsPerSuperSlab + index);
    if (slab === NONE) return NONE;
    const within = (offset & SLAB_MASK) - (index === 0 ? FIRST_SLAB_OFFSET : 0);
    if (within < 0) return NONE;
    const sizeClass = this.classOf(slab);
    const stride = this.sizes.strides[sizeClass] as number;
    const row = (within / stride) | 0;
    this.foundSlab = slab;
    this.foundClass = sizeClass;
    if (row >= this.carved.get(slab)) return NONE;
    this.foundOffset = within - row * stride;
    return this.blockOf(slab, row);
  }

  /** The carved block of that class which starts at the address, NONE if there is none. */
  findStart(base: number, sizeClass: number): number {
    const block = this.find(base);
    return block !== NONE && this.foundOffset === 0 && this.foundClass === sizeClass ? block : NONE;
  }

  /** The block whose USER is the address, NONE if there is none. */
  findUser(user: number): number {
    const block = this.find(user);
    if (block === NONE) return NONE;
    return this.foundOffset === this.sizes.userOffsets[this.foundClass] ? block : NONE;
  }

  blockOf(slab: number, row: number): number {
    const run = this.directory.get(this.directoryStart.get(slab) + (row >>> RUN_SHIFT));
    return (run << RUN_SHIFT) + (row & (RUN_BLOCKS - 1));
  }

  classOf(slab: number): number {
    return this.ownerRow.get(slab) & CLASS_MASK;
  }

  /** NONE: nobody. */
  ownerOf(slab: number): number {
    return this.ownerRow.get(slab) >> CLASS_SHIFT;
  }

  setOwner(slab: number, owner: number): void {
    this.ownerRow.set(slab, (owner << CLASS_SHIFT) | this.classOf(slab));
  }

  capacityOf(slab: number): number {
    return this.sizes.capacity(this.classOf(slab), this.slabIndex.get(slab));
  }

  /** Address of a slab's first block. */
  startOf(slab: number): number {
    return this.slabStart.get(slab);
  }

  /** BASE of a block. */
  baseOf(block: number): number {
    const slab = this.blocks.slabOf(block);
    return (
      this.slabStart.get(slab) +
      this.blocks.rowOf(block) * (this.sizes.strides[this.classOf(slab)] as number)
    );
  }

  /** USER of a block. */
  userOf(block: number): number {
    const sizeClass = this.classOf(this.blocks.slabOf(block));
    return this.baseOf(block) + (this.sizes.userOffsets[sizeClass] as number);
  }

  /** A byte of a carved block's first sixteen, stored or as the fast mode's two integers say it. */
  byte(block: number, offset: number): number {
    const { blocks } = this;
    if (blocks.inBytes) return blocks.frontByte(block, offset);
    const sizeClass = this.classOf(blocks.slabOf(block));
    const header = (this.sizes.userOffsets[sizeClass] as number) === HEADER_BYTES;
    const at = this.sizes.linkOffsets[sizeClass] as number;
    const kept = header && (at > 0 || blocks.isLive(block));
    if (kept && offset < HEADER_BYTES) return HEADER_MAGIC + sizeClass;
    if (offset < at || offset >= at + LINK_BYTES) return 0;
    const next = blocks.fastLink(block);
    return next === NONE ? 0 : Math.floor(this.baseOf(next) / 256 ** (offset - at)) % 256;
  }

  /** Fast to bytes: every carved block gets the bytes that its two integers stood for. */
  turnToBytes(): void {
    const { blocks, sizes } = this;
    if (blocks.inBytes) return;
    blocks.extendFronts();
    for (let slab = 0; slab < this.slabCount; slab++) {
      if (!this.isActive(slab)) continue;
      const sizeClass = this.classOf(slab);
      const at = sizes.linkOffsets[sizeClass] as number;
      for (let row = 0; row < this.carved.get(slab); row++) {
        const block = this.blockOf(slab, row);
        const next = blocks.fastLink(block);
        blocks.setFrontWord(block, at, next === NONE ? 0 : this.baseOf(next));
        if (at > 0 || blocks.isLive(block)) this.writeHeader(block, sizeClass);
      }
    }
    blocks.readFronts();
  }

  private addSlabRecord(): number {
    const slab = this.ownerRow.push(0);
    this.slabSuperSlab.push(NONE);
    this.slabIndex.push(0);
    this.used.push(0);
    this.carved.push(0);
    this.freeHead.push(NONE);
    this.remoteHead.push(NONE);
    this.remoteCount.push(0);
    this.nextOwned.push(NONE);
    this.previousOwned.push(NONE);
    this.nextOffered.push(NONE);
    this.offered.push(0);
    this.slabStart.push(0);
    this.directoryStart.push(0);
    this.directoryLength.push(0);
    return slab;
  }

  /** Room for the numbers of a slab's runs; a reused record keeps its room if it is large enough. */
  private giveDirectory(slab: number, runs: number): void {
    if (this.directoryLength.get(slab) >= runs) return;
    this.directoryStart.set(slab, this.directory.length);
    this.directoryLength.set(slab, runs);
    this.directory.extend(runs, NONE);
  }
}

export { BlockState, FRONT_BYTES };
