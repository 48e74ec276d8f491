// The blocks that were ever carved: dense numbers, given out in runs of 32, with a link and a state each.
//
// Two storage modes. *Fast*: a block is two integers, the number of the next block of its list and where it is; its
// header byte and link bytes are what these two say, so nothing else is stored. That holds as long as the program writes
// nothing (`writes` none) and nobody stores into a block that is not his. *Bytes*: sixteen bytes of each block really
// lie in memory, header and link among them, and are read back; the link's number is then only a guess that saves a
// search when the bytes agree. `heap.ts` turns fast into bytes before the first event that could tell the difference;
// addresses are the same in both.
//
// `state` is truth for statistics and checks: where a block is. The allocator itself never reads it to decide anything.

import {
  CACHED,
  FRONT_SHIFT,
  NONE,
  REQUEST_MASK,
  REQUEST_SHIFT,
  RUN_MASK,
  RUN_SHIFT,
} from "./bits.ts";
import type { ByteColumn, HotColumn, IntColumn, Store } from "./columns.ts";

/** Where a block is that no program holds. Lost: let go of, taken by nobody. */
export const BlockState = { Cached: CACHED, FreeListed: -2, RemoteQueued: -3, Lost: -4 } as const;

/** Stored bytes per block; the smallest block has fewer and leaves the rest unused. */
export const FRONT_BYTES = 2 ** FRONT_SHIFT;
export const RUN_BLOCKS = 2 ** RUN_SHIFT;
const HIGH_WORD = 2 ** 32;
/** Threads are told apart in a state modulo this. */
const STATE_THREADS = 2 ** (31 - REQUEST_SHIFT);

/** State of a block that a program holds: who asked for it, for how many bytes. Never negative. */
export function liveState(thread: number, size: number): number {
  return ((thread & (STATE_THREADS - 1)) << REQUEST_SHIFT) | size;
}

export function requestedOf(state: number): number {
  return state & REQUEST_MASK;
}

export class Blocks {
  /** Link and state of each block, interleaved: a block's two integers share a cache line. */
  readonly pairs: HotColumn;
  /** By run: its slab, and the row in the slab of its first block. */
  readonly runSlab: HotColumn;
  readonly runRow: IntColumn;
  /** By run: BASE of its first block, as low and high word. */
  readonly runBase: HotColumn;
  readonly fronts: ByteColumn;
  /** Bytes mode: most bytes the program ever wrote into the block from USER on; 0 if all of them lie in the front. */
  readonly written: IntColumn;
  private readonly spareRuns: IntColumn;
  /** 1: bytes mode. */
  private readonly mode: IntColumn;

  constructor(store: Store, inBytes: boolean) {
    this.pairs = store.hotInts();
    this.runSlab = store.hotInts();
    this.runRow = store.ints();
    this.runBase = store.hotInts();
    this.fronts = store.bytes();
    this.written = store.ints();
    this.spareRuns = store.ints();
    this.mode = store.ints();
    this.mode.push(inBytes ? 1 : 0);
  }

  get inBytes(): boolean {
    return this.mode.get(0) === 1;
  }

  /** Blocks that have a number, in use or not. */
  get count(): number {
    return this.runSlab.length << RUN_SHIFT;
  }

  /** Room for the fronts of all blocks, all zero; they count from `readFronts` on. */
  extendFronts(): void {
    this.fronts.extend(this.count * FRONT_BYTES);
    this.written.extend(this.count, 0);
  }

  readFronts(): void {
    this.mode.set(0, 1);
  }

  /** Numbers for the slab's next 32 blocks, the first of which starts at `base`; the run. */
  addRun(slab: number, row: number, base: number): number {
    let run = this.spareRuns.pop(NONE);
    if (run === NONE) {
      run = this.runSlab.push(slab);
      this.runRow.push(row);
      this.runBase.extend(2, 0);
      this.pairs.extend(2 * RUN_BLOCKS, 0);
      if (this.inBytes) {
        this.fronts.extend(RUN_BLOCKS * FRONT_BYTES);
        this.written.extend(RUN_BLOCKS, 0);
      }
    } else {
      this.runSlab.set(run, slab);
      this.runRow.set(run, row);
      if (this.inBytes) this.clearRun(run);
    }
    const high = Math.floor(base / HIGH_WORD);
    this.runBase.set(2 * run, (base - high * HIGH_WORD) | 0);
    this.runBase.set(2 * run + 1, high);
    const first = run << RUN_SHIFT;
    for (let block = first; block < first + RUN_BLOCKS; block++) {
      this.pairs.set(2 * block, NONE);
      this.pairs.set(2 * block + 1, BlockState.FreeListed);
    }
    return run;
  }

  /** The run's slab is gone. */
  removeRun(run: number): void {
    this.runSlab.set(run, NONE);
    this.spareRuns.push(run);
  }

  slabOf(block: number): number {
    return this.runSlab.get(block >>> RUN_SHIFT);
  }

  /** Row of the block in its slab. */
  rowOf(block: number): number {
    return this.runRow.get(block >>> RUN_SHIFT) + (block & RUN_MASK);
  }

  state(block: number): number {
    return this.pairs.get(2 * block + 1);
  }

  setState(block: number, state: number): void {
    this.pairs.set(2 * block + 1, state);
  }

  isLive(block: number): boolean {
    return this.state(block) >= 0;
  }

  /** Number of the next block, NONE at the end, NO_GUESS if none is known. In bytes mode the stored bytes decide. */
  fastLink(block: number): number {
    return this.pairs.get(2 * block);
  }

  setFastLink(block: number, next: number): void {
    this.pairs.set(2 * block, next);
  }

  /** Bytes mode: a stored byte. */
  frontByte(block: number, offset: number): number {
    return this.fronts.get((block << FRONT_SHIFT) + offset);
  }

  setFrontByte(block: number, offset: number, value: number): void {
    this.fronts.set((block << FRONT_SHIFT) + offset, value);
  }

  frontWord(block: number, offset: number): number {
    return this.fronts.word((block << FRONT_SHIFT) + offset);
  }

  setFrontWord(block: number, offset: number, word: number): void {
    this.fronts.setWord((block << FRONT_SHIFT) + offset, word);
  }

  /** Overwrites stored bytes `from` up to `to`, as far as they are stored. */
  fillFront(block: number, from: number, to: number, value: number): void {
    const start = block << FRONT_SHIFT;
    const end = Math.min(to, FRONT_BYTES);
    if (from < end) this.fronts.fill(start + from, start + end, value);
  }

  private clearRun(run: number): void {
    const first = run << RUN_SHIFT;
    this.fronts.fill(first << FRONT_SHIFT, (first + RUN_BLOCKS) << FRONT_SHIFT, 0);
    for (let block = first; block < first + RUN_BLOCKS; block++) this.written.set(block, 0);
  }
}
