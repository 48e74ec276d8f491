// How a slab becomes a class's, and free again.
//
// A slab stays with its class while one of its blocks has a mark, and afterwards until somebody needs slabs: then the
// owner's slabs without marks are taken out of its free lists and given back (`reclaim`). Nothing is counted on the way:
// a block without mark is on its owner's list and, once the lists are settled, the other way round.
//
// Only the owner can do that. Slabs that are idle in another thread's hands stay there until that thread asks, trims or
// ends; a slab with blocks in somebody's outbox or on a remote stack is not idle yet.

import {
  Kind,
  Mark,
  OWNER_ROW_WORDS,
  Record,
  Row,
  recordOf,
  rowOf,
  SLAB_BYTES,
  SLAB_SHIFT,
  slabOf,
} from "./geometry.ts";
import { blockBytes, GRANULE_SHIFT } from "./size-classes.ts";
import { claimSlab, NO_SLAB, releaseSlabs } from "./slab-bitmap.ts";
import { nextOf, setNext, type Tables } from "./tables.ts";

/** Claims a slab for the row and makes it the one that is carved; false if there is none. */
export function bindSlab({ words, geometry }: Tables, row: number, sizeClass: number): boolean {
  const slab = claimSlab(words, geometry);
  if (slab === NO_SLAB) return false;
  const record = recordOf(geometry, slab);
  const bytes = blockBytes(sizeClass);
  words[record + Record.Row] = row;
  words[record + Record.Bytes] = bytes;
  words[record + Record.Carved] = 0;
  words[record + Record.Capacity] = SLAB_BYTES - (SLAB_BYTES % bytes);
  words[row + Row.Carving] = record;
  return true;
}

/** Gives back the owner's slabs whose blocks are all on its free lists; returns how many. */
export function reclaim(tables: Tables, owner: number): number {
  const { words, geometry } = tables;
  const idle = idleSlabs(tables, owner);
  const rows = new Set(idle.map((record) => words[record + Record.Row] as number));
  for (const record of idle) words[record + Record.Idle] = 1;
  for (const row of rows) dropIdleBlocks(tables, row);
  for (const record of idle) {
    words[record + Record.Idle] = 0;
    words[record + Record.Row] = Kind.Free;
    words[record + Record.Carved] = 0;
    releaseSlabs(words, geometry, slabOf(geometry, record), 1);
  }
  return idle.length;
}

/** Records of the owner's slabs without marks. */
function idleSlabs({ words, marks, geometry }: Tables, owner: number): number[] {
  const firstRow = rowOf(geometry, owner, 0);
  const found: number[] = [];
  for (let slab = geometry.firstSlab; slab < geometry.slabs; slab++) {
    const record = recordOf(geometry, slab);
    const row = words[record + Record.Row] as number;
    if (row < firstRow || row >= firstRow + OWNER_ROW_WORDS) continue;
    const end = slab * SLAB_BYTES + (words[record + Record.Carved] as number);
    const bytes = words[record + Record.Bytes] as number;
    let block = slab * SLAB_BYTES;
    while (block < end && marks[block >>> GRANULE_SHIFT] === Mark.None) block += bytes;
    if (block >= end) found.push(record);
  }
  return found;
}

/** Takes the blocks of idle slabs out of the row's list; the others keep their order. */
function dropIdleBlocks({ words, geometry }: Tables, row: number): void {
  let kept = 0;
  let block = words[row + Row.Head] as number;
  words[row + Row.Head] = 0;
  while (block !== 0) {
    const next = nextOf(words, block);
    if (!isIdle(words, recordOf(geometry, block >>> SLAB_SHIFT))) {
      if (kept === 0) words[row + Row.Head] = block;
      else setNext(words, kept, block);
      kept = block;
    }
    block = next;
  }
  if (kept !== 0) setNext(words, kept, 0);
  const carving = words[row + Row.Carving] as number;
  if (carving !== 0 && isIdle(words, carving)) words[row + Row.Carving] = 0;
}

function isIdle(words: Int32Array, record: number): boolean {
  return words[record + Record.Idle] === 1;
}
