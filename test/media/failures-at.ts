// A failure table for tests that care about its events only.

import type { FailureTable } from "../../src/core/recording/index.ts";

export function failuresAt(events: readonly number[]): FailureTable {
  const { length } = events;
  return {
    length,
    event: Int32Array.from(events),
    kind: new Uint8Array(length),
    thread: new Int32Array(length),
    sizeClass: new Int32Array(length),
    superSlab: new Int32Array(length),
    slab: new Int32Array(length),
    address: new Float64Array(length),
    text: events.map((event) => `failure at ${event}`),
  };
}
