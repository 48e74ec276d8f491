// Conservation: every block that was ever cut from a slab is in exactly one place, which is a free list, a remote stack,
// an outbox or the program's hands; every slab is with exactly one user. Reads the buffer's tables only.
//
// Nobody may use the heap while it is checked: threads that run would be caught between two steps.

import {
  classOfRow,
  type Geometry,
  Kind,
  Mark,
  Outbox,
  OWNER_ROW_WORDS,
  outboxOf,
  Record,
  ROW_WORDS,
  Row,
  recordOf,
  rowOf,
  SLAB_BYTES,
  SLAB_SHIFT,
  stackOf,
} from "./geometry.ts";
import { blockBytes, GRANULE_BYTES, GRANULE_SHIFT } from "./size-classes.ts";
import { isTaken } from "./slab-bitmap.ts";
import { isBlockStart, nextOf, openTables, type Tables } from "./tables.ts";

export interface SharedHeapReport {
  /** Breaches, readable aloud; empty if all is well. At most a hundred are told. */
  readonly problems: readonly string[];
  /** Small blocks cut so far; the sum of the four below. */
  readonly carvedBlocks: number;
  readonly liveBlocks: number;
  readonly freeBlocks: number;
  /** Blocks in outboxes, not yet sent to their owners. */
  readonly outboxBlocks: number;
  /** Blocks on remote stacks, not yet drained. */
  readonly stackBlocks: number;
  readonly runs: number;
  /** Slabs that hold blocks, runs or tables, of `slabs`. */
  readonly takenSlabs: number;
  readonly slabs: number;
  /** SuperSlabs (2 MiB, the last may be shorter) that were ever used. */
  readonly superSlabs: number;
  /** Blocks that other threads than their owners freed and that were sent back, since the heap was formatted. */
  readonly remoteFrees: number;
}

const MOST_PROBLEMS = 100;

/**
 * Checks the heap in the buffer, which nobody may use meanwhile. With `held`, the offsets that the program holds, it
 * also checks that exactly these are handed out.
 * @throws RangeError if the buffer holds no heap
 */
export function checkSharedHeap(
  buffer: ArrayBufferLike,
  held?: Iterable<number>,
): SharedHeapReport {
  return new Inspection(openTables(buffer, "checkSharedHeap")).report(held);
}

class Inspection {
  private readonly problems: string[] = [];
  /** One byte for each 16 of the buffer: 1 where a block was found that begins there. */
  private readonly found: Uint8Array;
  private readonly tables: Tables;
  private readonly geometry: Geometry;
  private readonly words: Int32Array;

  constructor(tables: Tables) {
    this.tables = tables;
    this.geometry = tables.geometry;
    this.words = tables.words;
    this.found = new Uint8Array(tables.geometry.bytes / GRANULE_BYTES);
  }

  report(held: Iterable<number> | undefined): SharedHeapReport {
    const { geometry, words } = this;
    const counts = { freeBlocks: 0, outboxBlocks: 0, stackBlocks: 0, remoteFrees: 0 };
    for (const row of this.rows()) {
      counts.freeBlocks += this.list(row, words[row + Row.Head] as number, "a free list");
      counts.stackBlocks += this.list(
        row,
        words[stackOf(geometry, row)] as number,
        "a remote stack",
      );
      for (let from = 0; from < geometry.owners; from++) {
        const outbox = outboxOf(geometry, from, row);
        const blocks = this.list(row, words[outbox + Outbox.Head] as number, "an outbox");
        if (blocks !== words[outbox + Outbox.Count]) this.problem("an outbox miscounts its blocks");
        counts.outboxBlocks += blocks;
        counts.remoteFrees += words[outbox + Outbox.Total] as number;
      }
    }
    const slabs = this.slabs();
    if (held !== undefined) this.compareHeld(held, slabs.liveBlocks + slabs.runs);
    return {
      problems: this.problems,
      ...counts,
      ...slabs,
      slabs: geometry.slabs,
      superSlabs: words[geometry.superSlabCount] as number,
    };
  }

  private *rows(): Iterable<number> {
    const { geometry } = this;
    const end = rowOf(geometry, geometry.owners, 0);
    for (let row = geometry.rows; row < end; row += ROW_WORDS) yield row;
  }

  /** Follows a list whose blocks must be the row's; returns their number. */
  private list(row: number, head: number, name: string): number {
    let count = 0;
    for (let block = head; block !== 0; block = nextOf(this.words, block)) {
      const granule = block >>> GRANULE_SHIFT;
      if (!this.isBlockOf(row, block)) {
        this.problem(`${name} of ${this.ownerAndClass(row)} leads to ${block}, no block of it`);
        break;
      }
      if (this.found[granule] === 1) {
        this.problem(`block ${block} is on two lists; the second is ${name}`);
        break;
      }
      this.found[granule] = 1;
      count++;
    }
    return count;
  }

  private isBlockOf(row: number, block: number): boolean {
    if (!isBlockStart(this.tables, block)) return false;
    return this.words[recordOf(this.geometry, block >>> SLAB_SHIFT) + Record.Row] === row;
  }

  /** Every slab by its record: blocks are found or live, and the bitmap agrees. */
  private slabs(): { carvedBlocks: number; liveBlocks: number; runs: number; takenSlabs: number } {
    const { geometry, words, tables } = this;
    const counts = { carvedBlocks: 0, liveBlocks: 0, runs: 0, takenSlabs: 0 };
    let runEnd = 0;
    for (let slab = 0; slab < geometry.slabs; slab++) {
      const record = recordOf(geometry, slab);
      const row = words[record + Record.Row] as number;
      const taken = isTaken(words, geometry, slab);
      if (taken) counts.takenSlabs++;
      if (taken === (row === Kind.Free)) this.problem(`slab ${slab}: bitmap and record disagree`);
      if ((row === Kind.RunRest) !== slab < runEnd) this.problem(`slab ${slab}: no whole run`);
      if (row === Kind.RunStart) {
        counts.runs++;
        runEnd = slab + (words[record + Record.Run] as number);
        this.expectMark(slab * SLAB_BYTES, Mark.Run);
      }
      if (row < geometry.rows) continue;
      const bytes = blockBytes(classOfRow(geometry, row));
      if (bytes !== words[record + Record.Bytes]) this.problem(`slab ${slab}: wrong block size`);
      const carved = words[record + Record.Carved] as number;
      for (let at = 0; at < carved; at += bytes) {
        counts.carvedBlocks++;
        const granule = (slab * SLAB_BYTES + at) >>> GRANULE_SHIFT;
        if (this.found[granule] === 1) continue;
        counts.liveBlocks++;
        if (tables.marks[granule] !== Mark.Block) {
          this.problem(`block ${slab * SLAB_BYTES + at} is lost: on no list and not handed out`);
        }
      }
    }
    return counts;
  }

  private compareHeld(held: Iterable<number>, handedOut: number): void {
    let count = 0;
    for (const block of held) {
      const granule = block / GRANULE_BYTES;
      if (this.found[granule] !== 0) this.problem(`block ${block} is held twice, or held and free`);
      else if (this.tables.marks[granule] === Mark.None)
        this.problem(`block ${block} is held and not handed out`);
      this.found[granule] = 1;
      count++;
    }
    if (count !== handedOut) {
      this.problem(`blocks handed out: ${handedOut}; held: ${count}`);
    }
  }

  private expectMark(block: number, mark: number): void {
    if (this.tables.marks[block >>> GRANULE_SHIFT] !== mark) {
      this.problem(`block ${block} is not marked as handed out`);
    }
  }

  private ownerAndClass(row: number): string {
    const owner = Math.floor((row - this.geometry.rows) / OWNER_ROW_WORDS);
    return `owner ${owner}, class ${classOfRow(this.geometry, row)}`;
  }

  private problem(words: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(words);
  }
}
