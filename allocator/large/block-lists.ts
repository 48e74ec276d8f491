// Lists of free blocks, last in first out: a thread's free lists, a ring, a shard, a remote queue.
//
// A pool has several lists per class; list number modulo the pool's classes is the class. `place` is where a block in any
// of them is. A list is a head and a count, as in C: after a double free the count lies and the head does not.

import { NONE } from "../bits.ts";
import type { IntColumn, Store } from "../columns.ts";
import type { LargeBlocks } from "./large-blocks.ts";

export class BlockLists {
  readonly place: number;
  private readonly blocks: LargeBlocks;
  private readonly heads: IntColumn;
  private readonly counts: IntColumn;

  constructor(store: Store, blocks: LargeBlocks, place: number) {
    this.place = place;
    this.blocks = blocks;
    this.heads = store.ints();
    this.counts = store.ints();
  }

  get length(): number {
    return this.heads.length;
  }

  /** Lists up to this many. */
  know(lists: number): void {
    const missing = lists - this.length;
    if (missing <= 0) return;
    this.heads.extend(missing, NONE);
    this.counts.extend(missing, 0);
  }

  head(list: number): number {
    return this.heads.get(list);
  }

  count(list: number): number {
    return this.counts.get(list);
  }

  push(list: number, block: number): void {
    this.blocks.next.set(block, this.heads.get(list));
    this.blocks.state.set(block, this.place);
    this.heads.set(list, block);
    this.counts.add(list, 1);
  }

  /** NONE from an empty list. */
  pop(list: number): number {
    const block = this.heads.get(list);
    if (block === NONE) return NONE;
    this.heads.set(list, this.blocks.next.get(block));
    if (this.counts.get(list) > 0) this.counts.add(list, -1);
    return block;
  }

  /** Moves blocks to another list, at most so many; the last one moved is on top. Returns how many. */
  moveTo(list: number, others: BlockLists, other: number, most: number): number {
    let moved = 0;
    for (let left = Math.min(most, this.counts.get(list)); left > 0; left--) {
      const block = this.pop(list);
      if (block === NONE) break;
      others.push(other, block);
      moved++;
    }
    return moved;
  }
}
