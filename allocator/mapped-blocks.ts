// Requests above Tiny: one mapping each, an AllocHeader in front (E4 between Tiny and Big, while ACE is off).
//
// Mid, L2.5 and BigCache are not modelled: MALLOC_FALLBACK_REMOVAL_REPORT has the gap sizes on plain mmap, and the larger
// layers are off or never reached by the hand-off's runs. Aligned requests come here too, whatever their size.

import { MappingKind } from "./address-space.ts";
import { ALLOC_HEADER_BYTES, MALLOC_ALIGNMENT, PAGE_BYTES } from "./layout.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { OutsideKind } from "./outside-blocks.ts";
import { address, threadId } from "./units.ts";

/** USER of a fresh mapping, 0 if Linux refuses it. */
export function allocateMapped(
  model: Model,
  thread: number,
  size: number,
  alignment: number,
): number {
  const slack = alignment > MALLOC_ALIGNMENT ? alignment : 0;
  const length = Math.ceil((size + ALLOC_HEADER_BYTES + slack) / PAGE_BYTES) * PAGE_BYTES;
  const start = model.space.map(length, MappingKind.Memory);
  if (start === 0) return 0;
  const first = start + ALLOC_HEADER_BYTES;
  const user = slack === 0 ? first : Math.ceil(first / alignment) * alignment;
  const usable = start + length - user;
  model.outside.add({
    user,
    kind: OutsideKind.Mapping,
    requested: size,
    usable,
    start,
    length,
    word: 0,
  });
  if (model.policy.ownership.kind === "bitmap") model.owned.mark(user);
  model.count(Counter.MappedBytes, length);
  model.count(Counter.LiveBytes, size);
  model.count(Counter.LiveBlocks, 1);
  model.outcome = Outcome.Mapped;
  model.observer.onAllocate(
    threadId(thread),
    address(user),
    size,
    usable,
    Math.max(alignment, MALLOC_ALIGNMENT),
    Outcome.Mapped,
  );
  return user;
}

/** munmap of the block's whole mapping. */
export function freeMapped(model: Model, user: number, row: number): Outcome {
  const { outside, space } = model;
  const start = outside.start(row);
  const length = outside.length(row);
  if (!space.unmap(start, start + length)) model.count(Counter.StrandedBytes, length);
  model.count(Counter.MappedBytes, -length);
  model.count(Counter.LiveBytes, -outside.requested(row));
  model.count(Counter.LiveBlocks, -1);
  outside.remove(user);
  return Outcome.Unmapped;
}
