// The door of the report layer.

export { infoText } from "./info-report.ts";
export { type FileFindings, lintJson, lintText } from "./lint-report.ts";
export { type CheckSummary, type ReplayReport, replayJson, replayText } from "./replay-report.ts";
export {
  type SeedRow,
  type SeedsReport,
  seedLine,
  seedRanges,
  seedsJson,
  seedsSummary,
  seedsTitle,
} from "./seeds-report.ts";
export { type StressReport, stressJson, stressPassed, stressText } from "./stress-report.ts";
