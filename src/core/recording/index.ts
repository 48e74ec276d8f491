// The door of the recording layer.

export { type FailedCall, type FailedFirst, failedCalls, failedFirst } from "./failed-first.ts";
export type {
  HeapRange,
  HeapSnapshot,
  LibcColumns,
  ReleasedColumns,
  SlabColumns,
  SuperSlabColumns,
} from "./heap-snapshot.ts";
export type {
  FailureKind,
  FailureTable,
  Geometry,
  Recording,
  Timeline,
  Totals,
  Verdict,
  VerdictKind,
} from "./recording.ts";
export { FAILURES_KEPT, failureKinds } from "./recording.ts";
export { sliceFailures, thinTimeline } from "./slices.ts";
