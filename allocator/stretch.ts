// What the hot loops borrow for a stretch of plain calls: raw arrays, tables for this moment, and running figures.
//
// Arrays are good until the columns behind them grow; `play.ts` borrows anew after each refill. Figures are integers that
// start at nothing with each stretch, small enough for 32 bits: a stretch is at most STRETCH_CALLS long.

import { HEADER_BYTES, REQUEST_MASK } from "./bits.ts";
import { CLASS_COUNT } from "./layout.ts";
import type { Model } from "./model.ts";
import type { PlainCalls } from "./plain-calls.ts";
import type { ByteGeometry } from "./play-bytes.ts";
import { NOT_TINY } from "./size-class.ts";

/** Most calls of a stretch. */
export const STRETCH_CALLS = 262144;
/** Longer than needed: V8 keeps short typed arrays on its own heap, where every access is dearer. */
const FIGURES = 32;

export interface Stretch {
  readonly calls: Int32Array;
  readonly slots: Int32Array;
  rows: Int32Array;
  pairs: Int32Array;
  runSlab: Int32Array;
  runBase: Int32Array;
  ownerRows: Int32Array;
  fronts: DataView;
  /** Size class by request, for those requests that are plain now; below 0 for the others. */
  readonly classes: Int32Array;
  /** A bit for each class whose frees are plain; none while the registry must be asked. */
  readonly plainFrees: number;
  /** 1: the policy counts frees (drain) or high-water marks (adaptive sizing). */
  readonly counts: 0 | 1;
  readonly figures: Int32Array;
}

/** Tables of one model, made when first asked for and when a switch was touched that they watch for. */
export class PlainTables {
  private readonly model: Model;
  private classes: Int32Array | undefined;
  private watchesSizes = true;
  private needsHeaders = false;
  private readonly figures = new Int32Array(FIGURES);
  readonly geometry: ByteGeometry;

  constructor(model: Model) {
    this.model = model;
    const { strides, linkOffsets } = model.heap.sizes;
    this.geometry = { strides: longer(strides), linkOffsets: longer(linkOffsets) };
  }

  borrow({ calls, slots }: PlainCalls): Stretch {
    const { model, figures } = this;
    const { heap, threads, policy } = model;
    figures.fill(0);
    return {
      calls,
      slots,
      rows: threads.rows.raw,
      pairs: heap.blocks.pairs.raw,
      runSlab: heap.blocks.runSlab.raw,
      runBase: heap.blocks.runBase.raw,
      ownerRows: heap.ownerRow.raw,
      fronts: heap.blocks.fronts.rawView,
      classes: this.plainRequests(),
      plainFrees: asksRegistry(model) ? 0 : plainClasses(model, true),
      counts: policy.cache.drainEvery > 0 || policy.cache.adaptive !== null ? 1 : 0,
      figures,
    };
  }

  /**
   * Until the switch `sizeMapping` was touched, a request it could matter for is not plain; nor is, in bytes mode, one that
   * gets a block without a header.
   */
  private plainRequests(): Int32Array {
    const watches = !this.model.touched.has("sizeMapping");
    const { inBytes } = this.model.heap.blocks;
    const known = watches === this.watchesSizes && inBytes === this.needsHeaders;
    if (this.classes !== undefined && known) return this.classes;
    const { sizes } = this.model.heap;
    const plain = plainClasses(this.model, inBytes);
    const classes = new Int32Array(REQUEST_MASK + 1).fill(NOT_TINY);
    for (let size = 0; size <= sizes.largestRequest; size++) {
      const sizeClass = sizes.classOf(size);
      const isPlain = sizeClass !== NOT_TINY && ((plain >>> sizeClass) & 1) === 1;
      if (isPlain && !(watches && sizes.mappingsDiffer(size))) classes[size] = sizeClass;
    }
    this.classes = classes;
    this.watchesSizes = watches;
    this.needsHeaders = inBytes;
    return classes;
  }
}

/** The arrays may have moved. */
export function borrowAgain(stretch: Stretch, { heap, threads }: Model): void {
  stretch.rows = threads.rows.raw;
  stretch.pairs = heap.blocks.pairs.raw;
  stretch.runSlab = heap.blocks.runSlab.raw;
  stretch.runBase = heap.blocks.runBase.raw;
  stretch.ownerRows = heap.ownerRow.raw;
  stretch.fronts = heap.blocks.fronts.rawView;
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

/** Longer than needed, as `FIGURES` says. */
function longer(values: readonly number[]): Int32Array {
  const array = new Int32Array(FIGURES);
  array.set(values);
  return array;
}
