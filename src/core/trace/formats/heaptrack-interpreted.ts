// heaptrack, interpreted: what `heaptrack` leaves on disk by default. Stacks have names, blocks have no addresses.
//
// An allocation names a pair of size and stack, and so does a free. When several blocks of one pair live, the file does
// not say which of them was freed: the youngest is taken, and the free is counted as ambiguous. Sums and peaks are exact
// all the same; which block lived how long, and thus fragmentation, is a guess (between 6 % of the frees in gdb and 58 %
// in python3 are ambiguous). A raw file (`heaptrack --raw`) has addresses and is better.
//
// Also lost: threads, alignment, calloc, and every realloc, which is written as a free and an allocation.

import { GrowingColumn } from "../../base/growing-column.ts";
import { EventKind } from "../event-table.ts";
import type { LineCursor } from "../line-cursor.ts";
import type { TraceBuilder } from "../trace-builder.ts";
import { HeaptrackFrames } from "./heaptrack-frames.ts";
import { HeaptrackHeader, heaptrackConfessions, versionLine } from "./heaptrack-header.ts";
import type { LineReader, TextImporter } from "./importer.ts";

const stackLine = /^t [0-9a-f]+ [0-9a-f]+[ \r]*$/m;
const allocation = /^\+ [0-9a-f]+[ \r]*$/m;

export const heaptrackInterpreted = {
  id: "heaptrack",
  title: "heaptrack, interpreted",
  extensions: ["zst", "gz"],
  endsEveryLine: true,
  hasThreads: false,
  confessions: [
    ...heaptrackConfessions,
    "No addresses: when several blocks of one size and stack live, the youngest is taken to be the freed one. Sums and " +
      "peaks are exact, lifetimes are a guess. A raw file (heaptrack --raw) is better.",
  ],
  sniff: (head: string): boolean =>
    versionLine.test(head) || (stackLine.test(head) && allocation.test(head)),
  columns: () => ({ times: false, sites: true }),
  read: (builder: TraceBuilder): LineReader => new InterpretedReader(builder),
} as const satisfies TextImporter;

const PLUS = 43;
const MINUS = 45;
const LOWER_A = 97;
const LOWER_I = 105;
const LOWER_S = 115;
const LOWER_T = 116;
const MAIN_TID = 0;
const NONE = -1;
/** Longest list of inlined frames that is read. */
const MOST_FRAME_NUMBERS = 3 * 256;

const int32 = (length: number): Int32Array => new Int32Array(length);

class InterpretedReader implements LineReader {
  private readonly builder: TraceBuilder;
  private readonly header: HeaptrackHeader;
  private readonly frames: HeaptrackFrames;
  private readonly sizeOf = new GrowingColumn((length) => new Float64Array(length));
  private readonly siteOf = new GrowingColumn(int32);
  /** Youngest live slot of an allocation info, and the next older one of each slot. */
  private readonly youngest = new GrowingColumn(int32);
  private readonly older = new GrowingColumn(int32);

  constructor(builder: TraceBuilder) {
    this.builder = builder;
    this.header = new HeaptrackHeader(builder);
    this.frames = new HeaptrackFrames(builder.sites);
  }

  read(cursor: LineCursor): boolean {
    const letter = cursor.peek();
    cursor.take(letter);
    if (letter === PLUS || letter === MINUS) return this.call(letter, cursor);
    if (letter === LOWER_A) return this.info(cursor);
    if (letter === LOWER_T) return this.trace(cursor);
    if (letter === LOWER_I) return this.ip(cursor);
    if (letter === LOWER_S) return this.string(cursor);
    return this.header.read(letter, cursor) ?? cursor.atEnd();
  }

  finish(): void {}

  private call(sign: number, cursor: LineCursor): boolean {
    if (this.header.format === 0) return this.addressedCall(sign, cursor);
    const info = cursor.hexNumber();
    if (info < 0 || info >= this.sizeOf.length || !cursor.atEnd()) return false;
    if (sign === PLUS) this.allocate(info);
    else this.free(info);
    return true;
  }

  private allocate(info: number): void {
    this.builder.site = this.siteOf.get(info);
    const slot = this.builder.allocateSlot(MAIN_TID, this.sizeOf.get(info));
    if (slot < 0) return;
    if (slot === this.older.length) this.older.push(this.youngest.get(info));
    else this.older.set(slot, this.youngest.get(info));
    this.youngest.set(info, slot);
  }

  private free(info: number): void {
    this.builder.site = NONE;
    const slot = this.youngest.get(info);
    if (slot < 0) {
      this.builder.freeUnknown(MAIN_TID, `free of allocation info ${info.toString(16)}`);
      return;
    }
    const older = this.older.get(slot);
    if (older >= 0 && this.builder.countProblem("ambiguous-free")) {
      const text = `several blocks of allocation info ${info.toString(16)} live; the youngest is freed`;
      this.builder.keepProblem("ambiguous-free", text);
    }
    this.youngest.set(info, older);
    this.builder.freeSlot(MAIN_TID, slot);
  }

  /** File format 0 has sizes, stacks and addresses in place of allocation infos. */
  private addressedCall(sign: number, cursor: LineCursor): boolean {
    const size = sign === PLUS ? cursor.hexNumber() : 0;
    const trace = sign === PLUS ? cursor.hexNumber() : 0;
    if (size < 0 || trace < 0 || !cursor.hex() || !cursor.atEnd()) return false;
    const { high, low } = cursor;
    this.builder.site = this.frames.siteOf(trace);
    if (sign === PLUS) this.builder.allocate(EventKind.Malloc, MAIN_TID, high, low, size, 0);
    else this.builder.free(MAIN_TID, high, low);
    return true;
  }

  /** A damaged line keeps its place, so that the indices after it still fit. */
  private info(cursor: LineCursor): boolean {
    const size = cursor.hexNumber();
    const trace = size < 0 ? NONE : cursor.hexNumber();
    const whole = trace >= 0 && cursor.atEnd();
    this.sizeOf.push(Math.max(size, 0));
    this.siteOf.push(this.frames.siteOf(Math.max(trace, 0)));
    this.youngest.push(NONE);
    return whole;
  }

  private trace(cursor: LineCursor): boolean {
    const ip = cursor.hexNumber();
    const parent = ip < 0 ? NONE : cursor.hexNumber();
    const whole = parent >= 0 && cursor.atEnd();
    this.frames.addTrace(whole ? ip : 0, whole ? parent : 0);
    return whole;
  }

  private ip(cursor: LineCursor): boolean {
    const numbers: number[] = [];
    let whole = cursor.hex();
    while (whole && !cursor.atEnd() && numbers.length <= MOST_FRAME_NUMBERS) {
      const value = cursor.hexNumber();
      if (value < 0) whole = false;
      else numbers.push(value);
    }
    this.frames.addIp(numbers[0] ?? 0, numbers.slice(1));
    return whole;
  }

  private string(cursor: LineCursor): boolean {
    const text = this.header.text(cursor);
    this.frames.addString(text ?? "");
    return text !== undefined && cursor.atEnd();
  }
}
