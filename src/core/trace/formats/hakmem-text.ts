// Our own traces as text a person can read and write: one call a line, block labels in place of addresses.
//
//     hakmem-trace 1
//     hypothesis One SuperSlab per class, as the hand-off reads it
//     environment superSlabsPerClass 1
//     switch fallbackFree pass-through
//     t0 start t1
//     t0 malloc 7 128        also calloc <label> <count> <size>, aligned <label> <alignment> <size>
//     t1 realloc 8 7 200     new label, old label or null, size
//     t1 free 8              or null, or ? for a block no line allocated
//     t1 end
//
// Labels are integers and free again after their block's free; `null` as the label of an allocation is a call that failed.
// A line may end in `ns <time>` and `at <site>`; `columns time site` at the top says that these are kept. The writer is
// `write-trace-text.ts`; what it writes reads back as the same events and the same hypothesis.
//
// What it does not say: nothing that was not written into it. A trace written by hand is a story, not a recording.

import { EventKind } from "../event-table.ts";
import type { LineCursor } from "../line-cursor.ts";
import type { CallSite } from "../trace.ts";
import type { TraceBuilder } from "../trace-builder.ts";
import { parseFigure, parseSwitch } from "./hakmem-hypothesis.ts";
import type { LineReader, TextImporter } from "./importer.ts";

const VERSION = 1;
const header = /^\s{0,100}hakmem-trace \d/;
const call = /^t\d+ (malloc|calloc|aligned|realloc|free|start|end)\b/m;

export const hakmemText = {
  id: "hakmem-text",
  title: "hakmem-trace text",
  extensions: ["trace", "txt"],
  endsEveryLine: false,
  hasThreads: true,
  confessions: [],
  sniff: (head: string): boolean => header.test(head) || call.test(head),
  columns: (head: string) => ({
    times: /^columns\b.*\btime\b/m.test(head),
    sites: /^columns\b.*\bsite\b/m.test(head),
  }),
  read: (builder: TraceBuilder): LineReader => new HakmemTextReader(builder),
} as const satisfies TextImporter;

const bytesOf = (word: string): Uint8Array => new TextEncoder().encode(word);
const MALLOC = bytesOf("malloc");
const CALLOC = bytesOf("calloc");
const ALIGNED = bytesOf("aligned");
const REALLOC = bytesOf("realloc");
const FREE = bytesOf("free");
const START = bytesOf("start");
const END = bytesOf("end");
const NULL = bytesOf("null");
const UNKNOWN = bytesOf("?");
const NS = bytesOf("ns");
const AT = bytesOf("at");
const LOWER_T = 116;
const MINUS = 45;
const HASH = 35;
/** Keeps every label apart from NULL, and from the one key no label has. */
const LABEL_HIGH = 0x10000000;
const UNKNOWN_HIGH = 0x7fffffff;
const WORD = 2 ** 32;

class HakmemTextReader implements LineReader {
  private readonly builder: TraceBuilder;
  private headerSeen = false;
  private high = 0;
  private low = 0;

  constructor(builder: TraceBuilder) {
    this.builder = builder;
    builder.pointerText = (high, low) =>
      high === UNKNOWN_HIGH
        ? "an unknown block"
        : `block ${(high - LABEL_HIGH) * WORD + (low >>> 0)}`;
  }

  read(cursor: LineCursor): boolean {
    if (cursor.atEnd() || cursor.peek() === HASH) return true;
    const start = cursor.at;
    if (cursor.take(LOWER_T)) {
      const tid = cursor.decimal();
      if (tid >= 0) return this.call(tid, cursor);
      cursor.at = start;
    }
    return this.directive(cursor.token(), cursor);
  }

  finish(): void {
    if (this.headerSeen) return;
    this.builder.problem("wrong-header", `no "hakmem-trace ${VERSION}" line at the beginning`, 1);
  }

  private call(tid: number, cursor: LineCursor): boolean {
    const { builder } = this;
    if (cursor.word(MALLOC)) return this.allocate(EventKind.Malloc, tid, cursor);
    if (cursor.word(CALLOC)) return this.allocate(EventKind.Calloc, tid, cursor);
    if (cursor.word(ALIGNED)) return this.allocate(EventKind.Aligned, tid, cursor);
    if (cursor.word(REALLOC)) return this.realloc(tid, cursor);
    if (cursor.word(FREE)) {
      if (!this.label(cursor) || !this.ending(cursor)) return false;
      if (this.high === UNKNOWN_HIGH) builder.freeUnknown(tid, "free of an unknown block");
      else builder.free(tid, this.high, this.low);
      return true;
    }
    if (cursor.word(START)) {
      cursor.skipBlanks();
      const born = cursor.take(LOWER_T) ? cursor.decimal() : -1;
      if (born < 0 || born === tid || !this.ending(cursor)) return false;
      builder.startThread(tid, born);
      return true;
    }
    if (!cursor.word(END) || !this.ending(cursor)) return false;
    builder.endThread(tid);
    return true;
  }

  private allocate(kind: EventKind, tid: number, cursor: LineCursor): boolean {
    if (!this.label(cursor) || this.high === UNKNOWN_HIGH) return false;
    const { high, low } = this;
    const other = kind === EventKind.Malloc ? 0 : cursor.decimal();
    const size = other < 0 ? -1 : cursor.decimal();
    if (size < 0 || !this.ending(cursor)) return false;
    const bytes = kind === EventKind.Calloc ? other * size : size;
    this.builder.allocate(kind, tid, high, low, bytes, other);
    return true;
  }

  private realloc(tid: number, cursor: LineCursor): boolean {
    if (!this.label(cursor) || this.high === UNKNOWN_HIGH) return false;
    const { high, low } = this;
    if (!this.label(cursor)) return false;
    const oldHigh = this.high;
    const oldLow = this.low;
    const size = cursor.decimal();
    if (size < 0 || !this.ending(cursor)) return false;
    this.builder.reallocate(tid, high, low, oldHigh, oldLow, size);
    return true;
  }

  /** A label, `null` or `?`, into `high` and `low`. */
  private label(cursor: LineCursor): boolean {
    this.high = 0;
    this.low = 0;
    if (cursor.word(NULL)) return true;
    if (cursor.word(UNKNOWN)) {
      this.high = UNKNOWN_HIGH;
      return true;
    }
    cursor.skipBlanks();
    const sign = cursor.take(MINUS) ? -1 : 1;
    const value = cursor.decimal();
    if (value < 0 || value > Number.MAX_SAFE_INTEGER) return false;
    const high = Math.floor((sign * value) / WORD);
    this.high = high + LABEL_HIGH;
    this.low = (sign * value - high * WORD) | 0;
    return true;
  }

  /** Takes `ns <time>` and `at <site>` where they stand; false if anything else does. */
  private ending(cursor: LineCursor): boolean {
    const { builder } = this;
    builder.site = -1;
    while (!cursor.atEnd()) {
      const isTime = cursor.word(NS);
      if (!isTime && !cursor.word(AT)) return false;
      const negative = isTime && cursor.peek() !== -1 && this.minus(cursor);
      const value = cursor.decimal();
      if (value < 0) return false;
      if (isTime) builder.time = negative ? -value : value;
      else if (value < builder.sites.length) builder.site = value;
      else return false;
    }
    return true;
  }

  private minus(cursor: LineCursor): boolean {
    cursor.skipBlanks();
    return cursor.take(MINUS);
  }

  private directive(word: string, cursor: LineCursor): boolean {
    const { builder } = this;
    switch (word) {
      case "hakmem-trace":
        return this.version(cursor);
      case "name":
        builder.name = cursor.rest();
        return true;
      case "hypothesis":
        builder.environment = { ...builder.environment, hypothesis: cursor.rest() };
        return true;
      case "environment": {
        const parsed = parseFigure(cursor.token(), cursor.token());
        if ("expected" in parsed) return this.rejected(word, parsed.expected);
        builder.environment = { ...builder.environment, ...parsed.value };
        return cursor.atEnd();
      }
      case "switch": {
        const parsed = parseSwitch(cursor.token(), cursor.token());
        if ("expected" in parsed) return this.rejected(word, parsed.expected);
        builder.switches = { ...builder.switches, ...parsed.value };
        return cursor.atEnd();
      }
      case "threads-refused":
        if (cursor.rest() !== "chain-ends") return this.rejected(word, "chain-ends");
        builder.onThreadRefused = "chain-ends";
        return true;
      case "threads":
        if (cursor.rest() !== "unknown") return this.rejected(word, "unknown");
        builder.hasThreads = false;
        return true;
      case "mappings":
        if (cursor.rest() !== "complete") return this.rejected(word, "complete");
        builder.hasMappings = true;
        return true;
      case "columns":
        return true;
      case "confession":
        builder.confessions.push(cursor.rest());
        return true;
      case "thread":
        return this.threadName(cursor);
      case "site":
        return this.site(cursor);
      default:
        return false;
    }
  }

  private version(cursor: LineCursor): boolean {
    const version = cursor.decimal();
    if (version < 0 || !cursor.atEnd()) return false;
    this.headerSeen = true;
    if (version === VERSION) return true;
    const message = `version ${version}, expected ${VERSION}; read as version ${VERSION}`;
    this.builder.problem("unsupported-version", message);
    return true;
  }

  private rejected(word: string, expected: string): true {
    this.builder.problem("wrong-header", `"${word}" line ignored: expected ${expected}`);
    return true;
  }

  /** `thread <life> <tid>`: what the recorder called it. */
  private threadName(cursor: LineCursor): boolean {
    const life = cursor.decimal();
    const tid = life < 0 ? -1 : cursor.decimal();
    if (tid < 0 || !cursor.atEnd()) return false;
    this.builder.lives.rename(this.builder.lives.lifeOf(life), tid);
    return true;
  }

  /** `site <JSON>`: sites are numbered in the order of these lines. */
  private site(cursor: LineCursor): boolean {
    const site = parseSite(cursor.rest());
    if (site === undefined) return false;
    this.builder.sites.push(site);
    return true;
  }
}

function parseSite(json: string): CallSite | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const record = value as Record<string, unknown>;
  const text = (key: string): string | undefined =>
    typeof record[key] === "string" ? record[key] : undefined;
  const number = (key: string): number | undefined =>
    typeof record[key] === "number" ? record[key] : undefined;
  const offset = number("offset");
  return {
    function: text("function"),
    file: text("file"),
    line: number("line"),
    object: text("object"),
    ...(offset === undefined ? {} : { offset }),
  };
}
