// Allocators with one epoch's layers above Tiny, and which of them serves a size.

import {
  type Allocator,
  type AllocatorObserver,
  checkModel,
  createAllocator,
  defaultEnvironment,
  findPolicy,
  type LayerPolicy,
  type Policy,
  units,
} from "../../allocator/index.ts";

export const SILENT: AllocatorObserver = {
  onAllocate: () => {},
  onNull: () => {},
  onFree: () => {},
  onSuperSlab: () => {},
  onRefillFailed: () => {},
  onThreadRefused: () => {},
  onLog: () => {},
  onCrash: () => {},
};

/** An allocator without fallback and with these layers. */
export function allocatorOf(layers: LayerPolicy, observer = SILENT): Allocator {
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
