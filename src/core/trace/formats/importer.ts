// What a trace format is to the rest: a name, a way to be recognised by content, a reader of its lines or bytes.
//
// To add a format: one file here that exports an importer, one line in `registry.ts`, one sample. Nothing else asks which
// format a trace had.

import type { EventColumnsOptions } from "../event-columns.ts";
import type { LineCursor } from "../line-cursor.ts";
import type { TraceBuilder } from "../trace-builder.ts";

export interface LineReader {
  /** Reads one line, without its end. False: not understood; nothing was added then. */
  read(cursor: LineCursor): boolean;
  /** After the last line: checks of the whole. */
  finish(): void;
}

/** Takes the bytes of a trace chunk by chunk, in any division. */
export interface ByteFeed {
  push(chunk: Uint8Array): void;
  /** The stream is over; `cut`: its end is missing, and the trace already says why. */
  finish(cut: boolean): void;
}

interface Format {
  readonly id: string;
  readonly title: string;
  /** As a file dialogue wants them; detection never looks at names. */
  readonly extensions: readonly string[];
  readonly hasThreads: boolean;
  /** What the format cannot say, for the user. */
  readonly confessions: readonly string[];
  /** Is this the format of a text that begins like this? */
  sniff(head: string): boolean;
  /** Which of the optional columns a text that begins like this fills. */
  columns(head: string): EventColumnsOptions;
}

export interface TextImporter extends Format {
  /** Has the producer a line end behind every line? Then a last line without one was cut and is dropped. */
  readonly endsEveryLine: boolean;
  read(builder: TraceBuilder): LineReader;
}

export interface BinaryImporter extends Format {
  feed(builder: TraceBuilder): ByteFeed;
}

export type Importer = TextImporter | BinaryImporter;
