// A replay worker that replays nothing: it answers at once or when told to, and notes what it was asked.

import { CancelledError } from "../../src/core/base/cancelled.ts";
import type {
  EngineMethods,
  Handlers,
  OpenedTrace,
  RecordingView,
} from "../../src/core/protocol/index.ts";

export class FakeEngine {
  readonly asked: string[] = [];
  /** Set: replays wait until `finish` or a cancel. */
  holds = false;
  unreadable: string | undefined;
  private waiting: (() => void)[] = [];
  private nextId = 1;

  readonly handlers: Handlers<EngineMethods> = {
    policies: () => [
      { name: "seed", kind: "epoch", title: "Seed", summary: "as it crashed" },
      { name: "no-fallback", kind: "option", title: "No fallback", summary: "NULL instead" },
    ],
    open: (source) => {
      this.asked.push(`open ${source.kind === "workload" ? "" : source.name}`);
      if (this.unreadable !== undefined) {
        throw Object.assign(new Error(this.unreadable), { name: "UnreadableTraceError" });
      }
      return openedTrace(this.nextId++);
    },
    replay: async ({ trace, policy }, control) => {
      const isFile = typeof policy !== "string";
      this.asked.push(`replay ${isFile ? `${policy.file} (${policy.text})` : policy} of ${trace}`);
      if (this.holds) await this.hold(control.signal);
      for (let done = 0; done <= 1000; done++) control.progress(done, 1000);
      return recordingView(this.nextId++, isFile ? policy.text : policy);
    },
    failures: ({ recording, first, count }) => {
      this.asked.push(`failures ${first}+${count} of ${recording}`);
      return recordingView(recording, "seed").failures;
    },
    heap: ({ recording, event }) => {
      this.asked.push(`heap ${event} of ${recording}`);
      return { event } as never;
    },
    close: ({ trace }) => {
      this.asked.push(`close ${trace}`);
      return null;
    },
  };

  finish(): void {
    for (const go of this.waiting.splice(0)) go();
  }

  private hold(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      signal.addEventListener("abort", () => reject(new CancelledError()));
    });
  }
}

/** The parts of a trace that the host reads; a page would see more. */
export function openedTrace(trace: number): OpenedTrace {
  const read: PartOf<OpenedTrace> = {
    trace,
    name: "t.hktrace.txt",
    summary: { threads: 4, events: 100 },
    confessions: [],
  };
  return read as OpenedTrace;
}

export function recordingView(recording: number, policy: string): RecordingView {
  const read: PartOf<RecordingView> = {
    recording,
    eventCount: 100,
    policy: { name: policy, title: policy },
    verdict: { kind: "crash", event: 41, sentence: "Event 42 aborts." },
    failures: {
      length: 1,
      event: Int32Array.of(41),
      kind: Uint8Array.of(5),
      thread: Int32Array.of(3),
    },
  };
  return read as RecordingView;
}

/** Two levels deep is as far as the host looks. */
type PartOf<T> = { readonly [K in keyof T]?: T[K] extends object ? Partial<T[K]> : T[K] };
