// Where everything lies in the one buffer of a buffer heap, and the only place where it is written down.
//
// ```
// slab 0..f-1   header                          64 bytes: magic, version, bytes, owners
//               SuperSlab count                 64
//               owner slots                     64 each: 1 while a thread holds the slot
//               slab bitmap                     4 for each SuperSlab; bit i set: slab i is taken
//               remote stacks                   64 for each (owner, class): top of the stack
//               class rows                      16 for each (owner, class): free list, slab being carved
//               outboxes                        16 for each (from, owner, class): chain, its end, its length, total
//               slab records                    64 for each slab
//               marks                           1 for each 16 bytes of the buffer
// slab f..n-1   blocks
//
// mark          1: a block begins here that its owner handed out and did not take back yet; 2: a run of slabs begins
//               here; 0: neither
// free block    | offset of the next free block 4 | untouched ...
// ```
//
// What several threads write to stands alone in its 64 bytes; what one owner writes to never shares 64 bytes with
// another owner's: marks of blocks are their owner's too, so a remote free does not touch them. All positions are word indexes into an Int32Array over the buffer; blocks are byte offsets. A buffer
// has at most 2 GiB, so that offsets are positive 32-bit numbers.

import { GiB } from "../units.ts";
import { BLOCK_BYTES, blockBytes, GRANULE_BYTES, LARGEST_BLOCK } from "./size-classes.ts";

export const SLAB_SHIFT = 16;
export const SLAB_BYTES = 1 << SLAB_SHIFT;
export const SLAB_MASK = SLAB_BYTES - 1;
export const SUPER_SLAB_SHIFT = 5;
export const SLABS_PER_SUPER_SLAB = 1 << SUPER_SLAB_SHIFT;
export const MOST_BYTES = 2 * GiB;
export const MOST_OWNERS = 64;

const LINE = 16; // words of 64 bytes

export const MAGIC = 0x6b6d_6b68;
export const VERSION = 1;
export const Header = { Magic: 0, Version: 1, Bytes: 2, Owners: 3 } as const;

/** Rows are addressed as owner * ROWS_PER_OWNER + class; a multiple of 4 rows fills whole 64 bytes. */
export const ROWS_PER_OWNER = 40;
export const ROW_SHIFT = 2;
export const ROW_WORDS = 1 << ROW_SHIFT;
export const OWNER_ROW_WORDS = ROWS_PER_OWNER * ROW_WORDS;
/**
 * Head: first free block. Carving: record of the slab that new blocks are cut from, or 0. Unsettled: 1 while blocks on
 * the list may still have marks.
 */
export const Row = { Head: 0, Carving: 1, Unsettled: 2 } as const;
/** Total counts all remote frees that ever went through. */
export const Outbox = { Head: 0, Tail: 1, Count: 2, Total: 3 } as const;

export const RECORD_SHIFT = 4;
/**
 * Row: the class row that the slab belongs to, or a `Kind`. Bytes: of a block. Carved: bytes cut into blocks so far, of
 * Capacity. Run: slabs of a large block. Idle: 1 while a reclaim takes the slab's blocks out of the list.
 */
export const Record = { Row: 0, Bytes: 1, Carved: 2, Capacity: 3, Run: 4, Idle: 5 } as const;
/** Values of Record.Row that are no row. */
export const Kind = { Free: 0, RunStart: 1, RunRest: 2, Tables: 3 } as const;

export const Mark = { None: 0, Block: 1, Run: 2 } as const;

export interface Geometry {
  readonly bytes: number;
  readonly owners: number;
  readonly slabs: number;
  readonly superSlabs: number;
  /** The first slab that may hold blocks; those before hold the tables. */
  readonly firstSlab: number;
  // Word indexes of the tables.
  readonly superSlabCount: number;
  readonly ownerSlots: number;
  readonly bitmap: number;
  readonly stacks: number;
  readonly rows: number;
  readonly outboxes: number;
  readonly records: number;
  /** Byte offset of the marks, the one table of bytes. */
  readonly marks: number;
}

/**
 * The layout of a heap of `bytes` bytes for up to `owners` threads.
 * @throws RangeError that says what would fit
 */
export function geometryOf(bytes: number, owners: number): Geometry {
  if (!Number.isInteger(owners) || owners < 1 || owners > MOST_OWNERS) {
    throw new RangeError(
      `a heap has 1 to ${MOST_OWNERS} owners, one for each thread at a time; got ${owners}`,
    );
  }
  if (bytes % SLAB_BYTES !== 0 || bytes > MOST_BYTES) {
    throw new RangeError(
      `a heap's buffer has a multiple of ${SLAB_BYTES} bytes (64 KiB), at most 2 GiB; got ${bytes} bytes`,
    );
  }
  const slabs = bytes / SLAB_BYTES;
  const superSlabs = Math.ceil(slabs / SLABS_PER_SUPER_SLAB);
  const superSlabCount = LINE;
  const ownerSlots = superSlabCount + LINE;
  const bitmap = ownerSlots + owners * LINE;
  const stacks = bitmap + Math.ceil(superSlabs / LINE) * LINE;
  const rows = stacks + owners * ROWS_PER_OWNER * LINE;
  const outboxes = rows + owners * OWNER_ROW_WORDS;
  const records = outboxes + owners * owners * OWNER_ROW_WORDS;
  const marks = (records + (slabs << RECORD_SHIFT)) * 4;
  const firstSlab = Math.ceil((marks + bytes / GRANULE_BYTES) / SLAB_BYTES);
  if (firstSlab >= slabs) {
    throw new RangeError(
      `the heap's tables need ${firstSlab * SLAB_BYTES} bytes for ${owners} owners and the buffer has ${bytes}; ` +
        `give it at least ${(firstSlab + 1) * SLAB_BYTES} bytes or fewer owners`,
    );
  }
  return {
    ...{ bytes, owners, slabs, superSlabs, firstSlab },
    ...{ superSlabCount, ownerSlots, bitmap, stacks, rows, outboxes, records, marks },
  };
}

export function recordOf(geometry: Geometry, slab: number): number {
  return geometry.records + (slab << RECORD_SHIFT);
}

/** Where a thread slot says whether somebody holds it. */
export function slotWord(geometry: Geometry, slot: number): number {
  return geometry.ownerSlots + slot * LINE;
}

export function slabOf(geometry: Geometry, record: number): number {
  return (record - geometry.records) >>> RECORD_SHIFT;
}

/** Row of an owner's size class, as a word index. */
export function rowOf(geometry: Geometry, owner: number, sizeClass: number): number {
  return geometry.rows + owner * OWNER_ROW_WORDS + sizeClass * ROW_WORDS;
}

export function classOfRow(geometry: Geometry, row: number): number {
  return ((row - geometry.rows) >>> ROW_SHIFT) % ROWS_PER_OWNER;
}

/** Word of the remote stack of a row. */
export function stackOf(geometry: Geometry, row: number): number {
  return geometry.stacks + ((row - geometry.rows) >>> ROW_SHIFT) * LINE;
}

/** Where thread slot `from` collects blocks for the owner of `row`. */
export function outboxOf(geometry: Geometry, from: number, row: number): number {
  return geometry.outboxes + from * geometry.owners * OWNER_ROW_WORDS + (row - geometry.rows);
}

/** What the drawing claims; throws where a constant breaks it. */
export function checkGeometry(): void {
  const claims: readonly (readonly [boolean, string])[] = [
    [BLOCK_BYTES.length <= ROWS_PER_OWNER, "every class has a row"],
    [OWNER_ROW_WORDS % LINE === 0, "owners share no 64 bytes of rows"],
    [BLOCK_BYTES.every((bytes) => bytes % GRANULE_BYTES === 0), "blocks are whole granules"],
    [blockBytes(BLOCK_BYTES.length - 1) === LARGEST_BLOCK, "the last class is the largest block"],
    [LARGEST_BLOCK * 2 === SLAB_BYTES, "a slab holds at least two blocks"],
    [1 << SUPER_SLAB_SHIFT === 32, "a SuperSlab's slabs are the bits of a word"],
    [(1 << RECORD_SHIFT) % LINE === 0, "slabs share no 64 bytes of records"],
  ];
  for (const [holds, claim] of claims) if (!holds) throw new Error(`geometry: not true: ${claim}`);
}

checkGeometry();
