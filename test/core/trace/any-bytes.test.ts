// Whatever becomes of a file, importing it ends, and throws nothing but UnreadableTraceError; what it does return holds
// together, row by row.

import { readdirSync } from "node:fs";
import fc from "fast-check";
import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import {
  EventKind,
  importTrace,
  summariseTrace,
  type Trace,
  UnreadableTraceError,
} from "../../../src/core/trace/index.ts";
import { fixtureBytes, patient } from "./check-import.ts";

const folder = new URL("../../fixtures/traces/", import.meta.url).pathname;
const fixtures = readdirSync(folder).filter((name) => /\.(txt|rep|trace|zst|trc1)$/.test(name));

async function importAny(bytes: Uint8Array): Promise<Trace | undefined> {
  try {
    const trace = await importTrace(bytes, "x", patient);
    checkTable(trace);
    return trace;
  } catch (error) {
    if (error instanceof UnreadableTraceError) return undefined;
    throw error;
  }
}

/** Rows name slots and threads that exist, a freed slot lived, an allocated one is known to the summary. */
function checkTable(trace: Trace): void {
  const { events } = trace;
  const live = new Set<number>();
  for (let event = 0; event < events.length; event++) {
    const kind = events.kind[event] as EventKind;
    const block = events.block[event] as number;
    const other = events.other[event] as number;
    expect(block).toBeLessThan(events.slots);
    expect(trace.threads[events.thread[event] as number]).toBeDefined();
    if (kind === EventKind.Free) {
      if (block >= 0) expect(live.delete(block)).toBe(true);
    } else if (kind === EventKind.Realloc) {
      if (other >= 0) expect(live.has(other)).toBe(true);
      if (other >= 0 && block >= 0) expect(block).toBe(other);
      if (block >= 0) live.add(block);
      else if (other >= 0 && events.size[event] === 0) live.delete(other);
    } else if (block >= 0) {
      live.add(block);
    }
  }
  expect(summariseTrace(trace).endLiveBlocks).toBe(live.size);
}

describe.each(fixtures)("%s", (fixture) => {
  const bytes = fixtureBytes(fixture);

  test("every prefix", async () => {
    let readable = 0;
    for (let length = 0; length <= bytes.length; length++) {
      if ((await importAny(bytes.subarray(0, length))) !== undefined) readable++;
    }
    expect(readable).toBeGreaterThan(0);
  });

  test("any one byte changed", async () => {
    const place = fc.nat({ max: bytes.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, fc.nat({ max: 255 }), async (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        await importAny(changed);
      }),
      { numRuns: 300 },
    );
  });

  test("gzipped, any one byte changed", async () => {
    const packed = gzipSync(bytes);
    const place = fc.nat({ max: packed.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, fc.nat({ max: 255 }), async (at, value) => {
        const changed = packed.slice();
        changed[at] = value;
        await importAny(changed);
      }),
      { numRuns: 200 },
    );
  });
});

test("arbitrary bytes behind any format's beginning", async () => {
  const beginnings = fixtures.map((fixture) => fixtureBytes(fixture).slice(0, 60));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...beginnings),
      fc.uint8Array({ maxLength: 400 }),
      async (head, tail) => {
        await importAny(new Uint8Array([...head, ...tail]));
      },
    ),
    { numRuns: 500 },
  );
});
