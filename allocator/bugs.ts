// Known bugs of some versions, as data of a policy: what each changes stands here or is asked where it acts.
//
// S3 (refill from the free list forgets the active count) is asked in refill.ts, S12 and S22 (a pointer converted twice, or
// for a class that has no header) in free.ts, S15 (drain drops or duplicates a block) in drain.ts, S21 (a dummy class) in
// free.ts and below, S27 (a link read at the other offset) in tiny.ts. Here is carving with a wrong step:
// - S5 counts a slab's blocks by class size although each is a header byte longer: the last ones lie beyond the slab.
// - S13 steps class 7 by the old table's 1,024 although its blocks are twice as long: they overlap.
// A block that is carved where none should be has no number; it goes into the list as the stray address it is.
// S21's ninth list head is, in the thread's memory, the word where the counts of classes 0 and 1 lie (g_tls_sll_count
// follows g_tls_sll_head; that they are neighbours is a decision).

import { COUNT, HEAD, HEADER_BYTES, NONE } from "./bits.ts";
import { BlockState } from "./heap.ts";
import { FIRST_SLAB_OFFSET, SLAB_BYTES } from "./layout.ts";
import { refAt, storeLink } from "./links.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { cacheRow } from "./threads.ts";
import { retire } from "./tiny.ts";

/** The class whose size changed from 1,024 to 2,048. */
const RESIZED_CLASS = 7;
const OLD_SIZE = 1024;

/** Does a bug of the policy change where blocks of the class are cut? */
export function carvesWrongly(model: Model, sizeClass: number): boolean {
  return model.bugs.has("S5") || (model.bugs.has("S13") && sizeClass === RESIZED_CLASS);
}

/** Cuts up to `want` blocks with the wrong step or count into the cache of `row`; how many. */
export function carveWrongly(model: Model, slab: number, row: number, want: number): number {
  const { heap, threads } = model;
  const sizeClass = heap.classOf(slab);
  const stride = heap.sizes.strides[sizeClass] as number;
  const size = heap.sizes.layout.sizes[sizeClass] as number;
  const bytes = SLAB_BYTES - (heap.slabIndex.get(slab) === 0 ? FIRST_SLAB_OFFSET : 0);
  const step = model.bugs.has("S5") ? stride : OLD_SIZE;
  const capacity = Math.floor(bytes / (model.bugs.has("S5") ? size : OLD_SIZE));
  const done = wrongCarvesOf(model, slab);
  const count = Math.min(want, capacity - done);
  const rest = threads.head(row);
  let last = NONE;
  for (let carved = 0; carved < count; carved++) {
    const at = heap.startOf(slab) + (done + carved) * step;
    const isNext = at === heap.startOf(slab) + heap.carved.get(slab) * stride;
    const fits = isNext && heap.carved.get(slab) < heap.capacityOf(slab);
    const ref = fits ? heap.carve(slab, BlockState.Cached) : refAt(model, at, sizeClass);
    if (last === NONE) threads.set(row, HEAD, ref);
    else storeLink(model, last, sizeClass, ref);
    last = ref;
  }
  if (last !== NONE) storeLink(model, last, sizeClass, rest);
  threads.add(row, COUNT, Math.max(0, count));
  model.wrongCarves.add(slab, Math.max(0, count));
  return Math.max(0, count);
}

/** S21: a class one beyond the last is taken for one, and the list heads of eight classes have no ninth. */
export function pushToDummyClass(model: Model, thread: number, user: number): Outcome {
  const { threads } = model;
  const base = user - HEADER_BYTES;
  const high = Math.floor(base / 2 ** 32);
  threads.set(cacheRow(thread, 0), COUNT, (base - high * 2 ** 32) | 0);
  threads.set(cacheRow(thread, 1), COUNT, high);
  const block = model.heap.findUser(user);
  if (block !== NONE && model.heap.blocks.isLive(block)) retire(model, block, BlockState.Lost);
  model.count(Counter.Damage, 1);
  return Outcome.Corrupted;
}

function wrongCarvesOf(model: Model, slab: number): number {
  const missing = slab + 1 - model.wrongCarves.length;
  if (missing > 0) model.wrongCarves.extend(missing, 0);
  return model.wrongCarves.get(slab);
}
