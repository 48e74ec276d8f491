// What raw and interpreted heaptrack files share: the version line, and lines that say nothing about calls.
//
// Strings carry their length since file format 3; before, they take the rest of the line. Files of heaptrack 1.0 have no
// format number, and one version of 1.2 wrote format 1 without saying so.

import type { LineCursor } from "../line-cursor.ts";
import type { TraceBuilder } from "../trace-builder.ts";

const NEWEST_FORMAT = 3;
const SIZED_SINCE = 3;
const UNNAMED_FORMAT_1 = 0x10200;
const V = 118;
const A = 65;
/** Command line, system, time, memory, suppression, comment. */
const silent: ReadonlySet<number> = new Set(Array.from("XIcRS#", (letter) => letter.charCodeAt(0)));

export const versionLine = /^v [0-9a-f]+( [0-9a-f]+)?[ \r]*$/m;
export const heaptrackConfessions = [
  "No thread ids: everything is played by one thread, thread caches and remote frees cannot be seen.",
  "A realloc is recorded as a free and an allocation; alignment and calloc are not told apart from malloc.",
  "Times are only marks every 10 ms and are not kept.",
  "Calls of memalign, pvalloc and reallocarray are not recorded by heaptrack 1.4: their frees are unknown frees.",
];

/** Stacks and call sites beyond so many are not kept: no recording has them, a file made to burst does. */
export const MOST_STACKS = 2 ** 25;
export const MOST_SITES = 2 ** 22;

export class HeaptrackHeader {
  /** File format, 0 for heaptrack 1.0. */
  format = NEWEST_FORMAT;
  private readonly builder: TraceBuilder;
  private seen = false;
  private missed = false;

  constructor(builder: TraceBuilder) {
    this.builder = builder;
  }

  /** Takes a line of kind `letter` if it is the header's or says nothing about calls; undefined if it is another. */
  read(letter: number, cursor: LineCursor): boolean | undefined {
    if (letter === V) return this.version(cursor);
    if (!this.seen && !this.missed) {
      this.missed = true;
      this.builder.problem("wrong-header", "no version line at the beginning; read as format 3");
    }
    if (letter === A) {
      this.builder.confessions.push(
        "Recorded by attaching to a running process: blocks it had before are unknown.",
      );
      return true;
    }
    return silent.has(letter) ? true : undefined;
  }

  /** A string: of stated length, or the rest of the line; undefined if it is cut or damaged. */
  text(cursor: LineCursor): string | undefined {
    return this.format >= SIZED_SINCE ? cursor.sized(cursor.hexNumber()) : cursor.rest();
  }

  private version(cursor: LineCursor): boolean {
    const program = cursor.hexNumber();
    if (program < 0) return false;
    const found = cursor.atEnd() ? Number(program === UNNAMED_FORMAT_1) : cursor.hexNumber();
    if (found < 0) return false;
    this.seen = true;
    this.format = found;
    if (found > NEWEST_FORMAT) {
      const what = `file format ${found}, newer than ${NEWEST_FORMAT}`;
      this.builder.problem("unsupported-version", `${what}; read as format ${NEWEST_FORMAT}`);
    }
    return true;
  }
}
