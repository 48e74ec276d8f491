// Option C of the hand-off: a bit per 64 KiB region says whose memory it is (mark_hakmem_allocation, is_hakmem_allocation).
//
// Bits are set and never cleared. The hand-off's code indexes a table of 2^20 bits with address / 64 KiB and no bound: every
// mmap address lies far beyond it, so the first mark stores into memory behind the table. Where that is unmapped the
// process dies; a decision: it is, since 256 MiB behind a 128 KiB table in .bss nothing of a small program is mapped. A
// bounded table covers the address space (2^31 bits, 256 MiB reserved). A region that two allocators share belongs to the
// one that marked it: libc chunks mapped beside a marked mapping are taken for hakmem's.

import { AddressIndex, NO_ROW } from "./address-index.ts";
import type { Store } from "./columns.ts";
import { SLAB_BYTES } from "./layout.ts";
import type { Crash } from "./outcome.ts";
import type { OwnershipPolicy } from "./policy.ts";

export class OwnershipBitmap {
  private readonly regions: AddressIndex;

  constructor(store: Store) {
    this.regions = new AddressIndex(store);
  }

  mark(address: number): void {
    this.regions.set(regionOf(address), 1);
  }

  has(address: number): boolean {
    return this.regions.find(regionOf(address)) !== NO_ROW;
  }
}

/** How the first mark of an address kills the process, if it does. */
export function deathByMark(policy: OwnershipPolicy, address: number): Crash | undefined {
  if (policy.kind !== "bitmap" || policy.bounded) return undefined;
  const region = regionOf(address);
  if (region < policy.regions) return undefined;
  const bytes = Math.floor(region / 8).toString();
  return {
    exitCode: 139,
    message: "",
    mechanism: `mark_hakmem_allocation sets bit ${region} of a table of ${policy.regions}: the word lies ${bytes} bytes behind its start, which is not mapped`,
  };
}

function regionOf(address: number): number {
  return Math.floor(address / SLAB_BYTES);
}
