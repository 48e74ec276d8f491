// The one door of the importer tests: a sample is imported, imported again with its name hidden and in every wrapping, and
// written out and read back; what came out is compared with a text that a person has read.

import { readFileSync } from "node:fs";
import { gzipSync, zipSync } from "fflate";
import { expect } from "vitest";
import {
  EventKind,
  importTrace,
  summariseTrace,
  type Trace,
  UnreadableTraceError,
  writeTraceText,
} from "../../../src/core/trace/index.ts";

export const patient = {
  signal: new AbortController().signal,
  progress: () => {},
  pause: () => Promise.resolve(),
};

const root = new URL("../../", import.meta.url).pathname;

export function fixtureBytes(fixture: string): Uint8Array {
  return new Uint8Array(readFileSync(`${root}fixtures/traces/${fixture}`));
}

export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function importText(text: string): Promise<Trace> {
  return importTrace(textBytes(text), "inline", patient);
}

export async function checkImport(fixture: string): Promise<void> {
  const bytes = fixtureBytes(fixture);
  const trace = await importTrace(bytes, fixture, patient);
  await expect(printed(trace)).toMatchFileSnapshot(`${root}golden/trace/${fixture}.txt`);
  const wrapped = {
    "hidden name": bytes,
    gzip: gzipSync(bytes),
    "gzip in two members": joined(gzipSync(bytes.subarray(0, 9)), gzipSync(bytes.subarray(9))),
    zip: zipSync({ "a folder/": new Uint8Array(), "a folder/trace": bytes }),
    "gzip in zip": zipSync({ "trace.gz": gzipSync(bytes) }),
  };
  for (const [how, content] of Object.entries(wrapped)) {
    const again = await importTrace(content, "x", patient);
    expect(printed({ ...again, name: trace.name }), how).toBe(printed(trace));
  }
  const text = writeTraceText(trace);
  const back = await importTrace(textBytes(text), "x", patient);
  expect(writeTraceText(back)).toBe(text);
  expect(back.hash).toBe(trace.hash);
}

/** Why a file is refused, as the user is told; fails if it is not. */
export async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    await importTrace(bytes, "file", patient);
  } catch (error) {
    if (error instanceof UnreadableTraceError) return `${error.found} | ${error.remedy}`;
    throw error;
  }
  throw new Error("the file was read");
}

const ROWS_SHOWN = 60;

export function printed(trace: Trace): string {
  const { events } = trace;
  const kinds = Object.keys(EventKind);
  const rows: string[] = [];
  for (let event = 0; event < Math.min(events.length, ROWS_SHOWN); event++) {
    const kind = kinds[events.kind[event] as number] ?? "?";
    const words = [
      String(event).padStart(3),
      `t${events.thread[event]}`,
      kind.padEnd(11),
      `block ${events.block[event]}`.padEnd(9),
      `other ${events.other[event]}`.padEnd(12),
      `size ${events.size[event]}`,
      ...(events.time.length > 0 ? [`time ${events.time[event]}`] : []),
      ...(events.site.length > 0 ? [`site ${events.site[event]}`] : []),
    ];
    rows.push(words.join("  "));
  }
  const { problems, ...figures } = summariseTrace(trace);
  return [
    `${trace.name}: ${trace.format}, ${events.length} events, ${events.slots} slots`,
    ...rows,
    "",
    ...trace.threads.map((life, i) => `thread ${i}: tid ${life.tid}, ${life.birth}, ${life.end}`),
    ...trace.sites.map((site, i) => `site ${i}: ${JSON.stringify(site)}`),
    `threads refused: ${trace.onThreadRefused}; mappings complete: ${trace.hasMappings}`,
    `environment ${printedRecord(trace.environment)}; switches ${printedRecord(trace.switches)}`,
    "",
    ...problems.first.map(({ line, kind, message }) => `line ${line}: ${kind}: ${message}`),
    `problems ${problems.total} ${printedRecord(problems.byKind)}`,
    "",
    ...Object.entries(figures).map(([name, value]) => `${name} ${value}`),
    "",
  ].join("\n");
}

function printedRecord(record: object): string {
  return `{${Object.entries(record)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ")}}`;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
