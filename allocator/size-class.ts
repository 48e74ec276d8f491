// From a requested size to a size class, in the two readings of the documents, and from a class to what its blocks hold.
//
// With `size+1` the header byte is counted before the class is chosen (the fix of PHASE7_BUG_FIX_REPORT); with `size` a
// request that fills its block exactly gets one byte less than it asked for. A request of 0 is served as class 0. All
// arithmetic is over one row of `blockLayouts`; a class without header is looked up by the plain size in both readings.

import { HEADER_BYTES } from "./bits.ts";
import {
  type BlockLayout,
  type BlockLayoutName,
  blockLayouts,
  CLASS_COUNT,
  FIRST_SLAB_OFFSET,
  geometryOf,
  SLAB_BYTES,
} from "./layout.ts";
import type { Switches } from "./policy.ts";

type SizeMapping = Switches["sizeMapping"];

/** "Not Tiny". */
export const NOT_TINY = -1;

export const sizeClassNumbers: readonly number[] = Array.from({ length: CLASS_COUNT }, (_, c) => c);

export class SizeClasses {
  readonly layout: BlockLayout;
  /** Largest request that some mapping puts into a class. */
  readonly largestRequest: number;
  /** By class: bytes from one block to the next, bytes that are the program's, USER - BASE, place of the link. */
  readonly strides: readonly number[];
  readonly usables: readonly number[];
  readonly userOffsets: readonly number[];
  readonly linkOffsets: readonly number[];
  private readonly classes: Int32Array;
  /** 1 where the two mappings choose different classes. */
  private readonly differs: Uint8Array;

  constructor(name: BlockLayoutName, mapping: SizeMapping) {
    const layout: BlockLayout = blockLayouts[name];
    this.layout = layout;
    this.strides = geometryOf(layout, 21).blockSizes;
    this.userOffsets = layout.headers.map((header) => (header ? HEADER_BYTES : 0));
    this.usables = this.strides.map((stride, c) => stride - (this.userOffsets[c] as number));
    this.linkOffsets = layout.links;
    this.largestRequest = layout.sizes[CLASS_COUNT - 1] as number;
    this.classes = new Int32Array(this.largestRequest + 1);
    this.differs = new Uint8Array(this.largestRequest + 1);
    for (let size = 0; size <= this.largestRequest; size++) {
      const plain = sizeClassOf(layout, size, "size");
      const withHeader = sizeClassOf(layout, size, "size+1");
      this.classes[size] = mapping === "size" ? plain : withHeader;
      this.differs[size] = plain === withHeader ? 0 : 1;
    }
  }

  /** Size class of a request, or NOT_TINY. */
  classOf(size: number): number {
    return size <= this.largestRequest ? (this.classes[size] as number) : NOT_TINY;
  }

  /** Do the two mappings put the request into different classes? */
  mappingsDiffer(size: number): boolean {
    return size <= this.largestRequest && this.differs[size] === 1;
  }

  /** Blocks of a slab: slab 0 is shorter by the SuperSlab's header. */
  capacity(sizeClass: number, slabIndex: number): number {
    return Math.floor(slabBytes(slabIndex) / (this.strides[sizeClass] as number));
  }

  /** Bytes behind a slab's last block that no block can use. */
  tailWaste(sizeClass: number, slabIndex: number): number {
    return slabBytes(slabIndex) % (this.strides[sizeClass] as number);
  }
}

/** Size class of a request, or NOT_TINY. */
export function sizeClassOf(layout: BlockLayout, size: number, mapping: SizeMapping): number {
  for (let c = 0; c < CLASS_COUNT; c++) {
    const header = mapping === "size+1" && layout.headers[c] === true ? HEADER_BYTES : 0;
    if (size + header <= (layout.sizes[c] as number)) return c;
  }
  return NOT_TINY;
}

function slabBytes(slabIndex: number): number {
  return slabIndex === 0 ? SLAB_BYTES - FIRST_SLAB_OFFSET : SLAB_BYTES;
}
