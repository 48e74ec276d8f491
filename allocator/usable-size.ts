// malloc_usable_size: what the allocator itself knows about a live block. Pointers it never gave out have no size here,
// where C would read whatever lies before them.

import { NO_ROW } from "./address-index.ts";
import { NONE } from "./bits.ts";
import type { Model } from "./model.ts";

export function usableSize({ heap, large, outside }: Model, user: number): number {
  const block = heap.findUser(user);
  if (block !== NONE && heap.blocks.isLive(block)) {
    return heap.sizes.usables[heap.foundClass] as number;
  }
  const pooled = large.findLive(user);
  if (pooled !== NONE) return large.usable(pooled);
  const row = outside.find(user);
  return row === NO_ROW ? 0 : outside.usable(row);
}
