// The libc fallback (F1, F3), what stands in its place without one, and libc's free as the allocator calls it.
//
// F1 writes a real AllocHeader into libc's memory. The book of libc blocks is kept for statistics; which way a block
// goes when it is freed is decided in free.ts from what its words say.

import { NO_ROW } from "./address-index.ts";
import {
  ALLOC_HEADER_BYTES,
  ALLOC_HEADER_MAGIC,
  ALLOC_HEADER_WORD,
  ALLOC_METHOD_MALLOC,
  IS_MMAPPED,
  MALLOC_ALIGNMENT,
} from "./layout.ts";
import { LibcFree } from "./libc.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { OutsideKind } from "./outside-blocks.ts";
import { address, threadId } from "./units.ts";

/** What a request gets that the allocator itself could not serve: libc memory or NULL. */
export function fallBack(model: Model, thread: number, size: number): number {
  if (model.policy.fallback === "null") {
    model.log(thread, `[HAKMEM] OOM for size=${size}, returning NULL`);
    return 0;
  }
  model.touched.add("fallbackOrigin");
  const user = allocateInLibc(model, thread, size, model.policy.switches.fallbackOrigin);
  if (user !== 0) model.count(Counter.Fallbacks, 1);
  return user;
}

/** A block of libc's for the program, with an AllocHeader in front (F1) or plain (F3, F4); 0 without memory. */
export function allocateInLibc(
  model: Model,
  thread: number,
  size: number,
  origin: "F1" | "F3" | "F4",
): number {
  const withHeader = origin === "F1";
  const front = withHeader ? ALLOC_HEADER_BYTES : 0;
  const raw = model.libc.malloc(thread, front + size);
  if (model.libc.death !== undefined) {
    model.die(thread, raw, model.libc.death);
    return 0;
  }
  if (raw === 0) return 0;
  const user = raw + front;
  const word = withHeader ? headerWord(model, size) : 0;
  if (withHeader) {
    model.memory.writeWord(raw, ALLOC_METHOD_MALLOC * 2 ** 32 + ALLOC_HEADER_MAGIC);
    model.memory.writeWord(raw + ALLOC_HEADER_WORD, word);
  }
  const usable = model.libc.usable(raw) - front;
  const kind = withHeader ? OutsideKind.LibcWithHeader : OutsideKind.LibcPlain;
  model.outside.add({ user, kind, requested: size, usable, start: 0, length: 0, word });
  countLibcBlock(model, size, 1);
  writeOutside(model, user, size);
  model.outcome = Outcome.Fallback;
  model.observer.onAllocate(
    threadId(thread),
    address(user),
    size,
    usable,
    MALLOC_ALIGNMENT,
    Outcome.Fallback,
  );
  return user;
}

/** __libc_free(handed) for the program's block `user`. */
export function freeToLibc(model: Model, thread: number, handed: number, user: number): Outcome {
  const row = model.outside.find(handed);
  if (row !== NO_ROW && model.outside.kind(row) === OutsideKind.LibcWithHeader) {
    model.touched.add("allocHeaderWord");
  } else if (row === NO_ROW && handed === user && model.libc.inHeap(user)) {
    model.touched.add("writes");
  }
  const result = model.libc.free(thread, handed);
  if (model.libc.death !== undefined) return model.die(thread, user, model.libc.death);
  forgetLibcBlock(model, user);
  if (result === LibcFree.Taken) return Outcome.ToLibc;
  model.count(Counter.Damage, 1);
  return Outcome.Corrupted;
}

/** The program let go of a libc block, whatever became of it. */
export function forgetLibcBlock(model: Model, user: number): void {
  const row = model.outside.find(user);
  if (row === NO_ROW || model.outside.kind(row) === OutsideKind.Mapping) return;
  countLibcBlock(model, -model.outside.requested(row), -1);
  model.outside.remove(user);
}

/** What the program writes into a block of libc's heap. */
export function writeOutside(model: Model, user: number, size: number): void {
  const { memory, written } = model;
  if (written.kind === "full") memory.fill(user, size, written.fill);
  else {
    const count = written.count(size);
    for (let offset = 0; offset < count; offset++) {
      memory.writeByte(user + offset, written.byteAt(offset));
    }
  }
}

function countLibcBlock(model: Model, bytes: number, blocks: number): void {
  model.count(Counter.LibcBlocks, blocks);
  model.count(Counter.LibcBytes, bytes);
  model.count(Counter.LiveBlocks, blocks);
  model.count(Counter.LiveBytes, bytes);
}

function headerWord(model: Model, size: number): number {
  const { allocHeaderWord } = model.policy.switches;
  if (allocHeaderWord === "size") return size;
  return allocHeaderWord === "mmapped-bit" ? IS_MMAPPED : 0;
}
