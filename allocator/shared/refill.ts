// malloc when the row's free list is empty, in this order: blocks that other threads sent back, the rest of the slab
// that is being carved, a fresh slab, a slab of the owner's that is idle in another class. Then there is no room.

import { classOfRow, Mark, Record, Row, SLAB_BYTES, slabOf } from "./geometry.ts";
import { drain, flushOutboxes, settle } from "./outbox.ts";
import { GRANULE_SHIFT } from "./size-classes.ts";
import { bindSlab, reclaim } from "./slab-life.ts";
import { nextOf, type Tables } from "./tables.ts";

/** A block of the row, which is one of slot `owner`'s; 0 if there is no room. */
export function refill(tables: Tables, owner: number, row: number): number {
  const { words, geometry } = tables;
  if (geometry.owners > 1) {
    drain(tables, row);
    if (words[row + Row.Head] !== 0) return pop(tables, row);
  }
  const block = carve(tables, row);
  if (block !== 0) return block;
  const sizeClass = classOfRow(geometry, row);
  if (!bindSlab(tables, row, sizeClass)) {
    const released = trim(tables, owner) > 0;
    if (words[row + Row.Head] !== 0) return pop(tables, row);
    if (!released || !bindSlab(tables, row, sizeClass)) return 0;
  }
  return carve(tables, row);
}

/** Sends and takes back whatever waits, and gives back the owner's idle slabs; returns how many. */
export function trim(tables: Tables, owner: number): number {
  flushOutboxes(tables, owner);
  settle(tables, owner);
  return reclaim(tables, owner);
}

function pop({ words, marks }: Tables, row: number): number {
  const block = words[row + Row.Head] as number;
  words[row + Row.Head] = nextOf(words, block);
  marks[block >>> GRANULE_SHIFT] = Mark.Block;
  return block;
}

/** The next never-used block of the slab that the row carves, 0 if it has none. */
function carve({ words, marks, geometry }: Tables, row: number): number {
  const record = words[row + Row.Carving] as number;
  if (record === 0) return 0;
  const carved = words[record + Record.Carved] as number;
  if (carved === words[record + Record.Capacity]) {
    words[row + Row.Carving] = 0;
    return 0;
  }
  words[record + Record.Carved] = carved + (words[record + Record.Bytes] as number);
  const block = slabOf(geometry, record) * SLAB_BYTES + carved;
  marks[block >>> GRANULE_SHIFT] = Mark.Block;
  return block;
}
