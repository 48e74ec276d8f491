// The host's half of the conversation, run inside the page's window before the page's own script.
//
// Messages are copied both ways as VS Code copies them. Tests read `window.fakeHost` and change what it answers.

import {
  type InspectorMethods,
  type InspectorState,
  openChannel,
} from "../../src/core/protocol/index.ts";
import { FAILURES_KEPT } from "../../src/core/recording/index.ts";
import { type Fixture, sliceOf } from "./fixture.ts";
import { type FixtureName, fixtureNamed } from "./fixtures.ts";
import { type ReplayedName, replayedFixture, replayedNames } from "./replayed.ts";

export interface FakeHost {
  /** Answers to `ready`; "never" keeps the page waiting. */
  opening: "ready" | "fails" | "never";
  readonly cursors: number[];
  readonly heapRequests: { readonly event: number; readonly superSlabs: number }[];
  /** Bytes of the largest heap answer. */
  largestAnswer: number;
  /** Most heap requests that were ever in flight at once. */
  mostInFlight: number;
  /** From now on heap answers wait for `release`. */
  hold(): void;
  release(): void;
  heapFails: boolean;
  readonly calls: string[];
  sendState(change: "stale" | "working" | "failed" | "ready"): void;
  goTo(event: number): void;
  sendNoise(message: unknown): void;
}

declare global {
  interface Window {
    fakeHost: FakeHost;
    fixtureName: FixtureName | ReplayedName;
    pwned?: number;
  }
}

const KEPT = "kept view";
let fixture: Fixture;
const opened = show();
let inFlight = 0;
let held = Promise.resolve();
let release: () => void = () => undefined;
let receive: (message: unknown) => void = () => undefined;
const post = (message: unknown) => window.postMessage(structuredClone(message), "*");

async function show(policy?: string): Promise<void> {
  const name = window.fixtureName;
  const replayed = replayedNames.find((each) => each === name);
  fixture =
    replayed === undefined
      ? fixtureNamed(name as FixtureName, policy)
      : await replayedFixture(replayed, policy);
}

const ready = (stale = false): InspectorState => ({
  kind: "ready",
  trace: fixture.trace,
  policies: fixture.policies,
  recording: fixture.recording,
  stale,
});

const host: FakeHost = {
  opening: "ready",
  cursors: [],
  heapRequests: [],
  largestAnswer: 0,
  mostInFlight: 0,
  hold() {
    held = new Promise((resolve) => {
      release = resolve;
    });
  },
  release: () => release(),
  heapFails: false,
  calls: [],
  sendState(change) {
    const states: Record<typeof change, InspectorState> = {
      stale: ready(true),
      ready: ready(),
      working: { kind: "working", task: "Replaying", done: 3, total: 12 },
      failed: { kind: "failed", message: "The replay worker stopped.", canRetry: true },
    };
    channel.note("state", states[change]);
  },
  goTo: (event) => channel.note("goTo", { event }),
  sendNoise: post,
};
window.fakeHost = host;

const channel = openChannel<InspectorMethods, Record<string, never>>({
  port: {
    post,
    listen(callback) {
      receive = callback;
      return () => undefined;
    },
  },
  newAbortController: () => new AbortController(),
  onNote(method, params) {
    if (method === "cursor") host.cursors.push((params as { event: number }).event);
  },
  handlers: {
    async ready() {
      if (host.opening === "never") return new Promise<never>(() => undefined);
      await opened;
      if (host.opening === "fails") throw new Error(`cannot read ${fixture.trace.name}`);
      return ready();
    },
    async heap({ event, range }) {
      host.heapRequests.push({ event, superSlabs: range.superSlabCount });
      inFlight += 1;
      host.mostInFlight = Math.max(host.mostInFlight, inFlight);
      await held;
      inFlight -= 1;
      if (host.heapFails) throw new Error("no state for this event");
      const snapshot = await fixture.heap(event, range);
      host.largestAnswer = Math.max(host.largestAnswer, sizeOf(snapshot));
      return snapshot;
    },
    failures({ first, count }) {
      host.calls.push(`failures ${first} ${count}`);
      return sliceOf(fixture.allFailures, first, Math.min(count, FAILURES_KEPT - first));
    },
    async replay(params) {
      host.calls.push(`replay ${params.policy}`);
      await show(params.policy);
      return ready();
    },
    cancel() {
      host.calls.push("cancel");
      return null;
    },
    retry() {
      host.calls.push("retry");
      return ready();
    },
    reload() {
      host.calls.push("reload");
      return ready();
    },
  },
});

Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => receive(copy));
    },
    getState: () => JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as unknown,
    setState: (state: unknown) => sessionStorage.setItem(KEPT, JSON.stringify(state)),
  }),
});

function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 0);
}
