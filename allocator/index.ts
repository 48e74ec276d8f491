// The allocator's one door: a model of hakmem that any JavaScript host can run.

export type {
  Allocator,
  AllocatorOptions,
  AllocatorState,
  HeapDescription,
  Place,
  Statistics,
} from "./allocator.ts";
export type { Environment } from "./environment.ts";
export { defaultEnvironment } from "./environment.ts";
export type { AllocatorObserver, RefillFailure } from "./observer.ts";
export type { Crash } from "./outcome.ts";
export { OUTCOME_COUNT, Outcome, outcomeNames } from "./outcome.ts";
export type { Policy, Route, Switches, SwitchName } from "./policy.ts";
export * as units from "./units.ts";
