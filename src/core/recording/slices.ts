// Parts of a recording's tables, cut to what a view can draw: no view ever needs the whole.

import type { FailureTable, Timeline } from "./recording.ts";

/** Rows `first` to `first + count`, as far as they exist. */
export function sliceFailures(table: FailureTable, first: number, count: number): FailureTable {
  const start = Math.min(Math.max(0, first), table.length);
  const end = Math.min(start + Math.max(0, count), table.length);
  return {
    length: end - start,
    event: table.event.slice(start, end),
    kind: table.kind.slice(start, end),
    thread: table.thread.slice(start, end),
    sizeClass: table.sizeClass.slice(start, end),
    superSlab: table.superSlab.slice(start, end),
    slab: table.slab.slice(start, end),
    address: table.address.slice(start, end),
    text: table.text.slice(start, end),
  };
}

/** At most `samples` rows; of each bucket the rows with least and most live bytes stay, and the last row of all. */
export function thinTimeline(timeline: Timeline, samples: number): Timeline {
  if (timeline.length <= samples) return timeline;
  const rows = extremes(timeline.liveBytes, Math.max(1, Math.floor((samples - 1) / 2)));
  if (rows.at(-1) !== timeline.length - 1) rows.push(timeline.length - 1);
  return {
    length: rows.length,
    event: pick(timeline.event, rows, new Int32Array(rows.length)),
    liveBytes: pick(timeline.liveBytes, rows, new Float64Array(rows.length)),
    liveBlocks: pick(timeline.liveBlocks, rows, new Int32Array(rows.length)),
    committedBytes: pick(timeline.committedBytes, rows, new Float64Array(rows.length)),
    superSlabs: pick(timeline.superSlabs, rows, new Int32Array(rows.length)),
    libcBlocks: pick(timeline.libcBlocks, rows, new Int32Array(rows.length)),
    mappings: pick(timeline.mappings, rows, new Int32Array(rows.length)),
  };
}

function extremes(values: Float64Array, buckets: number): number[] {
  const rows: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = Math.floor((bucket * values.length) / buckets);
    const end = Math.floor(((bucket + 1) * values.length) / buckets);
    let least = start;
    let most = start;
    for (let row = start; row < end; row++) {
      if ((values[row] as number) < (values[least] as number)) least = row;
      if ((values[row] as number) > (values[most] as number)) most = row;
    }
    rows.push(Math.min(least, most));
    if (least !== most) rows.push(Math.max(least, most));
  }
  return rows;
}

function pick<T extends Int32Array | Float64Array>(from: T, rows: readonly number[], to: T): T {
  for (const [index, row] of rows.entries()) to[index] = from[row] as number;
  return to;
}
