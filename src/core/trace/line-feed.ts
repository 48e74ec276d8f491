// Cuts a stream of byte chunks into lines and hands each to the format's reader; a line may begin in one chunk and end in
// another, the whole text is never held.
//
// Every line is offered whole. One that is not understood is a problem with its number and nothing else: reading goes on.
// NUL bytes are what a hole in a file looks like (a second process truncated it); what follows the last one on its line
// is offered again. Lines longer than LONGEST_LINE are dropped unread.

import type { ByteFeed, LineReader } from "./formats/importer.ts";
import { LineCursor } from "./line-cursor.ts";
import type { TraceBuilder } from "./trace-builder.ts";

const LONGEST_LINE = 1 << 20;
const SHOWN = 60;
const LF = 10;
const latin1 = new TextDecoder("latin1");

export interface LineFeedOptions {
  readonly reader: LineReader;
  readonly builder: TraceBuilder;
  readonly endsEveryLine: boolean;
}

export class LineFeed implements ByteFeed {
  private readonly options: LineFeedOptions;
  private readonly cursor = new LineCursor();
  private rest = new Uint8Array(256);
  private restLength = 0;
  private skipping = false;

  constructor(options: LineFeedOptions) {
    this.options = options;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    if (this.restLength > 0 || this.skipping) {
      const end = chunk.indexOf(LF);
      if (end < 0) {
        this.remember(chunk);
        return;
      }
      this.remember(chunk.subarray(0, end));
      this.endRemembered();
      start = end + 1;
    }
    const { length } = chunk;
    for (let at = start; at < length; at++) {
      if (chunk[at] !== LF) continue;
      this.line(chunk, start, at, false);
      start = at + 1;
    }
    if (start < length) this.remember(chunk.subarray(start));
  }

  /** The text is over; `cut`: its end is missing, so a last line without an end is not to be trusted. */
  finish(cut: boolean): void {
    const { builder, endsEveryLine } = this.options;
    if (this.skipping) {
      this.endRemembered();
    } else if (this.restLength > 0) {
      if (cut || endsEveryLine) {
        builder.line++;
        const text = shown(this.rest, 0, this.restLength);
        builder.problem("cut-line", `the last line has no end and is dropped: "${text}"`);
      } else {
        this.line(this.rest, 0, this.restLength, true);
      }
    }
    this.options.reader.finish();
  }

  private remember(piece: Uint8Array): void {
    if (this.skipping || this.restLength + piece.length > LONGEST_LINE) {
      this.skipping = true;
      return;
    }
    const needed = this.restLength + piece.length;
    if (needed > this.rest.length) {
      const larger = new Uint8Array(Math.max(needed, this.rest.length * 2));
      larger.set(this.rest.subarray(0, this.restLength));
      this.rest = larger;
    }
    this.rest.set(piece, this.restLength);
    this.restLength = needed;
  }

  private endRemembered(): void {
    if (this.skipping) {
      const { builder } = this.options;
      builder.line++;
      builder.problem("unreadable-line", `the line is longer than ${LONGEST_LINE} bytes; dropped`);
      this.skipping = false;
    } else {
      this.line(this.rest, 0, this.restLength, false);
    }
    this.restLength = 0;
  }

  private line(bytes: Uint8Array, start: number, end: number, last: boolean): void {
    const { builder, reader } = this.options;
    builder.line++;
    this.cursor.reset(bytes, start, end);
    if (!reader.read(this.cursor)) this.notUnderstood(bytes, start, end, last);
  }

  private notUnderstood(bytes: Uint8Array, start: number, end: number, last: boolean): void {
    const { builder, reader } = this.options;
    const nul = bytes.subarray(start, end).lastIndexOf(0);
    if (nul >= 0) {
      if (builder.countProblem("nul-bytes")) {
        builder.keepProblem("nul-bytes", "the line holds NUL bytes: a hole in the file");
      }
      this.cursor.reset(bytes, start + nul + 1, end);
      reader.read(this.cursor);
      return;
    }
    const kind = last ? "cut-line" : "unreadable-line";
    if (!builder.countProblem(kind)) return;
    builder.keepProblem(kind, `not a line of this format: "${shown(bytes, start, end)}"`);
  }
}

function shown(bytes: Uint8Array, start: number, end: number): string {
  const text = latin1.decode(bytes.subarray(start, Math.min(end, start + SHOWN)));
  const printable = text.replace(/[^\x20-\x7e]/g, "?").trimEnd();
  return end - start > SHOWN ? `${printable}...` : printable;
}
