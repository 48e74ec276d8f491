// Words for a pointer that no block of the heap begins at: what lies there, and what would have been right.

import { Kind, Record, recordOf, SLAB_MASK, SLAB_SHIFT } from "./geometry.ts";
import type { Tables } from "./tables.ts";

/** The error for `call` of an offset that is not the start of a block that is handed out. */
export function badPointer(tables: Tables, call: string, block: number): RangeError {
  return new RangeError(
    `${call}(${block}): ${whatIsAt(tables, block)}; expected the offset of a block that this heap handed out and that ` +
      "was not freed since",
  );
}

function whatIsAt({ words, geometry }: Tables, block: number): string {
  if (!Number.isInteger(block) || block < 0) return "an offset is a whole number from 0";
  if (block >= geometry.bytes) return `the buffer ends at ${geometry.bytes}`;
  const record = recordOf(geometry, block >>> SLAB_SHIFT);
  const row = words[record + Record.Row] as number;
  if (row === Kind.Tables) return "the heap's own tables lie there";
  if (row === Kind.Free) return "the slab there holds no blocks, or none any more";
  if (row === Kind.RunStart || row === Kind.RunRest) return "the inside of a large block is there";
  const bytes = words[record + Record.Bytes] as number;
  const inSlab = block & SLAB_MASK;
  if (inSlab >= (words[record + Record.Carved] as number)) {
    return "no block was ever handed out there";
  }
  if (inSlab % bytes !== 0) return `the inside of a block of ${bytes} bytes is there`;
  return "the block there is free already";
}
