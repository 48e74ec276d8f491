// What the status bar says about the trace one looks at: event, thread, verdict.
//
// Events are numbered from 0 and written as in verdicts and on the page. The thread is that of the failure at the cursor;
// between failures the count of threads is shown instead, since the host holds no events.

import { count, counted } from "../core/base/number-words.ts";
import type { InspectorState } from "../core/protocol/index.ts";
import type { VerdictKind } from "../core/recording/index.ts";

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
      return { text: "$(error) Not replayed", spoken: `${name}: ${state.message}` };
    case "ready": {
      const { verdict, eventCount, policy } = state.recording;
      const thread = threadAt(state, cursor);
      const isBefore = cursor < 0;
      const event = `event ${isBefore ? "start" : count(cursor)} of ${count(eventCount)}`;
      const parts = [event, ...(thread === undefined ? [] : [thread]), verdictWords[verdict.kind]];
      const stale = state.stale ? " $(warning)" : "";
      const words = [
        name,
        isBefore ? "before the first event" : event,
        ...(thread === undefined ? [] : [thread]),
        `replayed with ${policy.title}: ${verdict.sentence}`,
      ].join(", ");
      return {
        text: `$(history) ${parts.join(" · ")}${stale}`,
        spoken: state.stale ? `${words} The file on disk is newer.` : words,
      };
    }
  }
}

const verdictWords: Readonly<Record<VerdictKind, string>> = {
  clean: "clean",
  crash: "crash",
  null: "NULL returned",
  corrupted: "corrupted",
  "thread-refused": "thread refused",
};

type Ready = Extract<InspectorState, { kind: "ready" }>;

function threadAt(state: Ready, cursor: number): string | undefined {
  const { failures } = state.recording;
  const row = failures.event.indexOf(cursor);
  const thread = row < 0 ? undefined : failures.thread[row];
  if (thread !== undefined && thread >= 0) return `T${thread}`;
  const { threads } = state.trace.summary;
  if (threads === null) return undefined;
  return counted(threads, "thread");
}
