// The door of the replay layer: a trace and a policy go in, a recording and a way to look at any event come out.

export type { HeapSeeker } from "./heap-seeker.ts";
export { assume } from "./hypothesis.ts";
export { packTrace } from "./plan.ts";
export type { ReplayOptions, ReplayResult } from "./replay.ts";
export { replay } from "./replay.ts";
export type { CheckReport } from "./replay-check.ts";
export { ShadowChecker } from "./shadow-checker.ts";
export type { Variant, VariantResult } from "./variants.ts";
export { otherReadings, replayVariants, routes } from "./variants.ts";
