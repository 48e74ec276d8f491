// The door of the protocol layer: who asks whom for what, and the channel that carries it.

export type { AnalysisMethod, AnalysisMethods } from "./analysis.ts";
export type {
  Calling,
  Channel,
  ChannelOptions,
  Handlers,
  Message,
  Port,
  RequestControl,
  WireError,
} from "./channel.ts";
export { ChannelClosedError, openChannel, RemoteError, wireError } from "./channel.ts";
export type {
  EngineMethod,
  EngineMethods,
  OpenedTrace,
  PolicyChoice,
  PolicySource,
  RecordingView,
  ReplayRequest,
  TraceSource,
} from "./engine.ts";
export type {
  InspectorMethod,
  InspectorMethods,
  InspectorNotes,
  InspectorReports,
  InspectorState,
} from "./inspector.ts";
