// CS:APP malloc lab traces: four numbers, then one request a line; block ids instead of pointers.
//
// Lines 1 and 4 mean different things in different years (heap size, weight, ignore-ranges flag) and are not used. `r` of
// an id that holds nothing is realloc(NULL), `r id 0` a free, `f -1` free(NULL). Real files have stray carriage returns,
// a count that is off by one, requests without a size, no end of the last line.
//
// What it does not say: threads, times, call sites, whether a request succeeded. Ids are the author's and tell nothing
// about addresses. Many of these files are generated, and "unbalanced" ones never free: live blocks at the end are no
// leak of a program.

import { EventKind } from "../event-table.ts";
import type { LineCursor } from "../line-cursor.ts";
import type { TraceBuilder } from "../trace-builder.ts";
import type { LineReader, TextImporter } from "./importer.ts";

const HEADER_LINES = 4;
const OPERATIONS_LINE = 2;
const integer = /^[ \t\r]*-?\d+[ \t\r]*$/;
const request = /^[ \t\r]*[arf][ \t]+-?\d+([ \t]+\d+)?[ \t\r]*$/;

export const csappRep = {
  id: "csapp-rep",
  title: "CS:APP malloc lab trace (.rep)",
  extensions: ["rep"],
  endsEveryLine: false,
  hasThreads: false,
  confessions: [
    "No thread ids: everything is played by one thread, thread caches and remote frees cannot be seen.",
    "Block ids are the author's: they say nothing about addresses.",
    "Often generated and not balanced: blocks alive at the end are no leak of a program.",
  ],
  sniff: (head: string): boolean => looksLikeRep(head),
  columns: () => ({ times: false, sites: false }),
  read: (builder: TraceBuilder): LineReader => new RepReader(builder),
} as const satisfies TextImporter;

/** Nothing but integers, at most twice as many as belong there, before the first request. */
function looksLikeRep(head: string): boolean {
  let integers = 0;
  for (const line of head.split("\n", 4 * HEADER_LINES)) {
    if (line.trim() === "") continue;
    if (request.test(line)) return true;
    if (!integer.test(line) || ++integers > 2 * HEADER_LINES) return false;
  }
  return integers === HEADER_LINES;
}

const A = 97;
const R = 114;
const F = 102;
const MINUS = 45;

class RepReader implements LineReader {
  private readonly builder: TraceBuilder;
  private readonly header: number[] = [];
  private inHeader = true;
  private operations = 0;

  constructor(builder: TraceBuilder) {
    this.builder = builder;
    builder.pointerText = (high, low) => `block ${high * 2 ** 32 + (low >>> 0) - 1}`;
  }

  read(cursor: LineCursor): boolean {
    if (cursor.atEnd()) return true;
    const first = cursor.peek();
    if (first !== A && first !== R && first !== F) return this.headerLine(cursor);
    if (this.inHeader) this.endHeader();
    cursor.take(first);
    return this.request(first, cursor);
  }

  finish(): void {
    const declared = this.header[OPERATIONS_LINE];
    if (declared === undefined || declared === this.operations) return;
    const message = `the header says ${declared} operations, the file has ${this.operations}`;
    this.builder.problem("count-mismatch", message, 1 + OPERATIONS_LINE);
  }

  private headerLine(cursor: LineCursor): boolean {
    cursor.take(MINUS);
    const value = cursor.decimal();
    if (!this.inHeader || value < 0 || !cursor.atEnd()) return false;
    this.header.push(value);
    return true;
  }

  private endHeader(): void {
    this.inHeader = false;
    const found = this.header.length;
    if (found === HEADER_LINES) return;
    const message = `${found} numbers before the first request, expected ${HEADER_LINES}`;
    this.builder.problem("wrong-header", message);
    this.header.length = 0;
  }

  private request(letter: number, cursor: LineCursor): boolean {
    cursor.skipBlanks();
    const negative = cursor.take(MINUS);
    const id = cursor.decimal();
    if (id < 0 || (negative && (letter !== F || id !== 1))) return false;
    const sized = letter !== F && !cursor.atEnd();
    const size = sized ? cursor.decimal() : -1;
    if (!cursor.atEnd() || (sized && size < 0)) return false;
    // Block 0 is no NULL: keys begin at 1. Ids beyond 2^53 run into each other.
    const high = negative ? 0 : Math.floor((id + 1) / 2 ** 32) | 0;
    const low = negative ? 0 : (id + 1) | 0;
    this.operations++;
    if (letter === F) this.builder.free(0, high, low);
    else if (size < 0) this.withoutSize(letter, high, low);
    else if (letter === A) this.builder.allocate(EventKind.Malloc, 0, high, low, size, 0);
    else this.reallocate(high, low, size);
    return true;
  }

  private withoutSize(letter: number, high: number, low: number): void {
    if (this.builder.countProblem("missing-size")) {
      this.builder.keepProblem("missing-size", "a request without a size; read as size 0");
    }
    if (letter === A) this.builder.allocate(EventKind.Malloc, 0, high, low, 0, 0);
    else this.reallocate(high, low, 0);
  }

  private reallocate(high: number, low: number, size: number): void {
    const lives = this.builder.isLive(high, low);
    const oldHigh = lives ? high : 0;
    const oldLow = lives ? low : 0;
    if (size === 0) this.builder.reallocate(0, 0, 0, oldHigh, oldLow, 0);
    else this.builder.reallocate(0, high, low, oldHigh, oldLow, size);
  }
}
