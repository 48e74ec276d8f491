// The allocator's one door: a model of hakmem that any JavaScript host can run.

export type {
  Allocator,
  AllocatorOptions,
  AllocatorState,
  HeapDescription,
  Place,
  ReleasedDescription,
  Statistics,
} from "./allocator.ts";
export {
  EMPTY,
  LAST_PLAIN_THREAD,
  NOT_PLAIN,
  REQUEST_MASK as LARGEST_PLAIN_REQUEST,
} from "./bits.ts";
export { checkHeap, type HeapFinding } from "./check-heap.ts";
export { checkModel } from "./check-model.ts";
export { type Conservation, conservationOf, sumOf } from "./conservation.ts";
export type { Environment } from "./environment.ts";
export { defaultEnvironment } from "./environment.ts";
export { dynamicShards, layersOf } from "./large/layer-tables.ts";
export type {
  BigCachePolicy,
  LayerFigures,
  LayerPolicy,
  PoolPolicy,
  Shards,
} from "./layers.ts";
export { type BlockLayoutName, blockLayouts, type Geometry, geometryOf } from "./layout.ts";
export {
  defaultRaceOptions,
  exploreRace,
  type FoundRace,
  type RaceOptions,
  type RaceOrder,
  type RaceResult,
} from "./micro/explore-race.ts";
export type { Failure as RaceFailure, FailureKind as RaceFailureKind } from "./micro/failure.ts";
export { findRaceScenario, type RaceScenario, raceScenarios } from "./micro/race-scenarios.ts";
export { formatRace, formatRaceList } from "./micro/race-text.ts";
export { createAllocator } from "./modelled-allocator.ts";
export { type AllocatorObserver, type RefillFailure, silentObserver } from "./observer.ts";
export type { Crash } from "./outcome.ts";
export { OUTCOME_COUNT, Outcome, outcomeNames } from "./outcome.ts";
export {
  emptyTally,
  type PlainTally,
  packFree,
  packMalloc,
  READ_AHEAD,
  type Slots,
} from "./plain-calls.ts";
export { epochPolicies, findPolicy, policies, withSwitches } from "./policies.ts";
export type { Policy, Route, Switches, SwitchName } from "./policy.ts";
export { formatRefillFailure } from "./refill-failure.ts";
export type { Scenario } from "./scenario.ts";
export { playScenario, type ScenarioRun } from "./scenario-play.ts";
export { formatScenario, formatScenarioList } from "./scenario-text.ts";
export { findScenario, playedElsewhere, scenarios } from "./scenarios.ts";
export { checkSharedHeap, type SharedHeapReport } from "./shared/check-shared-heap.ts";
export { attachSharedHeap, createSharedHeap, type SharedHeapOptions } from "./shared/open-heap.ts";
export type { Offset, SharedHeap } from "./shared/shared-heap.ts";
export { ROUTES, type SwitchDescription, switchTable } from "./switches.ts";
export * as units from "./units.ts";
export { MODEL_VERSION } from "./version.ts";
