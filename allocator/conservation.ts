// Where every committed byte is, counted from what lies there and never from the running figures.
//
// committed = live + slack + free + tail waste + metadata. Live is what programs asked for; slack is what their blocks hold
// beyond that (headers, rounding, the rest of a mapping's pages); free are blocks and slabs nobody uses, cached SuperSlabs,
// pieces that Linux would not unmap, and what libc keeps; tail waste are slab ends that hold no block; metadata are the
// SuperSlabs' own headers and, of the layers above Tiny, headers, tables, tails and what was never carved.

import type { Allocator } from "./allocator.ts";
import { NONE } from "./bits.ts";
import { SuperSlabState } from "./heap.ts";
import { takeCensus } from "./heap-description.ts";
import { layerFigures } from "./large/layer-figures.ts";
import { FIRST_SLAB_OFFSET, SLAB_BYTES } from "./layout.ts";
import { Counter, type Model } from "./model.ts";
import { modelOf } from "./modelled-allocator.ts";
import { OutsideKind } from "./outside-blocks.ts";
import type { Bytes } from "./units.ts";

export interface Conservation {
  /** Σ requested size of live blocks. */
  readonly live: Bytes;
  readonly slack: Bytes;
  readonly free: Bytes;
  readonly tailWaste: Bytes;
  readonly metadata: Bytes;
}

type Parts = { -readonly [Part in keyof Conservation]: Bytes };

/** Walks the whole heap. */
export function conservationOf(allocator: Allocator): Conservation {
  const model = modelOf(allocator);
  const parts: Parts = { live: 0, slack: 0, free: 0, tailWaste: 0, metadata: 0 };
  addTiny(model, parts);
  addOutside(model, parts);
  addLayers(model, parts);
  parts.free += model.lru.size * model.heap.superSlabBytes;
  parts.free += model.counter(Counter.StrandedBytes);
  return parts;
}

export function sumOf(parts: Conservation): Bytes {
  return parts.live + parts.slack + parts.free + parts.tailWaste + parts.metadata;
}

function addTiny({ heap }: Model, parts: Parts): void {
  for (let superSlab = 0; superSlab < heap.superSlabCount; superSlab++) {
    if (heap.superSlabState.get(superSlab) === SuperSlabState.Released) continue;
    parts.metadata += FIRST_SLAB_OFFSET;
    for (let index = 0; index < heap.slabsPerSuperSlab; index++) {
      const slab = heap.slabOf(superSlab, index);
      if (slab === NONE) parts.free += SLAB_BYTES - (index === 0 ? FIRST_SLAB_OFFSET : 0);
    }
  }
  for (let slab = 0; slab < heap.slabCount; slab++) {
    if (!heap.isActive(slab)) continue;
    const sizeClass = heap.classOf(slab);
    const stride = heap.sizes.strides[sizeClass] as number;
    const { live, liveBytes } = takeCensus(heap, slab);
    parts.live += liveBytes;
    parts.slack += live * stride - liveBytes;
    parts.free += (heap.capacityOf(slab) - live) * stride;
    parts.tailWaste += heap.sizes.tailWaste(sizeClass, heap.slabIndex.get(slab));
  }
}

function addOutside({ outside, brk, libc }: Model, parts: Parts): void {
  parts.free += brk.length + libc.mappedBytes;
  outside.forEach((_, row) => {
    const requested = outside.requested(row);
    const isMapping = outside.kind(row) === OutsideKind.Mapping;
    const held = isMapping ? outside.length(row) : outside.usable(row);
    parts.live += requested;
    parts.slack += held - requested;
    if (!isMapping) parts.free -= held;
  });
}

/** Pools and kept mappings; mappings of one block each are counted above. */
function addLayers(model: Model, parts: Parts): void {
  for (const figures of layerFigures(model)) {
    if (figures.layer === "mapped") continue;
    parts.live += figures.liveBytes;
    parts.slack += figures.slackBytes;
    parts.free += figures.freeBytes;
    parts.metadata += figures.otherBytes;
  }
}
