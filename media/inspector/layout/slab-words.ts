// A slab, a SuperSlab or a libc block as named figures: for the details under the map and for the table's cells.

import {
  addressText,
  amountText,
  bytesText,
  classText,
  countText,
  eventText,
  superSlabClassText,
  threadText,
  WITHHELD,
} from "./figures.ts";
import type { LibcFacts, ReleasedFacts, SlabFacts, SuperSlabFacts } from "./slab-facts.ts";

export interface NamedFigure {
  readonly name: string;
  readonly value: string;
}

export interface Details {
  readonly title: string;
  readonly figures: readonly NamedFigure[];
}

/** Columns of the table; a libc block or a SuperSlab that was given back fills those that apply to it. */
export const tableColumns = [
  "SuperSlab",
  "Slab",
  "Class",
  "Owner",
  "Live",
  "Cached",
  "Free",
  "Remote",
  "Carved",
  "Used",
  "Capacity",
  "Base address",
] as const;

export function slabCells(slab: SlabFacts, blockSizes: readonly number[]): readonly string[] {
  const count = (value: number | undefined) => (slab.inUse ? knownText(value) : "–");
  return [
    `SS ${slab.superSlab}`,
    String(slab.slab),
    slab.inUse ? classText(slab.sizeClass, blockSizes) : "unused",
    slab.inUse ? threadText(slab.owner) : "–",
    count(slab.live),
    count(slab.cached),
    count(slab.freeListed),
    count(slab.remoteQueued),
    count(slab.carved),
    count(slab.used),
    count(slab.capacity),
    addressText(slab.base),
  ];
}

export function releasedCells({ id, base }: ReleasedFacts): readonly string[] {
  const none = tableColumns.slice(4).map(() => "–");
  return [`SS ${id}`, "–", "given back", ...none, addressText(base)];
}

export function libcCells(block: LibcFacts): readonly string[] {
  const size = bytesText(block.requested);
  return [
    "libc",
    "–",
    size,
    threadText(block.thread),
    "1",
    "–",
    "–",
    "–",
    "–",
    "–",
    "–",
    addressText(block.address),
  ];
}

export function slabDetails(
  slab: SlabFacts,
  superSlab: SuperSlabFacts,
  slabs: number,
  blockSizes: readonly number[],
): Details {
  const title = `SuperSlab ${slab.superSlab} · slab ${slab.slab}`;
  const base = { name: "base", value: addressText(slab.base) };
  if (!slab.inUse) return { title, figures: [{ name: "state", value: "not taken" }, base] };
  return {
    title,
    figures: [
      { name: "class", value: classText(slab.sizeClass, blockSizes) },
      { name: "owner", value: threadText(slab.owner) },
      { name: "live", value: countText(slab.live) },
      { name: "cached", value: knownText(slab.cached) },
      { name: "free list", value: countText(slab.freeListed) },
      { name: "remote queue", value: knownText(slab.remoteQueued) },
      { name: "carved", value: `${countText(slab.carved)} of ${countText(slab.capacity)}` },
      { name: "used counter", value: countText(slab.used) },
      base,
      { name: "SuperSlab", value: stateWords(superSlab, slabs) },
    ],
  };
}

export function superSlabDetails(
  superSlab: SuperSlabFacts,
  slabs: number,
  blockSizes: readonly number[],
): Details {
  return {
    title: `SuperSlab ${superSlab.id}`,
    figures: [
      { name: "class", value: superSlabClassText(superSlab.sizeClass, blockSizes) },
      { name: "state", value: stateWords(superSlab, slabs) },
      { name: "created at", value: eventText(superSlab.createdAt) },
      { name: "base", value: addressText(superSlab.base) },
    ],
  };
}

/** A SuperSlab that has no row; `everCreated`: how many were created by this event. */
export function unmappedDetails(superSlab: number, everCreated: number): Details {
  const value = superSlab < everCreated ? "given back by this event" : "not mapped yet";
  return { title: `SuperSlab ${superSlab}`, figures: [{ name: "state", value }] };
}

export function libcDetails(block: LibcFacts): Details {
  return {
    title: "libc block",
    figures: [
      { name: "requested", value: bytesText(block.requested) },
      { name: "thread", value: threadText(block.thread) },
      { name: "allocated at", value: eventText(block.allocatedAt) },
      { name: "address", value: addressText(block.address) },
    ],
  };
}

/** What the right-hand tags of a map row say, in full. */
export function stateWords(superSlab: SuperSlabFacts, slabs: number): string {
  const words = [`${superSlab.slabsInUse} of ${amountText(slabs, "slab")} in use`];
  if (superSlab.exhausted) words.push("exhausted");
  if (!superSlab.registered) words.push("not registered");
  return words.join(", ");
}

function knownText(count: number | undefined): string {
  return count === undefined ? WITHHELD : countText(count);
}
