// The line that superslab_refill prints when it has no memory, field for field as the hand-off shows it.

import type { RefillFailure } from "./observer.ts";

export function formatRefillFailure(failure: RefillFailure): string {
  const bitmap = failure.bitmap.toString(16).padStart(8, "0");
  return (
    "[DEBUG] superslab_refill returned NULL (OOM) detail: " +
    `class=${failure.sizeClass} prev_ss=${pointer(failure.prevSuperSlab)} active=${failure.active} ` +
    `bitmap=0x${bitmap} prev_meta=${pointer(failure.prevMeta)} used=${failure.used} ` +
    `cap=${failure.capacity} slab_idx=${failure.slabIndex} ` +
    `reused_freelist=${failure.reusedFreelist} free_idx=${failure.freeIndex} errno=${failure.errno}`
  );
}

/** An address as glibc's %p prints it. */
export function pointer(address: number): string {
  return address === 0 ? "(nil)" : `0x${address.toString(16)}`;
}

/** 65530 as people read it. */
export function grouped(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
