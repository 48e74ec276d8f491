// From a requested size to a size class, in the two readings of the documents, and from a class to what its blocks hold.
//
// With `size+1` the header byte is counted before the class is chosen (the fix of PHASE7_BUG_FIX_REPORT); with `size` a
// request that fills its block exactly gets one byte less than it asked for. A request of 0 is served as class 0.

import {
  CLASS_COUNT,
  CLASS_LOSING_HEADER,
  FIRST_CLASS_SHIFT,
  FIRST_SLAB_OFFSET,
  HEADER_BYTES,
  LARGEST_BLOCK,
  SLAB_BYTES,
} from "./layout.ts";
import type { Switches } from "./policy.ts";

type SizeMapping = Switches["sizeMapping"];

/** "Not Tiny". */
export const NOT_TINY = -1;

/** Size class of a request, or NOT_TINY. */
export function sizeClassOf(size: number, mapping: SizeMapping): number {
  const need = mapping === "size+1" ? size + HEADER_BYTES : size;
  if (need > LARGEST_BLOCK) return NOT_TINY;
  let found = 0;
  while (blockBytes(found) < need) found++;
  return found;
}

/** Requests that the two mappings put into different classes: exactly the block sizes. */
export function mappingsDiffer(size: number): boolean {
  return size >= 2 ** FIRST_CLASS_SHIFT && size <= LARGEST_BLOCK && (size & (size - 1)) === 0;
}

export function blockBytes(sizeClass: number): number {
  return 1 << (FIRST_CLASS_SHIFT + sizeClass);
}

/** Bytes of a block that belong to the program. */
export function usableBytes(sizeClass: number): number {
  return blockBytes(sizeClass) - HEADER_BYTES;
}

/** Blocks of a slab: slab 0 is shorter by the SuperSlab's header. */
export function slabCapacity(sizeClass: number, slabIndex: number): number {
  const bytes = slabIndex === 0 ? SLAB_BYTES - FIRST_SLAB_OFFSET : SLAB_BYTES;
  return bytes / blockBytes(sizeClass);
}

/** Where a free block of the class keeps its link, counted from BASE (tiny_nextptr.h). */
export function linkOffset(sizeClass: number): 0 | 1 {
  return (CLASS_LOSING_HEADER as readonly number[]).includes(sizeClass) ? 0 : 1;
}

export const sizeClasses: readonly number[] = Array.from({ length: CLASS_COUNT }, (_, c) => c);
