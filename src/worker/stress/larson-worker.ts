// What one worker of a stress run does: larson's pattern. It replaces 1,024 blocks of 8 to 128 bytes in an array, hands
// the array to the next worker and takes the one that its predecessor handed on, so that about half of all frees or more
// are remote.
//
// With `checked`, each block carries a word that is nonzero while somebody holds it, set and cleared by Atomics.exchange:
// a block that is handed out twice is seen by whoever comes second. The word is the block's fourth; the heap itself
// uses only the first.

import { attachSharedHeap, type SharedHeap } from "../../../allocator/index.ts";
import { ARRAY_BLOCKS, ARRAYS_PER_WORKER, Ring } from "./ring.ts";

export interface WorkerTask {
  readonly heap: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  readonly worker: number;
  readonly workers: number;
  readonly seed: number;
  /** Arrays to play, or undefined: until the ring is stopped. */
  readonly rounds: number | undefined;
  readonly checked: boolean;
}

export interface WorkerResult {
  /** Replacements: a free and a malloc each. */
  readonly operations: number;
  readonly doubleAllocations: number;
  readonly refused: number;
}

const SMALLEST = 8;
const SIZES = 121; // 8..128 bytes
const SIZE_SHIFT = 20; // the random bits above choose the size
const WARM_UP_ROUNDS = 100; // on the worker's own arrays and not counted: the code is compiled by then
const HELD = 0x1000; // plus the worker, so that a dump tells who held it
const HELD_WORD = 3;

export class LarsonWorker {
  private readonly task: WorkerTask;
  private readonly ring: Ring;
  private readonly heap: SharedHeap;
  private readonly words: Int32Array;
  private random: number;
  private doubleAllocations = 0;
  private refused = 0;

  /** Attaches to the heap, fills the worker's first arrays and warms up on them. */
  constructor(task: WorkerTask) {
    this.task = task;
    this.ring = new Ring(task.ring, task.workers);
    this.heap = attachSharedHeap(task.heap);
    this.words = new Int32Array(task.heap);
    this.random =
      (Math.imul(task.seed + 1, 0x9e37_79b1) ^ Math.imul(task.worker + 1, 0x85eb_ca6b)) | 1;
    for (let own = 0; own < ARRAYS_PER_WORKER; own++) {
      const array = task.worker * ARRAYS_PER_WORKER + own;
      const slots = this.ring.array(array);
      for (let slot = 0; slot < ARRAY_BLOCKS; slot++) slots[slot] = this.allocate(this.draw());
      for (let round = 0; round < WARM_UP_ROUNDS; round++) this.playRound(slots);
      this.ring.give(task.worker, array);
    }
  }

  /** Plays its rounds and leaves the heap. */
  run(): WorkerResult {
    const { worker, workers, rounds } = this.task;
    this.ring.waitForStart();
    let played = 0;
    for (; played !== rounds; played++) {
      const array = this.ring.take(worker, played);
      if (array === undefined) break;
      this.playRound(this.ring.array(array));
      this.ring.give((worker + 1) % workers, array);
      if (this.ring.stopped) {
        played++;
        break;
      }
    }
    this.heap.end();
    const { doubleAllocations, refused } = this;
    return { operations: played * ARRAY_BLOCKS, doubleAllocations, refused };
  }

  private playRound(slots: Int32Array): void {
    if (this.task.checked) this.playChecked(slots);
    else this.play(slots);
  }

  /** As fast as it goes: the pattern and a store to each block. */
  private play(slots: Int32Array): void {
    const { heap, words } = this;
    let random = this.random;
    for (let operation = 0; operation < ARRAY_BLOCKS; operation++) {
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      const slot = random & (ARRAY_BLOCKS - 1);
      heap.free(slots[slot] as number);
      const block = heap.malloc(sizeFrom(random));
      slots[slot] = block;
      if (block === 0) this.refused++;
      else words[(block >>> 2) + HELD_WORD] = HELD;
    }
    this.random = random;
  }

  private playChecked(slots: Int32Array): void {
    for (let operation = 0; operation < ARRAY_BLOCKS; operation++) {
      const random = this.draw();
      const slot = random & (ARRAY_BLOCKS - 1);
      this.release(slots[slot] as number);
      slots[slot] = this.allocate(random);
    }
  }

  private allocate(random: number): number {
    const block = this.heap.malloc(sizeFrom(random));
    if (block === 0) this.refused++;
    else if (this.task.checked && this.exchangeHeld(block, HELD + this.task.worker) !== 0) {
      this.doubleAllocations++;
    }
    return block;
  }

  private release(block: number): void {
    if (block !== 0 && this.exchangeHeld(block, 0) === 0) this.doubleAllocations++;
    this.heap.free(block);
  }

  private exchangeHeld(block: number, value: number): number {
    return Atomics.exchange(this.words, (block >>> 2) + HELD_WORD, value);
  }

  private draw(): number {
    let { random } = this;
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    this.random = random;
    return random;
  }
}

/** 8..128, from the upper bits of a random number. */
function sizeFrom(random: number): number {
  return SMALLEST + (((random >>> SIZE_SHIFT) * SIZES) >>> (32 - SIZE_SHIFT));
}
