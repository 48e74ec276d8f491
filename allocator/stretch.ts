// What a model brings to the stage before a stretch of plain calls: its table of plain requests, and where its columns lie.
//
// Places are good until a hot column grows; `play.ts` writes them anew after each refill.

import {
  ARENA_AT,
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

/** Writes what the policy and the state of the switches say about plain calls. */
export function writeRules(model: Model, memory: Int32Array): void {
  const { heap, policy } = model;
  const { drainEvery, adaptive } = policy.cache;
  memory[PLAIN_FREES] = asksRegistry(model) ? 0 : plainClasses(model, true);
  memory[COUNTS_FREES] = drainEvery > 0 || adaptive !== null ? 1 : 0;
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    memory[STRIDES + sizeClass] = heap.sizes.strides[sizeClass] as number;
    memory[LINK_OFFSETS + sizeClass] = heap.sizes.linkOffsets[sizeClass] as number;
  }
}

/**
 * Size class by request, NOT_TINY where it is not plain. Until `sizeMapping` was touched, no request it could matter for is
 * plain; nor is, in bytes mode, one that gets a block without a header.
 */
export class PlainRequests {
  private readonly model: Model;
  private table = new Int32Array();
  private watchesSizes: boolean | undefined;
  private needsHeaders: boolean | undefined;

  constructor(model: Model) {
    this.model = model;
  }

  get classes(): Int32Array {
    const watches = !this.model.touched.has("sizeMapping");
    const { sizes, blocks } = this.model.heap;
    const { inBytes } = blocks;
    if (watches === this.watchesSizes && inBytes === this.needsHeaders) return this.table;
    const plain = plainClasses(this.model, inBytes);
    this.table = new Int32Array(REQUEST_MASK + 1);
    for (let size = 0; size <= REQUEST_MASK; size++) {
      const sizeClass = sizes.classOf(size);
      const isPlain = sizeClass !== NOT_TINY && ((plain >>> sizeClass) & 1) === 1;
      const waits = watches && sizes.mappingsDiffer(size);
      this.table[size] = isPlain && !waits ? sizeClass : NOT_TINY;
    }
    this.watchesSizes = watches;
    this.needsHeaders = inBytes;
    return this.table;
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
