// The door of the trace layer: what a trace is, how files become one.

export { BlockSlots } from "./block-slots.ts";
export { EventColumns, type EventColumnsOptions } from "./event-columns.ts";
export type { BlockSlot, EventIndex, EventTable } from "./event-table.ts";
export { blockSlot, EventKind, eventIndex, NO_BLOCK, UNKNOWN_BLOCK } from "./event-table.ts";
export { parseFigure, parseSwitch } from "./formats/hakmem-hypothesis.ts";
export { importers } from "./formats/registry.ts";
export { hashTrace } from "./hash-trace.ts";
export { importTrace, MOST_EVENTS } from "./import-trace.ts";
export { pauseOrStop } from "./pause-or-stop.ts";
export { summariseTrace } from "./summarise.ts";
export type { TraceSummary } from "./summary.ts";
export type { CallSite, FormatId, ProblemKind, ThreadLife, Trace, TraceProblem } from "./trace.ts";
export { PROBLEMS_KEPT } from "./trace.ts";
export { UnreadableTraceError } from "./unreadable.ts";
export { traceTextPieces, writeTraceText } from "./write-trace-text.ts";
export { NotInTrc1Error, trc1Pieces } from "./write-trc1.ts";
