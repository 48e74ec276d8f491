// The door of the trace layer: what a trace is, how files become one.

export type { BlockSlot, EventIndex, EventTable } from "./event-table.ts";
export { blockSlot, EventKind, eventIndex, NO_BLOCK, UNKNOWN_BLOCK } from "./event-table.ts";
export type { TraceSummary } from "./summary.ts";
export type { CallSite, FormatId, ProblemKind, ThreadLife, Trace, TraceProblem } from "./trace.ts";
export { PROBLEMS_KEPT } from "./trace.ts";
