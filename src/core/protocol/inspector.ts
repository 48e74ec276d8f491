// What the inspector page and the host say to each other. The page asks for ranges and never holds a trace.

import type { HeapRange, HeapSnapshot, Recording } from "../recording/index.ts";
import type { OpenedTrace, PolicyChoice, RecordingView } from "./engine.ts";

/** Requests of the page, answered by the host (which relays to the replay worker). */
export interface InspectorMethods {
  /** First request of a page: everything needed to draw; replays with the policy that was last used. */
  ready: { params: Record<string, never>; result: InspectorState };
  heap: { params: { event: number; range: HeapRange }; result: HeapSnapshot };
  failures: { params: { first: number; count: number }; result: Recording["failures"] };
  /** Replay under another policy; the answer also comes as a `state` note to other views of the trace. */
  replay: { params: { policy: string }; result: InspectorState };
  /** Stop what is running. */
  cancel: { params: Record<string, never>; result: null };
  /** After a `failed` state: start a worker again and replay. */
  retry: { params: Record<string, never>; result: InspectorState };
  /** The file changed on disk: read it again. */
  reload: { params: Record<string, never>; result: InspectorState };
}
export type InspectorMethod = keyof InspectorMethods;

export type InspectorState =
  | {
      readonly kind: "working";
      readonly task: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: "ready";
      readonly trace: OpenedTrace;
      readonly policies: readonly PolicyChoice[];
      readonly recording: RecordingView;
      /** The file on disk is newer than what is shown. */
      readonly stale: boolean;
    }
  | { readonly kind: "failed"; readonly message: string; readonly canRetry: boolean };

/** Notes from the host to the page. */
export interface InspectorNotes {
  /** The whole state changed (progress, a replay by palette command, a reload offer). */
  state: InspectorState;
  /** Show this event (a command or a terminal link chose it). */
  goTo: { readonly event: number };
}

/** Notes from the page to the host. */
export interface InspectorReports {
  /** The cursor moved; for status bar and tests. */
  cursor: { readonly event: number };
}
