// malloc and free where nothing is missing: a few plain loads and stores on what the owner alone touches.
//
// The two are closures over constants because V8 then builds the arrays' addresses into the code, which makes them 1.3 to
// 1.6 times as fast as methods of a class. It does so for the first heap of an isolate only; a second one runs at the
// slower speed. Whatever is rare is a call out of here.

import { badPointer } from "./bad-pointer.ts";
import { Mark, OWNER_ROW_WORDS, RECORD_SHIFT, rowOf, SLAB_SHIFT } from "./geometry.ts";
import { sendBack } from "./outbox.ts";
import { refill, trim } from "./refill.ts";
import { allocateRun, freeRun } from "./runs.ts";
import { classOfGranules, GRANULE_MASK, GRANULE_SHIFT, LARGEST_BLOCK } from "./size-classes.ts";
import { isBlockStart, type Tables } from "./tables.ts";

export interface HotPath {
  malloc(size: number): number;
  free(block: number): void;
}

export function hotPath(tables: Tables, slot: number): HotPath {
  const { words, marks, geometry } = tables;
  const { records } = geometry;
  const ownRows = rowOf(geometry, slot, 0);
  const rowOfGranules = Int32Array.from(classOfGranules(), (c) => rowOf(geometry, slot, c));

  function malloc(size: number): number {
    if (size >>> 0 !== size || size > LARGEST_BLOCK) return mallocRun(tables, slot, size, 1);
    const row = rowOfGranules[(size + GRANULE_MASK) >>> GRANULE_SHIFT] as number;
    const block = words[row] as number;
    if (block === 0) return refill(tables, slot, row);
    words[row] = words[block >>> 2] as number;
    marks[block >>> GRANULE_SHIFT] = Mark.Block;
    return block;
  }

  function free(block: number): void {
    const row = words[records + ((block >>> SLAB_SHIFT) << RECORD_SHIFT)] as number;
    if ((row - ownRows) >>> 0 >= OWNER_ROW_WORDS) {
      freeOther(tables, slot, block);
      return;
    }
    const mark = block >>> GRANULE_SHIFT;
    if ((block & GRANULE_MASK) !== 0 || marks[mark] !== Mark.Block) {
      throw badPointer(tables, "free", block);
    }
    marks[mark] = Mark.None;
    words[block >>> 2] = words[row] as number;
    words[row] = block;
  }

  return { malloc, free };
}

/** A run for a size above the largest block; 0 if there is no room. Other sizes of this kind are mistakes. */
export function mallocRun(tables: Tables, slot: number, size: number, alignment: number): number {
  checkSize("malloc", size);
  if (size > tables.geometry.bytes) return 0;
  const block = allocateRun(tables, size, alignment);
  if (block !== 0 || trim(tables, slot) === 0) return block;
  return allocateRun(tables, size, alignment);
}

/** @throws RangeError unless the size is a whole number from 0 */
export function checkSize(call: string, size: number): void {
  if (!Number.isInteger(size) || size < 0) {
    throw new RangeError(`${call}: a size is a whole number of bytes from 0; got ${size}`);
  }
}

/** free of what is no block of this owner: another owner's, a run, NULL, a mistake. */
function freeOther(tables: Tables, slot: number, block: number): void {
  if (isBlockStart(tables, block)) sendBack(tables, slot, block);
  else if (block !== 0 && !freeRun(tables, block)) throw badPointer(tables, "free", block);
}
