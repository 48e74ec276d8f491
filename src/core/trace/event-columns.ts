// The builder half of EventTable: rows are pushed into chunks, `finish` joins them into exact columns.
//
// Chunks instead of doubling arrays, so that building never needs more than the finished table, one chunk and one
// column: a trace has tens of millions of rows. Sizes that need more than 32 bits are rare and kept aside; one of them
// makes the finished size column a column of doubles.
//
// Rows are not checked here; whoever pushes knows what the columns mean. After `finish` nothing may be pushed.

import type { WorkControl } from "../base/cancelled.ts";
import type { EventTable } from "./event-table.ts";
import { pauseOrStop } from "./pause-or-stop.ts";

const FIRST_CHUNK_ROWS = 1 << 10;
const LARGEST_CHUNK_ROWS = 1 << 18;
/** Joining columns longer than this takes long enough to let others run in between. */
const LONG_COLUMN = 1 << 20;
const LARGEST_WORD = 2 ** 32 - 1;

interface Chunk {
  rows: number;
  kind: Uint8Array;
  thread: Int32Array;
  block: Int32Array;
  other: Int32Array;
  size: Uint32Array;
  time: Float64Array;
  site: Int32Array;
}

export interface EventColumnsOptions {
  readonly times: boolean;
  readonly sites: boolean;
}

export class EventColumns {
  length = 0;
  private readonly options: EventColumnsOptions;
  private readonly full: Chunk[] = [];
  private chunk: Chunk;
  private capacity = FIRST_CHUNK_ROWS;
  private rows = 0;
  private readonly wideRows: number[] = [];
  private readonly wideSizes: number[] = [];

  constructor(options: EventColumnsOptions) {
    this.options = options;
    this.chunk = newChunk(this.capacity, options);
  }

  /** Appends a row; `time` and `site` are kept only if the options say so. */
  push(
    kind: number,
    thread: number,
    block: number,
    other: number,
    size: number,
    time: number,
    site: number,
  ): void {
    if (this.rows === this.capacity) this.nextChunk();
    const row = this.rows++;
    const chunk = this.chunk;
    chunk.kind[row] = kind;
    chunk.thread[row] = thread;
    chunk.block[row] = block;
    chunk.other[row] = other;
    if (size > LARGEST_WORD) {
      this.wideRows.push(this.length);
      this.wideSizes.push(size);
    } else {
      chunk.size[row] = size;
    }
    if (this.options.times) chunk.time[row] = time;
    if (this.options.sites) chunk.site[row] = site;
    this.length++;
  }

  async finish(slots: number, control: WorkControl): Promise<EventTable> {
    this.chunk.rows = this.rows;
    const chunks = [...this.full, this.chunk];
    const { length } = this;
    const rest = (): Promise<void> =>
      length > LONG_COLUMN ? pauseOrStop(control) : Promise.resolve();
    const noInts = new Int32Array();
    const size = this.finishSizes(chunks);
    await rest();
    const kind = joined(new Uint8Array(length), chunks, "kind", new Uint8Array());
    const thread = joined(new Int32Array(length), chunks, "thread", noInts);
    await rest();
    const block = joined(new Int32Array(length), chunks, "block", noInts);
    await rest();
    const other = joined(new Int32Array(length), chunks, "other", noInts);
    await rest();
    const timeRows = this.options.times ? length : 0;
    const time = joined(new Float64Array(timeRows), chunks, "time", new Float64Array());
    await rest();
    const siteRows = this.options.sites ? length : 0;
    const site = joined(new Int32Array(siteRows), chunks, "site", noInts);
    return { length, kind, thread, block, other, size, time, site, slots };
  }

  private nextChunk(): void {
    this.chunk.rows = this.rows;
    this.full.push(this.chunk);
    this.capacity = Math.min(this.capacity * 2, LARGEST_CHUNK_ROWS);
    this.chunk = newChunk(this.capacity, this.options);
    this.rows = 0;
  }

  private finishSizes(chunks: readonly Chunk[]): Uint32Array | Float64Array {
    const wide = this.wideRows.length > 0;
    const length = this.length;
    const target: Uint32Array | Float64Array = wide
      ? new Float64Array(length)
      : new Uint32Array(length);
    const size = joined(target, chunks, "size", new Uint32Array());
    this.wideRows.forEach((row, i) => {
      size[row] = this.wideSizes[i] as number;
    });
    return size;
  }
}

function newChunk(rows: number, options: EventColumnsOptions): Chunk {
  return {
    rows: 0,
    kind: new Uint8Array(rows),
    thread: new Int32Array(rows),
    block: new Int32Array(rows),
    other: new Int32Array(rows),
    size: new Uint32Array(rows),
    time: new Float64Array(options.times ? rows : 0),
    site: new Int32Array(options.sites ? rows : 0),
  };
}

type ColumnName = Exclude<keyof Chunk, "rows">;

/** Copies one column of all chunks into `target`, and lets go of each piece once it is copied. */
function joined<T extends { set(from: ArrayLike<number>, at: number): void }, C extends ColumnName>(
  target: T,
  chunks: readonly Chunk[],
  column: C,
  empty: Chunk[C],
): T {
  let at = 0;
  for (const chunk of chunks) {
    const piece = chunk[column].subarray(0, chunk.rows);
    target.set(piece, at);
    at += piece.length;
    chunk[column] = empty;
  }
  return target;
}
