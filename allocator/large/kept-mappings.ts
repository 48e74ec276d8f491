// BigCache at work: which mappings go in when they are freed, which come out for a request, and whose bytes they are then.
//
// A kept mapping is the cache's: it leaves the program's mapped bytes and joins `LargeBytes` until it is taken or has to
// give way. Its AllocHeader stays in it, so a second free of the pointer still reaches BigCache, which would keep it twice.

import { NONE } from "../bits.ts";
import { ALLOC_HEADER_BYTES } from "../layout.ts";
import { Counter, type Model } from "../model.ts";
import { bigClassOf, type Kept } from "./big-cache.ts";
import { unmapLarge } from "./large-memory.ts";

/** A block's mapping is freed: true if it is kept instead of unmapped. `size` is what the block was asked for. */
export function keepMapping(model: Model, size: number, kept: Kept): boolean {
  const sizeClass = bigClassOf(size);
  const { bigCache } = model.large;
  if (sizeClass === NONE || bigCache === undefined) return false;
  model.count(Counter.LargeBytes, kept.bytes);
  const evicted = bigCache.put(sizeClass, sizeClass, kept);
  if (evicted !== undefined) unmapLarge(model, evicted.start, evicted.bytes);
  return true;
}

/** A kept mapping for a request and its AllocHeader. */
export function takeKept(model: Model, size: number): Kept | undefined {
  const sizeClass = bigClassOf(size);
  if (sizeClass === NONE) return undefined;
  const kept = model.large.bigCache?.take(sizeClass, sizeClass, size + ALLOC_HEADER_BYTES);
  if (kept !== undefined) model.count(Counter.LargeBytes, -kept.bytes);
  return kept;
}

/** Does the pointer's AllocHeader lie in a mapping that BigCache keeps? */
export function isKept(model: Model, user: number): boolean {
  let found = false;
  model.large.bigCache?.forEach(({ start }) => {
    if (start + ALLOC_HEADER_BYTES === user) found = true;
  });
  return found;
}
