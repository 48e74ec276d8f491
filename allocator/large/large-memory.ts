// mmap and munmap for the layers above Tiny: Linux is asked, the bytes are booked, each mmap is counted.
//
// `LargeBytes` is what these layers have mapped and the program does not hold as a mapping of its own: runs, tables, kept
// mappings. A munmap that Linux refuses at the mapping limit leaves its bytes stranded.

import { MappingKind } from "../address-space.ts";
import { PAGE_BYTES } from "../layout.ts";
import { Counter, type Model } from "../model.ts";

/** Start of whole pages, or 0. */
export function mapLarge(model: Model, bytes: number): number {
  const start = model.space.map(bytes, MappingKind.Memory);
  if (start === 0) return 0;
  model.count(Counter.Mmaps, 1);
  model.count(Counter.LargeBytes, bytes);
  return start;
}

export function unmapLarge(model: Model, start: number, bytes: number): void {
  model.count(Counter.LargeBytes, -bytes);
  model.unmap(start, start + bytes);
}

export function wholePages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}
