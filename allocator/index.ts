// The allocator's one door: a model of hakmem that any JavaScript host can run.

export type {
  Allocator,
  AllocatorOptions,
  AllocatorState,
  HeapDescription,
  Place,
  Statistics,
} from "./allocator.ts";
export { checkHeap, type HeapFinding } from "./check-heap.ts";
export { checkModel } from "./check-model.ts";
export type { Environment } from "./environment.ts";
export { defaultEnvironment } from "./environment.ts";
export { geometry } from "./layout.ts";
export { createAllocator } from "./modelled-allocator.ts";
export type { AllocatorObserver, RefillFailure } from "./observer.ts";
export type { Crash } from "./outcome.ts";
export { OUTCOME_COUNT, Outcome, outcomeNames } from "./outcome.ts";
export { findPolicy, policies, withSwitches } from "./policies.ts";
export type { Policy, Route, Switches, SwitchName } from "./policy.ts";
export { formatRefillFailure } from "./refill-failure.ts";
export { checkSharedHeap, type SharedHeapReport } from "./shared/check-shared-heap.ts";
export { attachSharedHeap, createSharedHeap, type SharedHeapOptions } from "./shared/open-heap.ts";
export type { Offset, SharedHeap } from "./shared/shared-heap.ts";
export { ROUTES, type SwitchDescription, switchTable } from "./switches.ts";
export * as units from "./units.ts";
export { MODEL_VERSION } from "./version.ts";
