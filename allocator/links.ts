// Following and storing links between free blocks, which lie in the blocks' own bytes (tiny_next_load, tiny_next_store).
//
// A list holds addresses and nothing checks them: a link that was overwritten sends the allocator wherever it points,
// and a load from unmapped memory ends the process with SIGSEGV.

import { NONE } from "./heap.ts";
import { FAULT } from "./memory.ts";
import type { Model } from "./model.ts";
import { pointer } from "./refill-failure.ts";
import { linkOffset } from "./size-class.ts";

/** The next block of a list, 0 at its end; FAULT if reading it killed the process. */
export function loadLink(model: Model, thread: number, base: number, sizeClass: number): number {
  const { heap } = model;
  const block = heap.findStart(base, sizeClass);
  if (block !== NONE) {
    if (heap.state.get(block) >= 0) model.touched.add("writes");
    return heap.link(block, sizeClass);
  }
  const at = base + linkOffset(sizeClass);
  const word = model.memory.readWord(at);
  if (word !== FAULT) return word;
  model.die(thread, base, {
    exitCode: 139,
    message: "",
    mechanism: `a list of class ${sizeClass} leads to ${pointer(base)}: the link is read at ${pointer(at)}, which is not mapped`,
  });
  return FAULT;
}

export function storeLink(model: Model, base: number, sizeClass: number, next: number): void {
  const { heap } = model;
  const block = heap.findStart(base, sizeClass);
  if (block !== NONE) {
    heap.setLink(block, sizeClass, next);
  } else model.memory.writeWord(base + linkOffset(sizeClass), next);
}
