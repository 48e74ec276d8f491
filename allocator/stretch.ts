// What a model brings to the stage before a stretch of plain calls: its table of plain requests, and where its columns lie.
//
// Places are good until a hot column grows; `play.ts` writes them anew after each refill.

import {
  ARENA_AT,
  CLASSES_AT,
  COUNTS_FREES,
  HEADER_BYTES,
  LINK_OFFSETS,
  OWNER_ROWS,
  PAIRS,
  PLAIN_FREES,
  REQUEST_MASK,
  ROWS,
  RUN_BASE,
  RUN_SLAB,
  SLOTS,
  STRIDES,
  WRITES,
} from "./bits.ts";
import { CLASS_COUNT } from "./layout.ts";
import type { Model } from "./model.ts";
import { NOT_TINY } from "./size-class.ts";

/** Writes where the model's columns lie on stage. */
export function writePlaces({ heap, threads, slots }: Model, memory: Int32Array): void {
  memory[ROWS] = ARENA_AT + threads.rows.start;
  memory[PAIRS] = ARENA_AT + heap.blocks.pairs.start;
  memory[RUN_SLAB] = ARENA_AT + heap.blocks.runSlab.start;
  memory[RUN_BASE] = ARENA_AT + heap.blocks.runBase.start;
  memory[OWNER_ROWS] = ARENA_AT + heap.ownerRow.start;
  memory[SLOTS] = ARENA_AT + slots.start;
}

/** Changes whenever the model's rules for plain calls may have changed. */
export function rulesMark({ touched, heap }: Model): number {
  return (touched.bits << 1) | (heap.blocks.inBytes ? 1 : 0);
}

/** Writes what the policy, the storage mode and the state of the switches say about plain calls. */
export function writeRules(model: Model, memory: Int32Array): void {
  const { heap, policy } = model;
  const { drainEvery, adaptive } = policy.cache;
  memory[PLAIN_FREES] = asksRegistry(model) ? 0 : plainClasses(model, true);
  memory[COUNTS_FREES] = drainEvery > 0 || adaptive !== null ? 1 : 0;
  memory[WRITES] = model.written.kind === "larson" ? 1 : 0;
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    memory[STRIDES + sizeClass] = heap.sizes.strides[sizeClass] as number;
    memory[LINK_OFFSETS + sizeClass] = heap.sizes.linkOffsets[sizeClass] as number;
  }
  writeClasses(model, memory);
}

/**
 * Size class by request, NOT_TINY where it is not plain. Until `sizeMapping` was touched, no request it could matter for is
 * plain; nor is, in bytes mode, one that gets a block without a header.
 */
function writeClasses(model: Model, memory: Int32Array): void {
  const { sizes, blocks } = model.heap;
  const watches = !model.touched.has("sizeMapping");
  const plain = plainClasses(model, blocks.inBytes);
  for (let size = 0; size <= REQUEST_MASK; size++) {
    const sizeClass = sizes.classOf(size);
    const isPlain = sizeClass !== NOT_TINY && ((plain >>> sizeClass) & 1) === 1;
    const waits = watches && sizes.mappingsDiffer(size);
    memory[CLASSES_AT + size] = isPlain && !waits ? sizeClass : NOT_TINY;
  }
}

/** A bit for each class whose calls are plain: no magazine in front, and for a free a header that tells the class. */
function plainClasses({ policy, heap }: Model, needsHeader: boolean): number {
  const first = policy.cache.magazine?.classes ?? 0;
  let bits = 0;
  for (let sizeClass = first; sizeClass < CLASS_COUNT; sizeClass++) {
    const front = heap.sizes.userOffsets[sizeClass] as number;
    if (front === HEADER_BYTES || !needsHeader) bits |= 1 << sizeClass;
  }
  return bits;
}

/** Does it matter for a free whether the registry knows the SuperSlab? */
function asksRegistry({ policy, touched }: Model): boolean {
  if (!touched.has("registryFull")) return false;
  return policy.switches.tinyLookup === "registry" || !touched.has("tinyLookup");
}
