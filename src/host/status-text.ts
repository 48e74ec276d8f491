// What the status bar says about the trace one looks at: event, thread, verdict.
//
// The thread is that of the failure at the cursor; between failures the count of threads is shown instead, since the host
// holds no events.

import type { InspectorState } from "../core/protocol/index.ts";

export interface StatusText {
  readonly text: string;
  /** The same in words, for screen readers. */
  readonly spoken: string;
}

export function statusText(name: string, state: InspectorState, cursor: number): StatusText {
  switch (state.kind) {
    case "working": {
      const share = state.total > 0 ? ` ${Math.floor((100 * state.done) / state.total)} %` : "";
      const text = `$(sync~spin) ${state.task}${share}`;
      return { text, spoken: `${state.task} ${name}${share}` };
    }
    case "failed":
      return { text: "$(error) Replay failed", spoken: `${name}: ${state.message}` };
    case "ready": {
      const { verdict, eventCount, policy } = state.recording;
      const thread = threadAt(state, cursor);
      const event = `${Math.max(cursor, -1) + 1}/${eventCount}`;
      const parts = [event, ...(thread === undefined ? [] : [thread]), verdict.kind];
      const stale = state.stale ? " $(warning)" : "";
      return {
        text: `$(history) ${parts.join(" · ")}${stale}`,
        spoken: `${name}, event ${event.replace("/", " of ")}${thread === undefined ? "" : `, ${thread}`}, replayed with ${policy.title}: ${verdict.sentence}${state.stale ? " The file on disk is newer." : ""}`,
      };
    }
  }
}

type Ready = Extract<InspectorState, { kind: "ready" }>;

function threadAt(state: Ready, cursor: number): string | undefined {
  const { failures } = state.recording;
  const row = failures.event.indexOf(cursor);
  const thread = row < 0 ? undefined : failures.thread[row];
  if (thread !== undefined && thread >= 0) return `T${thread}`;
  const { threads } = state.trace.summary;
  if (threads === null) return undefined;
  return threads === 1 ? "1 thread" : `${threads} threads`;
}
