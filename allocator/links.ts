// Following and storing links between free blocks, which lie in the blocks' own bytes (tiny_next_load, tiny_next_store).
//
// A list holds addresses and nothing checks them: a link that was overwritten sends the allocator wherever it points,
// and a load from unmapped memory ends the process with SIGSEGV. In the model a list holds refs (strays.ts): a link that
// leads to the start of a block of the list's class is that block's number, any other is a stray address.

import { NO_GUESS, NONE } from "./bits.ts";
import { USER_SPACE_END } from "./layout.ts";
import { FAULT } from "./memory.ts";
import type { Model } from "./model.ts";
import { pointer } from "./refill-failure.ts";

/** What `loadLink` answers when reading the link killed the process. */
export const DEAD = -(2 ** 31);

/** The ref of a block's BASE in a list of the class. */
export function refAt(model: Model, base: number, sizeClass: number): number {
  if (base === 0) return NONE;
  const block = model.heap.findStart(base, sizeClass);
  return block === NONE ? model.strays.refOf(base) : block;
}

/** BASE of what a ref stands for, 0 for NONE. */
export function baseOfRef(model: Model, ref: number): number {
  if (ref >= 0) return model.heap.baseOf(ref);
  return ref === NONE ? 0 : model.strays.addressOf(ref);
}

/** The next ref of a list, NONE at its end; DEAD if reading it killed the process. */
export function loadLink(
  model: Model,
  thread: number,
  ref: number,
  sizeClass: number,
  offset = model.linkAt(sizeClass),
): number {
  const { heap } = model;
  const { blocks } = heap;
  if (ref >= 0) {
    if (blocks.isLive(ref)) model.touched.add("writes");
    const guess = blocks.fastLink(ref);
    if (!blocks.inBytes) return guess;
    const word = blocks.frontWord(ref, offset);
    if (guess >= 0 && heap.baseOf(guess) === word) return guess;
    return refAt(model, word, sizeClass);
  }
  const base = model.strays.addressOf(ref);
  const at = base + offset;
  const word = model.memory.readWord(at);
  if (word !== FAULT) return refAt(model, word, sizeClass);
  model.die(thread, base, {
    exitCode: 139,
    message: "",
    mechanism:
      base < USER_SPACE_END
        ? `a list of class ${sizeClass} leads to ${pointer(base)}: the link is read at ${pointer(at)}, which is not mapped`
        : `a list of class ${sizeClass} leads to ${highWord(base)}, which is no address`,
  });
  return DEAD;
}

/** What can be said exactly of a word that is no address: a number holds 53 of its 64 bits. */
function highWord(word: number): string {
  return `0x${Math.floor(word / 2 ** 32).toString(16)}…`;
}

export function storeLink(model: Model, ref: number, sizeClass: number, next: number): void {
  const { blocks } = model.heap;
  if (ref >= 0) {
    blocks.setFastLink(ref, next < NONE ? NO_GUESS : next);
    if (blocks.inBytes) blocks.setFrontWord(ref, model.linkAt(sizeClass), baseOfRef(model, next));
    return;
  }
  const at = model.strays.addressOf(ref) + model.linkAt(sizeClass);
  model.memory.writeWord(at, baseOfRef(model, next));
}
