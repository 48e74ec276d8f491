// Blocks above 32 KiB: runs of whole slabs, claimed and given back in the slab bitmap by any thread.
//
// A run has no owner and its free no detour. It grows in place when the slabs behind it are free, and shrinks by giving
// back its end.

import { Kind, Mark, Record, recordOf, SLAB_BYTES, SLAB_SHIFT } from "./geometry.ts";
import { GRANULE_SHIFT } from "./size-classes.ts";
import { claimRun, claimSlabs, NO_SLAB, releaseSlabs } from "./slab-bitmap.ts";
import type { Tables } from "./tables.ts";

/** Offset of a run of at least `bytes` bytes, aligned to `alignment` slabs; 0 if no such run is free. */
export function allocateRun(tables: Tables, bytes: number, alignment: number): number {
  const { words, geometry, marks } = tables;
  const count = slabsFor(bytes);
  const start = claimRun(words, geometry, count, alignment);
  if (start === NO_SLAB) return 0;
  writeRun(tables, start, 0, count);
  const block = start * SLAB_BYTES;
  Atomics.store(marks, block >>> GRANULE_SHIFT, Mark.Run);
  return block;
}

/** Bytes of the run that starts at the offset, 0 if none does. */
export function runBytes({ words, marks, geometry }: Tables, block: number): number {
  if (marks[block / 2 ** GRANULE_SHIFT] !== Mark.Run) return 0;
  const record = recordOf(geometry, block >>> SLAB_SHIFT);
  return (words[record + Record.Run] as number) * SLAB_BYTES;
}

/** Gives back the run that starts at the offset; false if none does. Of two threads that free one run, one gets false. */
export function freeRun(tables: Tables, block: number): boolean {
  const { marks } = tables;
  const mark = block / 2 ** GRANULE_SHIFT;
  const bytes = runBytes(tables, block);
  if (bytes === 0) return false;
  if (Atomics.compareExchange(marks, mark, Mark.Run, Mark.None) !== Mark.Run) return false;
  giveBack(tables, block >>> SLAB_SHIFT, bytes >>> SLAB_SHIFT);
  return true;
}

/** Makes the run just long enough for `bytes` without moving it; false if it cannot grow. */
export function resizeRun(tables: Tables, block: number, bytes: number): boolean {
  const { words, geometry } = tables;
  const start = block >>> SLAB_SHIFT;
  const record = recordOf(geometry, start);
  const before = words[record + Record.Run] as number;
  const count = slabsFor(bytes);
  if (count > before) {
    if (!claimSlabs(words, geometry, start + before, count - before)) return false;
    writeRun(tables, start, before, count);
  } else if (count < before) {
    words[record + Record.Run] = count;
    giveBack(tables, start + count, before - count);
  }
  return true;
}

function slabsFor(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / SLAB_BYTES));
}

/** Makes the slabs from `from` to `count` part of the run at `start`. */
function writeRun({ words, geometry }: Tables, start: number, from: number, count: number): void {
  for (let at = from; at < count; at++) {
    words[recordOf(geometry, start + at) + Record.Row] = at === 0 ? Kind.RunStart : Kind.RunRest;
  }
  words[recordOf(geometry, start) + Record.Run] = count;
}

function giveBack({ words, geometry }: Tables, start: number, count: number): void {
  for (let at = 0; at < count; at++) {
    words[recordOf(geometry, start + at) + Record.Row] = Kind.Free;
  }
  releaseSlabs(words, geometry, start, count);
}
