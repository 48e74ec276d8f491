// Size classes of the buffer allocator: 38 block sizes, each a multiple of 16 bytes.
//
// 16 to 128 in steps of 16, then four to a doubling; from 3632 on, the largest multiples of 16 that fit a whole number
// of times into a slab, so that little of it is left over. Rounding up to a class wastes less than a fifth between 128
// bytes and 8 KiB, at most a third above (just over 21,840 bytes). Unlike hakmem's Tiny classes they have no header byte:
// the slab knows the class. The sizes are a decision of ours; hakmem's powers of two waste up to a half.

import { KiB } from "../units.ts";

/** Every block starts at a multiple of this many bytes, and is a multiple of it long. */
export const GRANULE_SHIFT = 4;
export const GRANULE_BYTES = 1 << GRANULE_SHIFT;
export const GRANULE_MASK = GRANULE_BYTES - 1;

/** Block sizes in bytes, smallest first. */
export const BLOCK_BYTES: readonly number[] = [
  ...[16, 32, 48, 64, 80, 96, 112, 128],
  ...[160, 192, 224, 256, 320, 384, 448, 512],
  ...[640, 768, 896, 1024, 1280, 1536, 1792, 2048],
  ...[2560, 3072, 3632, 4096, 4672, 5456, 6544, 8192],
  ...[9360, 10_912, 13_104, 16_384, 21_840, 32_768],
];

/** Larger requests are runs of slabs. */
export const LARGEST_BLOCK = 32 * KiB;

/** Bytes of the class's blocks. */
export function blockBytes(sizeClass: number): number {
  return BLOCK_BYTES[sizeClass] as number;
}

/** For each number of granules from 0 to LARGEST_BLOCK / 16, the smallest class that holds as many. */
export function classOfGranules(): Uint8Array {
  const table = new Uint8Array(LARGEST_BLOCK / GRANULE_BYTES + 1);
  let sizeClass = 0;
  for (let granules = 0; granules < table.length; granules++) {
    if (granules * GRANULE_BYTES > blockBytes(sizeClass)) sizeClass++;
    table[granules] = sizeClass;
  }
  return table;
}
