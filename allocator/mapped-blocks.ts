// Requests that no pool serves: one mapping each, an AllocHeader in front (in E4 everything above Tiny, ACE being off).
//
// Aligned requests come here too, whatever their size. A freed mapping is unmapped unless the policy's BigCache keeps it.

import { MappingKind } from "./address-space.ts";
import { keepMapping } from "./large/kept-mappings.ts";
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
  model.count(Counter.Mmaps, 1);
  const first = start + ALLOC_HEADER_BYTES;
  const user = slack === 0 ? first : Math.ceil(first / alignment) * alignment;
  const promised = Math.max(alignment, MALLOC_ALIGNMENT);
  return handOutMapping(model, thread, size, { user, start, length }, promised, Outcome.Mapped);
}

/** The mapping becomes the program's block. */
export function handOutMapping(
  model: Model,
  thread: number,
  size: number,
  {
    user,
    start,
    length,
  }: { readonly user: number; readonly start: number; readonly length: number },
  alignment: number,
  outcome: Outcome,
): number {
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
  model.outcome = outcome;
  model.observer.onAllocate(threadId(thread), address(user), size, usable, alignment, outcome);
  return user;
}

/** munmap of the block's whole mapping, unless BigCache keeps it. */
export function freeMapped(model: Model, user: number, row: number): Outcome {
  const { outside } = model;
  const requested = outside.requested(row);
  const start = outside.start(row);
  const length = outside.length(row);
  model.count(Counter.MappedBytes, -length);
  model.count(Counter.LiveBytes, -requested);
  model.count(Counter.LiveBlocks, -1);
  outside.remove(user);
  if (keepMapping(model, requested, { start, bytes: length })) return Outcome.Cached;
  model.unmap(start, start + length);
  return Outcome.Unmapped;
}
