// The rows of a workload whose threads follow each other in chains: columns of their final length, filled once.
//
// Starting a thread costs its creator libc's calloc(18, 16) for the new thread's DTV; nobody joins, so it is never freed.
// The first block slots belong to the program, each DTV takes a new one. The caller says how many rows there can be
// at most; what it does not need is cut off.

import { EventKind, type EventTable, NO_BLOCK, type ThreadLife } from "../trace/index.ts";

export const MAIN = 0;
export const DTV_COUNT = 18;
export const DTV_BYTES = 18 * 16;

/** Rows of a birth: the DTV, the start; and those of a succession, in which the creator ends. */
export const BIRTH_ROWS = 2;
export const SUCCESSION_ROWS = 3;

export interface Generated {
  readonly events: EventTable;
  readonly threads: readonly ThreadLife[];
}

export class ChainRows {
  length = 0;
  readonly kind: Uint8Array;
  readonly thread: Int32Array;
  readonly block: Int32Array;
  readonly size: Uint32Array;
  private readonly other: Int32Array;
  private slots: number;
  private births = 0;

  constructor(most: number, programSlots: number) {
    this.kind = new Uint8Array(most);
    this.thread = new Int32Array(most);
    this.block = new Int32Array(most);
    this.size = new Uint32Array(most);
    this.other = new Int32Array(most);
    this.slots = programSlots;
  }

  /** A slot that nobody had. */
  takeSlot(): number {
    return this.slots++;
  }

  malloc(thread: number, slot: number, size: number): void {
    this.push(EventKind.Malloc, thread, slot, 0, size);
  }

  /** Answers the new thread. */
  startThread(creator: number): number {
    const born = ++this.births;
    this.push(EventKind.Calloc, creator, this.takeSlot(), DTV_COUNT, DTV_BYTES);
    this.push(EventKind.ThreadStart, creator, NO_BLOCK, born, 0);
    return born;
  }

  endThread(thread: number): void {
    this.push(EventKind.ThreadEnd, thread, NO_BLOCK, 0, 0);
  }

  finish(): Generated {
    const { length, slots } = this;
    const main: ThreadLife = { tid: MAIN, birth: "unknown", end: "unknown" };
    const threads: ThreadLife[] = [main];
    for (let tid = 1; tid <= this.births; tid++) {
      threads.push({ tid, birth: "recorded", end: "recorded" });
    }
    const events = {
      length,
      kind: this.kind.subarray(0, length),
      thread: this.thread.subarray(0, length),
      block: this.block.subarray(0, length),
      other: this.other.subarray(0, length),
      size: this.size.subarray(0, length),
      time: new Float64Array(),
      site: new Int32Array(),
      slots,
    };
    return { events, threads };
  }

  private push(kind: EventKind, thread: number, block: number, other: number, size: number): void {
    const row = this.length++;
    this.kind[row] = kind;
    this.thread[row] = thread;
    this.block[row] = block;
    this.other[row] = other;
    this.size[row] = size;
  }
}
