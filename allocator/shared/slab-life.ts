// How a slab becomes a class's, and free again.
//
// A slab stays with its class while it has a live block, and afterwards until somebody needs slabs: then the owner's
// slabs whose blocks are all on its free lists are taken out of these and given back (`reclaim`). Nothing is counted on
// the way: marks tell at once that a slab has a live block, and only for slabs without one the lists are walked.
//
// Only the owner can do that. Slabs that are idle in another thread's hands stay there until that thread asks, trims or
// ends; a slab with blocks in somebody's outbox or on the remote stack is not idle yet.

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

/** Value of Record.Listed for a slab that is about to be given back. */
const IDLE = -1;

/** Claims a slab for the row and makes it the one that is carved; false if there is none. */
export function bindSlab({ words, geometry }: Tables, row: number, sizeClass: number): boolean {
  const slab = claimSlab(words, geometry);
  if (slab === NO_SLAB) return false;
  const record = recordOf(geometry, slab);
  const bytes = blockBytes(sizeClass);
  words[record + Record.Row] = row;
  words[record + Record.Bytes] = bytes;
  words[record + Record.Carved] = 0;
  words[record + Record.Listed] = 0;
  words[record + Record.Capacity] = SLAB_BYTES - (SLAB_BYTES % bytes);
  words[row + Row.Carving] = record;
  return true;
}

/** Gives back the owner's slabs whose blocks are all on its free lists; returns how many. */
export function reclaim(tables: Tables, owner: number): number {
  const { words, geometry } = tables;
  const candidates = slabsWithoutLiveBlock(tables, owner);
  const rows = new Set(candidates.map((record) => words[record] as number));
  for (const row of rows) countListed(tables, row);
  const idle = candidates.filter((record) => allListed(words, record));
  for (const record of idle) words[record + Record.Listed] = IDLE;
  for (const row of new Set(idle.map((record) => words[record] as number))) {
    dropIdleBlocks(tables, row);
  }
  for (const record of idle) {
    words[record + Record.Row] = Kind.Free;
    words[record + Record.Carved] = 0;
    releaseSlabs(words, geometry, slabOf(geometry, record), 1);
  }
  return idle.length;
}

function slabsWithoutLiveBlock({ words, marks, geometry }: Tables, owner: number): number[] {
  const firstRow = rowOf(geometry, owner, 0);
  const found: number[] = [];
  for (let slab = geometry.firstSlab; slab < geometry.slabs; slab++) {
    const record = recordOf(geometry, slab);
    const row = words[record + Record.Row] as number;
    if (row < firstRow || row >= firstRow + OWNER_ROW_WORDS) continue;
    const start = slab * SLAB_BYTES;
    const end = start + (words[record + Record.Carved] as number);
    const bytes = words[record + Record.Bytes] as number;
    let block = start;
    while (block < end && marks[block >>> GRANULE_SHIFT] === Mark.None) block += bytes;
    if (block >= end) {
      words[record + Record.Listed] = 0;
      found.push(record);
    }
  }
  return found;
}

function countListed({ words, geometry }: Tables, row: number): void {
  for (let block = words[row + Row.Head] as number; block !== 0; block = nextOf(words, block)) {
    const record = recordOf(geometry, block >>> SLAB_SHIFT);
    words[record + Record.Listed] = (words[record + Record.Listed] as number) + 1;
  }
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
  return words[record + Record.Listed] === IDLE;
}

function allListed(words: Int32Array, record: number): boolean {
  const listed =
    (words[record + Record.Listed] as number) * (words[record + Record.Bytes] as number);
  return listed === words[record + Record.Carved];
}
