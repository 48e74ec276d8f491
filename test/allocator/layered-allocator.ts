// Allocators with one epoch's layers above Tiny, and which of them serves a size.

import {
  type Allocator,
  checkModel,
  createAllocator,
  defaultEnvironment,
  findPolicy,
  type LayerPolicy,
  type Policy,
  silentObserver,
  units,
} from "../../allocator/index.ts";

/** An allocator without fallback and with these layers. */
export function allocatorOf(layers: LayerPolicy, observer = silentObserver): Allocator {
  const base = findPolicy("no-fallback") as Policy;
  return createAllocator({
    policy: { ...base, layers },
    environment: defaultEnvironment(),
    observer,
  });
}

/** Layers that hold the block of a request of so many bytes. */
export function layerOf(layers: LayerPolicy, size: number): string {
  const allocator = allocatorOf(layers);
  allocator.malloc(units.MAIN_THREAD, size);
  checkModel(allocator);
  const found = allocator.describeLayers().filter(({ liveBlocks }) => liveBlocks > 0);
  return found.map(({ layer }) => layer).join(" ") || "tiny";
}
