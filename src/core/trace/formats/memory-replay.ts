// AOSP memory_replay: the text that Android's malloc_debug dumps and the platform's replay tools read.
//
// Pointers identify blocks; sizes are decimal; two optional numbers are start and end of the call in nanoseconds, of which
// the start is kept. Alignment of valloc and pvalloc is written as 4096.
//
// What it does not say: when a thread was born and by whom, nor where a call came from. `thread_done` is not guaranteed,
// destructors run after it, and tids are reused by new threads, which here look like one thread that goes on. A realloc
// is logged only when it is over: under threads its old block may have been handed out and logged in between, which
// shows as a live address handed out again and is no bug of the program. Calls before recording began are missing.

import { EventKind } from "../event-table.ts";
import type { LineCursor } from "../line-cursor.ts";
import type { TraceBuilder } from "../trace-builder.ts";
import type { LineReader, TextImporter } from "./importer.ts";

const call = /^[ \t]*\d+: (malloc|calloc|realloc|memalign|free|thread_done) 0x[0-9a-fA-F]/m;

export const memoryReplay = {
  id: "memory_replay",
  title: "Android memory_replay text",
  extensions: ["txt", "zip"],
  endsEveryLine: true,
  hasThreads: true,
  confessions: [
    "Thread births are not recorded: a thread is taken to be born at its first call.",
    "Thread ids are reused by the system: two threads with one id look like one.",
    "No call sites: calls cannot be traced to source lines.",
    "A realloc is logged when it is over: its old address may seem to be handed out while it lives.",
  ],
  sniff: (head: string): boolean => call.test(head),
  columns: (head: string) => ({ times: looksTimed(head), sites: false }),
  read: (builder: TraceBuilder): LineReader => new MemoryReplayReader(builder),
} as const satisfies TextImporter;

const bytesOf = (word: string): Uint8Array => new TextEncoder().encode(word);
const MALLOC = bytesOf("malloc");
const CALLOC = bytesOf("calloc");
const REALLOC = bytesOf("realloc");
const MEMALIGN = bytesOf("memalign");
const FREE = bytesOf("free");
const THREAD_DONE = bytesOf("thread_done");
const COLON = 58;
const NANOSECOND_DIGITS = 9;

class MemoryReplayReader implements LineReader {
  private readonly builder: TraceBuilder;
  private tid = 0;
  private high = 0;
  private low = 0;
  private startSeconds = -1;
  private startNanoseconds = 0;

  constructor(builder: TraceBuilder) {
    this.builder = builder;
  }

  read(cursor: LineCursor): boolean {
    if (cursor.atEnd()) return true;
    this.tid = cursor.digits();
    if (this.tid < 0 || !cursor.take(COLON)) return false;
    if (cursor.word(MALLOC)) return this.malloc(cursor);
    if (cursor.word(FREE)) return this.free(cursor);
    if (cursor.word(REALLOC)) return this.realloc(cursor);
    if (cursor.word(CALLOC)) return this.calloc(cursor);
    if (cursor.word(MEMALIGN)) return this.memalign(cursor);
    if (cursor.word(THREAD_DONE)) return this.threadDone(cursor);
    return false;
  }

  finish(): void {}

  private malloc(cursor: LineCursor): boolean {
    if (!this.pointer(cursor)) return false;
    const size = cursor.decimal();
    if (size < 0 || !this.times(cursor)) return false;
    this.builder.allocate(EventKind.Malloc, this.tid, this.high, this.low, size, 0);
    return true;
  }

  private calloc(cursor: LineCursor): boolean {
    if (!this.pointer(cursor)) return false;
    const count = cursor.decimal();
    const element = cursor.decimal();
    if (count < 0 || element < 0 || !this.times(cursor)) return false;
    const size = count * element;
    this.builder.allocate(EventKind.Calloc, this.tid, this.high, this.low, size, count);
    return true;
  }

  private memalign(cursor: LineCursor): boolean {
    if (!this.pointer(cursor)) return false;
    const alignment = cursor.decimal();
    const size = cursor.decimal();
    if (alignment < 0 || size < 0 || !this.times(cursor)) return false;
    this.builder.allocate(EventKind.Aligned, this.tid, this.high, this.low, size, alignment);
    return true;
  }

  private realloc(cursor: LineCursor): boolean {
    if (!this.pointer(cursor)) return false;
    if (!cursor.pointer()) return false;
    const oldHigh = cursor.high;
    const oldLow = cursor.low;
    const size = cursor.decimal();
    if (size < 0 || !this.times(cursor)) return false;
    this.builder.reallocate(this.tid, this.high, this.low, oldHigh, oldLow, size);
    return true;
  }

  private free(cursor: LineCursor): boolean {
    if (!this.pointer(cursor) || !this.times(cursor)) return false;
    this.builder.free(this.tid, this.high, this.low);
    return true;
  }

  private threadDone(cursor: LineCursor): boolean {
    if (!this.pointer(cursor) || !this.times(cursor)) return false;
    this.builder.endThread(this.tid);
    return true;
  }

  private pointer(cursor: LineCursor): boolean {
    if (!cursor.pointer()) return false;
    this.high = cursor.high;
    this.low = cursor.low;
    return true;
  }

  /** Takes the optional times; false if something else stands there. Times of the day do not fit a double: two parts. */
  private times(cursor: LineCursor): boolean {
    if (cursor.atEnd()) return true;
    const from = cursor.at;
    if (cursor.decimal() < 0) return false;
    const split = Math.max(from, cursor.at - NANOSECOND_DIGITS);
    const seconds = numberIn(cursor.bytes, from, split);
    const nanoseconds = numberIn(cursor.bytes, split, cursor.at);
    if (!cursor.atEnd() && cursor.decimal() < 0) return false;
    if (!cursor.atEnd()) return false;
    if (this.startSeconds < 0) {
      this.startSeconds = seconds;
      this.startNanoseconds = nanoseconds;
    }
    const since = (seconds - this.startSeconds) * 1e9 + nanoseconds - this.startNanoseconds;
    this.builder.time = since;
    return true;
  }
}

function numberIn(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - 48;
  return value;
}

/** Has the first call of the text more numbers than the call needs? */
function looksTimed(head: string): boolean {
  const found = call.exec(head);
  if (found === null) return false;
  const words = head.slice(found.index, found.index + LONGEST_CALL).split("\n", 1)[0] ?? "";
  return words.trim().split(/\s+/).length > (wordsOf.get(found[1] ?? "") ?? 3);
}

const LONGEST_CALL = 200;
const wordsOf: ReadonlyMap<string, number> = new Map([
  ["malloc", 4],
  ["calloc", 5],
  ["memalign", 5],
  ["realloc", 5],
]);
