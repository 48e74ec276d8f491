// The name of a trace's content: equal events under an equal hypothesis give equal hashes, whatever the file was called
// or how it was written. Problems and confessions are not part of it, nor are call sites' texts.

import { Fingerprint } from "../base/hash.ts";
import type { Trace } from "./trace.ts";

export function hashTrace(trace: Omit<Trace, "hash">): string {
  const { events } = trace;
  const print = new Fingerprint();
  print.column(events.kind).column(events.thread).column(events.block).column(events.other);
  print.column(events.size).column(events.time).column(events.site).number(events.slots);
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
