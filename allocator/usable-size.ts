// malloc_usable_size: what the allocator itself knows about a live block. Pointers it never gave out have no size here,
// where C would read whatever lies before them.

import { NO_ROW } from "./address-index.ts";
import { NONE } from "./heap.ts";
import { HEADER_BYTES } from "./layout.ts";
import type { Model } from "./model.ts";
import { usableBytes } from "./size-class.ts";

export function usableSize({ heap, large, outside }: Model, user: number): number {
  const block = heap.find(user - HEADER_BYTES);
  if (block !== NONE && heap.foundOffset === 0 && heap.state.get(block) >= 0) {
    return usableBytes(heap.slabClass(heap.foundSlab));
  }
  const pooled = large.findLive(user);
  if (pooled !== NONE) return large.usable(pooled);
  const row = outside.find(user);
  return row === NO_ROW ? 0 : outside.usable(row);
}
