// Known bugs of some versions, as data of a policy: what each changes stands here or is asked where it acts.
//
// S3 (refill from the free list forgets the active count) is asked in refill.ts, S12 and S22 (a pointer converted twice, or
// for a class that has no header) and S21 (a dummy class) in free.ts, S15 (drain drops or duplicates a block) in drain.ts,
// S27 (a link read at the other offset) in tiny.ts. Here is what they do to memory:
// - S3: a count of 0 lets trim unmap a SuperSlab whose blocks are in use; lists that held them now lead nowhere.
// - S5 counts a slab's blocks by class size although each is a header byte longer: the last ones lie beyond the slab.
// - S13 steps class 7 by the old table's 1,024 although its blocks are twice as long: they overlap.
// - S21's block is stored beyond the array of list heads. What lies there is in no document, so it is only lost.
// A block that is carved where none should be has no number; it goes into the list as the stray address it is.

import { CACHED, CLASS_SHIFT, COUNT, HEAD, HEADER_BYTES, HEADER_MAGIC, NONE } from "./bits.ts";
import { BlockState } from "./heap.ts";
import { FIRST_SLAB_OFFSET, SLAB_BYTES } from "./layout.ts";
import { refAt, storeLink } from "./links.ts";
import { FAULT } from "./memory.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { pointer } from "./refill-failure.ts";
import { retire } from "./tiny.ts";

/** The class whose size changed from 1,024 to 2,048. */
const RESIZED_CLASS = 7;
const OLD_SIZE = 1024;

/** How a bug cuts a slab. */
export interface WrongCut {
  /** Blocks cut so far. */
  readonly done: number;
  /** From one block to the next, and how long each is. */
  readonly step: number;
  readonly stride: number;
  readonly slabBytes: number;
}

/** Does a bug of the policy change where blocks of the class are cut? */
export function carvesWrongly(model: Model, sizeClass: number): boolean {
  return model.bugs.has("S5") || (model.bugs.has("S13") && sizeClass === RESIZED_CLASS);
}

export function wrongCutOf(model: Model, slab: number): WrongCut {
  const { heap, wrongCarves } = model;
  const stride = heap.sizes.strides[heap.classOf(slab)] as number;
  return {
    done: slab < wrongCarves.length ? wrongCarves.get(slab) : 0,
    step: model.bugs.has("S5") ? stride : OLD_SIZE,
    stride,
    slabBytes: SLAB_BYTES - (heap.slabIndex.get(slab) === 0 ? FIRST_SLAB_OFFSET : 0),
  };
}

/** Cuts up to `want` blocks with the wrong step or count into the cache of `row`; how many. */
export function carveWrongly(model: Model, slab: number, row: number, want: number): number {
  const { heap, threads } = model;
  const thread = row >> CLASS_SHIFT;
  const sizeClass = heap.classOf(slab);
  const { done, step, stride, slabBytes } = wrongCutOf(model, slab);
  const size = model.bugs.has("S5") ? (heap.sizes.layout.sizes[sizeClass] as number) : OLD_SIZE;
  const count = Math.max(0, Math.min(want, Math.floor(slabBytes / size) - done));
  const rest = threads.head(row);
  let last = NONE;
  for (let carved = 0; carved < count; carved++) {
    const offset = (done + carved) * step;
    const isNext = offset === heap.carved.get(slab) * stride;
    const fits = isNext && heap.carved.get(slab) < heap.capacityOf(slab);
    const ref = fits
      ? heap.carve(slab, BlockState.Cached)
      : carveStray(model, thread, heap.startOf(slab) + offset, sizeClass);
    if (model.crash !== undefined) return 0;
    if (offset % stride !== 0) reportMisaligned(model, thread, heap.startOf(slab) + offset, offset);
    if (last === NONE) threads.set(row, HEAD, ref);
    else storeLink(model, last, sizeClass, ref);
    last = ref;
  }
  if (last !== NONE) storeLink(model, last, sizeClass, rest);
  threads.add(row, COUNT, count);
  const missing = slab + 1 - model.wrongCarves.length;
  if (missing > 0) model.wrongCarves.extend(missing, 0);
  model.wrongCarves.add(slab, count);
  return count;
}

/** S21: a class one beyond the last is taken for one, and the eight list heads have no ninth. */
export function pushToDummyClass(model: Model, user: number): Outcome {
  const block = model.heap.findUser(user);
  if (block !== NONE) retire(model, block, BlockState.Lost);
  model.count(Counter.DummyClassFrees, 1);
  model.count(Counter.Damage, 1);
  return Outcome.Corrupted;
}

/** S3: a slab goes whose blocks may be in use. Heads that name one of them keep its address. */
export function forgetBlocksInUse(model: Model, slab: number): void {
  const { heap, threads } = model;
  const sizeClass = heap.classOf(slab);
  for (let row = sizeClass; row < threads.count << CLASS_SHIFT; row += 1 << CLASS_SHIFT) {
    const head = threads.head(row);
    if (head >= 0 && heap.blocks.slabOf(head) === slab) {
      threads.set(row, HEAD, model.strays.refOf(heap.baseOf(head)));
    }
    const front = threads.magazineHead.get(row);
    if (front >= 0 && heap.blocks.slabOf(front) === slab) {
      threads.magazineHead.set(row, model.strays.refOf(heap.baseOf(front)));
    }
  }
  for (let row = 0; row < heap.carved.get(slab); row++) {
    const block = heap.blockOf(slab, row);
    if (heap.blocks.isLive(block)) model.count(Counter.LiveUnmapped, 1);
    if (heap.blocks.isLive(block) || heap.blocks.state(block) === CACHED) {
      model.count(Counter.Damage, 1);
    }
  }
}

/** The ref of a block that lies where none should: beyond its slab, or inside another block. */
function carveStray(model: Model, thread: number, base: number, sizeClass: number): number {
  const { heap, memory } = model;
  const ref = refAt(model, base, sizeClass);
  if (ref >= 0) heap.blocks.setState(ref, CACHED);
  model.count(Counter.Damage, 1);
  if (
    memory.readByte(base) === FAULT ||
    memory.readWord(base + model.linkAt(sizeClass)) === FAULT
  ) {
    model.die(thread, base, {
      exitCode: 139,
      message: "",
      mechanism: `a block of class ${sizeClass} is carved at ${pointer(base)}, which is not mapped`,
    });
  } else if (heap.sizes.userOffsets[sizeClass] === HEADER_BYTES) {
    memory.writeByte(base, HEADER_MAGIC + sizeClass);
  }
  return ref;
}

/** tiny_nextptr.h's check at a store of a link. Tag and delta_mod are the reports', the rest of the line is ours. */
function reportMisaligned(model: Model, thread: number, base: number, offset: number): void {
  const stride = model.heap.sizes.strides[RESIZED_CLASS] as number;
  const at = pointer(base);
  model.log(thread, `NXT_MISALIGN cls=${RESIZED_CLASS} ptr=${at} delta_mod=${offset % stride}`);
}
