// heaptrack, raw (`heaptrack --raw`): blocks have addresses, stacks are instruction pointers in loaded objects.
//
// Which block was freed is exact here, unlike in the interpreted file of the same run. Call sites are object and offset
// only; names need the binaries.
//
// What it does not say: threads, alignment, calloc; a realloc is a free and an allocation. `realloc(p, 0)` that frees is not
// recorded at all, so its block seems to live on and its address seems to be handed out twice. Under threads the pieces of
// a realloc are written after it happened, in between another thread may have been given the address.

import { EventKind } from "../event-table.ts";
import type { LineCursor } from "../line-cursor.ts";
import type { TraceBuilder } from "../trace-builder.ts";
import { HeaptrackHeader, heaptrackConfessions, versionLine } from "./heaptrack-header.ts";
import { HeaptrackModules } from "./heaptrack-modules.ts";
import type { LineReader, TextImporter } from "./importer.ts";

/** Executable or module list. */
const rawLine = /^(x|m) [^\n]+$/m;
const allocation = /^\+ [0-9a-f]+ [0-9a-f]+ [0-9a-f]+[ \r]*$/m;
const interpretedLine = /^[sia] /m;

export const heaptrackRaw = {
  id: "heaptrack-raw",
  title: "heaptrack, raw",
  extensions: ["zst", "gz"],
  endsEveryLine: true,
  hasThreads: false,
  confessions: [
    ...heaptrackConfessions,
    "Call sites are offsets in loaded objects: names need the binaries.",
    "realloc(p, 0) is not recorded: its block seems to live on.",
  ],
  sniff: (head: string): boolean => looksRaw(head),
  columns: () => ({ times: false, sites: true }),
  read: (builder: TraceBuilder): LineReader => new RawReader(builder),
} as const satisfies TextImporter;

function looksRaw(head: string): boolean {
  const calls = allocation.test(head);
  return (
    (versionLine.test(head) || calls) &&
    (calls || rawLine.test(head)) &&
    !interpretedLine.test(head)
  );
}

const PLUS = 43;
const MINUS = 45;
const LOWER_M = 109;
const LOWER_T = 116;
const LOWER_X = 120;
const MAIN_TID = 0;
const NO_SITE = -1;

class RawReader implements LineReader {
  private readonly builder: TraceBuilder;
  private readonly header: HeaptrackHeader;
  private readonly modules: HeaptrackModules;
  private executable = "x";

  constructor(builder: TraceBuilder) {
    this.builder = builder;
    this.header = new HeaptrackHeader(builder);
    this.modules = new HeaptrackModules(builder.sites);
  }

  read(cursor: LineCursor): boolean {
    const letter = cursor.peek();
    cursor.take(letter);
    if (letter === PLUS) return this.allocate(cursor);
    if (letter === MINUS) return this.free(cursor);
    if (letter === LOWER_T) return this.trace(cursor);
    if (letter === LOWER_M) return this.module(cursor);
    if (letter === LOWER_X) return this.program(cursor);
    return this.header.read(letter, cursor) ?? cursor.atEnd();
  }

  finish(): void {}

  private allocate(cursor: LineCursor): boolean {
    const size = cursor.hexNumber();
    const trace = size < 0 ? -1 : cursor.hexNumber();
    if (trace < 0 || !cursor.hex() || !cursor.atEnd()) return false;
    this.builder.site = this.modules.siteOf(trace);
    this.builder.allocate(EventKind.Malloc, MAIN_TID, cursor.high, cursor.low, size, 0);
    return true;
  }

  private free(cursor: LineCursor): boolean {
    if (!cursor.hex() || !cursor.atEnd()) return false;
    this.builder.site = NO_SITE;
    this.builder.free(MAIN_TID, cursor.high, cursor.low);
    return true;
  }

  /** A damaged line keeps its place, so that the indices after it still fit. */
  private trace(cursor: LineCursor): boolean {
    const ip = cursor.hexNumber();
    const parent = ip < 0 ? -1 : cursor.hexNumber();
    const whole = parent >= 0 && cursor.atEnd();
    this.modules.addTrace(whole ? ip : 0, whole ? parent : 0);
    return whole;
  }

  /** `m 1 -` empties the list; else path, base and segments. `x` is the program itself. */
  private module(cursor: LineCursor): boolean {
    const path = this.header.format >= 3 ? this.header.text(cursor) : cursor.token();
    if (path === undefined || path === "") return false;
    if (path === "-") {
      this.modules.clear();
      return true;
    }
    const object = path === "x" ? this.executable : path;
    const base = cursor.hexNumber();
    if (base < 0) return false;
    while (!cursor.atEnd()) {
      const virtualAddress = cursor.hexNumber();
      const bytes = virtualAddress < 0 ? -1 : cursor.hexNumber();
      if (bytes < 0) return false;
      this.modules.addSegment(object, base, virtualAddress, bytes);
    }
    return true;
  }

  private program(cursor: LineCursor): boolean {
    const path = this.header.text(cursor);
    if (path === undefined) return false;
    this.executable = path;
    return true;
  }
}
