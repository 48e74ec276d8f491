// The name of a trace's content: equal events under an equal hypothesis give equal hashes, whatever the file was called
// or how it was written. Problems and confessions are not part of it, nor are call sites' texts.

import type { WorkControl } from "../base/cancelled.ts";
import { Fingerprint } from "../base/hash.ts";
import { pauseOrStop } from "./pause-or-stop.ts";
import type { Trace } from "./trace.ts";

/** Rows hashed between two pauses; part of the hash, because each slice brings its length along. */
const SLICE_ROWS = 1 << 20;

export async function hashTrace(trace: Omit<Trace, "hash">, control: WorkControl): Promise<string> {
  const { kind, thread, block, other, size, time, site, slots } = trace.events;
  const print = new Fingerprint();
  for (const column of [kind, thread, block, other, size, time, site]) {
    for (let from = 0; from < column.length; from += SLICE_ROWS) {
      if (from > 0) await pauseOrStop(control);
      print.column(column.subarray(from, from + SLICE_ROWS));
    }
    print.number(column.length);
  }
  print.number(slots);
  for (const life of trace.threads) print.text(`${life.birth} ${life.end}`);
  const { hasThreads, hasMappings, onThreadRefused } = trace;
  print.text(`${hasThreads} ${hasMappings} ${onThreadRefused}`);
  print.text(sortedText(trace.environment)).text(sortedText(trace.switches));
  return print.digest();
}

function sortedText(record: object): string {
  const entries = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, value]) => `${key}=${value}`).join("\n");
}
