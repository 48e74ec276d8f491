// Writes a trace in our own text format; `formats/hakmem-text.ts` has the grammar and reads it back.
//
// Labels are slots, threads are life numbers. Not written: the format of the file the trace came from, and its problems.

import { EventKind, NO_BLOCK } from "./event-table.ts";
import { figureText } from "./formats/hakmem-hypothesis.ts";
import type { Trace } from "./trace.ts";

const EVENTS_PER_PIECE = 10_000;

/** The whole text; beyond some ten million events it no longer fits a string, use the pieces then. */
export function writeTraceText(trace: Trace): string {
  return [...traceTextPieces(trace)].join("");
}

/** The text in pieces of whole lines. */
export function* traceTextPieces(trace: Trace): Generator<string> {
  yield headerText(trace);
  const { length } = trace.events;
  for (let from = 0; from < length; from += EVENTS_PER_PIECE) {
    let text = "";
    const to = Math.min(length, from + EVENTS_PER_PIECE);
    for (let event = from; event < to; event++) text += `${eventText(trace, event)}\n`;
    yield text;
  }
}

function headerText(trace: Trace): string {
  const { hypothesis, ...figures } = trace.environment;
  const lines = ["hakmem-trace 1", `name ${oneLine(trace.name)}`];
  if (hypothesis !== undefined) lines.push(`hypothesis ${oneLine(hypothesis)}`);
  for (const [name, value] of Object.entries(figures)) {
    lines.push(`environment ${name} ${figureText(value)}`);
  }
  for (const [name, reading] of Object.entries(trace.switches)) {
    lines.push(`switch ${name} ${reading}`);
  }
  if (trace.onThreadRefused === "chain-ends") lines.push("threads-refused chain-ends");
  if (!trace.hasThreads) lines.push("threads unknown");
  if (trace.hasMappings) lines.push("mappings complete");
  for (const confession of trace.confessions) lines.push(`confession ${oneLine(confession)}`);
  const columns = [
    ...(trace.events.time.length > 0 ? ["time"] : []),
    ...(trace.events.site.length > 0 ? ["site"] : []),
  ];
  if (columns.length > 0) lines.push(`columns ${columns.join(" ")}`);
  if (trace.threads.some(({ tid }, life) => tid !== life)) {
    trace.threads.forEach(({ tid }, life) => {
      lines.push(`thread ${life} ${tid}`);
    });
  }
  for (const site of trace.sites) lines.push(`site ${JSON.stringify(site)}`);
  return `${lines.join("\n")}\n`;
}

function eventText(trace: Trace, event: number): string {
  const { events } = trace;
  const time = events.time.length > 0 ? ` ns ${events.time[event]}` : "";
  const site = events.site[event] ?? -1;
  return `t${events.thread[event]} ${callText(trace, event)}${time}${site < 0 ? "" : ` at ${site}`}`;
}

function callText({ events }: Trace, event: number): string {
  const kind = events.kind[event] as EventKind;
  const block = labelText(events.block[event] as number);
  const other = events.other[event] as number;
  const size = events.size[event] as number;
  switch (kind) {
    case EventKind.Malloc:
      return `malloc ${block} ${size}`;
    case EventKind.Calloc:
      return `calloc ${block} ${other} ${other === 0 ? 0 : size / other}`;
    case EventKind.Aligned:
      return `aligned ${block} ${other} ${size}`;
    case EventKind.Realloc:
      return `realloc ${block} ${labelText(other)} ${size}`;
    case EventKind.Free:
      return `free ${block}`;
    case EventKind.ThreadStart:
      return `start t${other}`;
    case EventKind.ThreadEnd:
      return "end";
  }
}

function labelText(block: number): string {
  if (block >= 0) return String(block);
  return block === NO_BLOCK ? "null" : "?";
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
