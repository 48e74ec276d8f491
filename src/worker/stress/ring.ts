// The memory that the workers of a stress run share beside the heap: arrays of blocks, and for each worker an inbox in
// which its predecessor lays the arrays it is done with.
//
// Only the predecessor writes to an inbox and only its worker reads it; an inbox has room for all of them, so giving never waits. An array is in one worker's hands or in one inbox.

export const ARRAY_BLOCKS = 1024;
export const ARRAYS_PER_WORKER = 4;

const LINE = 16; // words of 64 bytes, so that counters of different workers lie apart
const SPINS = 200; // looks at the inbox before sleeping, some microseconds: a sleep and its wake-up cost 10 to 50
const NAP_MS = 20; // then the stop sign is looked at again

/** What the ring's words begin with. */
const Word = { Started: 0, Stopped: LINE, Counters: 2 * LINE } as const;

export class Ring {
  readonly workers: number;
  readonly arrays: number;
  private readonly words: Int32Array;
  private readonly slots: number;
  private readonly blocks: number;

  constructor(buffer: SharedArrayBuffer, workers: number) {
    this.workers = workers;
    this.arrays = workers * ARRAYS_PER_WORKER;
    this.words = new Int32Array(buffer);
    this.slots = Word.Counters + workers * LINE;
    this.blocks = this.slots + workers * this.arrays;
  }

  static bufferFor(workers: number): SharedArrayBuffer {
    const arrays = workers * ARRAYS_PER_WORKER;
    const words = Word.Counters + workers * LINE + workers * arrays + arrays * ARRAY_BLOCKS;
    return new SharedArrayBuffer(words * 4);
  }

  /** The offsets that the array holds, 0 where it holds none. */
  array(number: number): Int32Array {
    const start = this.blocks + number * ARRAY_BLOCKS;
    return this.words.subarray(start, start + ARRAY_BLOCKS);
  }

  /** Lays an array into the worker's inbox. */
  give(worker: number, array: number): void {
    const counter = this.counter(worker);
    const given = this.words[counter] as number;
    this.words[this.slot(worker, given)] = array;
    Atomics.store(this.words, counter, given + 1);
    Atomics.notify(this.words, counter);
  }

  /** The array that the worker gets as its `taken`th, waiting for it; undefined once the run is stopped. */
  take(worker: number, taken: number): number | undefined {
    const counter = this.counter(worker);
    for (let spins = 0; Atomics.load(this.words, counter) === taken; spins++) {
      if (this.stopped) return undefined;
      if (spins >= SPINS) Atomics.wait(this.words, counter, taken, NAP_MS);
    }
    return this.words[this.slot(worker, taken)] as number;
  }

  start(): void {
    Atomics.store(this.words, Word.Started, 1);
    Atomics.notify(this.words, Word.Started);
  }

  waitForStart(): void {
    Atomics.wait(this.words, Word.Started, 0);
  }

  stop(): void {
    Atomics.store(this.words, Word.Stopped, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.words, Word.Stopped) === 1;
  }

  private counter(worker: number): number {
    return Word.Counters + worker * LINE;
  }

  private slot(worker: number, turn: number): number {
    return this.slots + worker * this.arrays + (turn % this.arrays);
  }
}
