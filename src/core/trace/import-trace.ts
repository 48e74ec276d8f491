// A file's bytes become a Trace: unpack, recognise, read piece by piece.
//
// Formats are told by content; the name is only a label. Whatever is wrong in the file is a problem of the trace; the
// single exception is a file in which nothing at all can be read. Work is sliced by bytes, never by a clock, so the same
// file gives the same trace and the same number of pauses everywhere.

import { CancelledError, type WorkControl } from "../base/cancelled.ts";
import { openText, peek } from "./decompress.ts";
import type { ByteFeed, Importer } from "./formats/importer.ts";
import { importers } from "./formats/registry.ts";
import { LineFeed } from "./line-feed.ts";
import { explainUnreadable } from "./not-replayable.ts";
import { pauseOrStop } from "./pause-or-stop.ts";
import type { FormatId, Trace } from "./trace.ts";
import { TraceBuilder } from "./trace-builder.ts";
import { UnreadableTraceError } from "./unreadable.ts";

/** Text read between two pauses: some milliseconds of work. */
const SLICE_BYTES = 2 ** 18;
const HEAD_BYTES = 2 ** 16;
/** Events beyond this are not read: tables of 100 million rows are what the rest is built for. */
export const MOST_EVENTS = 100_000_000;
/** Some editors put it before UTF-8 text. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const latin1 = new TextDecoder("latin1");

export async function importTrace(
  bytes: Uint8Array,
  name: string,
  control: WorkControl,
): Promise<Trace> {
  if (control.signal.aborted) throw new CancelledError();
  const text = openText(bytes);
  const [headBytes, pieces] = peek(text.pieces, HEAD_BYTES);
  const mark = beginsWithMark(headBytes) ? BYTE_ORDER_MARK.length : 0;
  const head = latin1.decode(headBytes.subarray(mark));
  const importer: Importer | undefined = importers.find((candidate) => candidate.sniff(head));
  if (importer === undefined) {
    const titles = importers.map((candidate) => candidate.title);
    const why = explainUnreadable(head, titles);
    const found = [why.found, ...text.damage].join("; ");
    throw new UnreadableTraceError(name, { ...why, found });
  }
  const builder = new TraceBuilder({
    name,
    format: importer.id as FormatId,
    hasThreads: importer.hasThreads,
    confessions: importer.confessions,
    ...importer.columns(head),
  });
  const feed = feedOf(importer, builder);
  let tooMany = false;
  let unpaused = 0;
  let skip = mark;
  for (const piece of pieces) {
    for (let at = Math.min(skip, piece.length); at < piece.length && !tooMany; at += SLICE_BYTES) {
      const slice = piece.subarray(at, at + SLICE_BYTES);
      feed.push(slice);
      tooMany = builder.length > MOST_EVENTS;
      unpaused += slice.length;
      if (unpaused < SLICE_BYTES) continue;
      unpaused = 0;
      control.progress(text.consumed(), bytes.length);
      await pauseOrStop(control);
    }
    skip -= Math.min(skip, piece.length);
    if (tooMany) break;
  }
  if (tooMany) text.damage.push(`more than ${MOST_EVENTS} events; the rest is not read`);
  feed.finish(text.damage.length > 0);
  for (const message of text.damage) builder.problem("cut-stream", message, 0);
  for (const message of text.remarks) builder.problem("count-mismatch", message, 0);
  control.progress(bytes.length, bytes.length);
  return builder.finish(control);
}

function feedOf(importer: Importer, builder: TraceBuilder): ByteFeed {
  if ("feed" in importer) return importer.feed(builder);
  const { endsEveryLine } = importer;
  return new LineFeed({ reader: importer.read(builder), builder, endsEveryLine });
}

function beginsWithMark(head: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, at) => head[at] === byte);
}
