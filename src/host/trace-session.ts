// One trace and what is shown of it: opened in the replay worker, replayed under a policy, asked for ranges.
//
// At most one run (open, replay, reload) is under way; a newer one stops it, and everybody who waits gets the newest
// state. A recording belongs to the worker that made it: after that worker's end the session says `failed`, and the next
// run opens the trace again in a fresh one. Cancelling a replay goes back to the recording that was shown before.
//
// A policy is a built-in one by its name, or a file that is read anew for each replay; once replayed, a file's policy can
// be chosen by its name like the others.
//
// No vscode here, so all of this is tested with a fake worker. Errors leave as words through `presentError`.

import { CancelledError } from "../core/base/cancelled.ts";
import type {
  Calling,
  EngineMethods,
  InspectorState,
  OpenedTrace,
  PolicyChoice,
  PolicySource,
  TraceSource,
} from "../core/protocol/index.ts";
import type { FailureTable, HeapSnapshot } from "../core/recording/index.ts";
import type { FailuresRequest, HeapRequest } from "./inspector-requests.ts";
import {
  BadRequestError,
  isCancelled,
  type PresentedError,
  presentError,
  UnknownPolicyError,
} from "./present-error.ts";

/** The replay worker as a session needs it. */
export interface Engine {
  readonly generation: number;
  readonly isRunning: boolean;
  request<K extends keyof EngineMethods>(
    method: K,
    params: EngineMethods[K]["params"],
    calling?: Calling,
  ): Promise<EngineMethods[K]["result"]>;
}

/** A policy that the user wrote. */
export interface PolicyFile {
  /** How users call the file. */
  readonly name: string;
  readonly read: () => Promise<string>;
}

export interface TraceSessionOptions {
  readonly engine: Engine;
  /** How users call the trace. */
  readonly name: string;
  readonly readSource: () => Promise<TraceSource>;
  readonly policy: string;
  readonly continueAfterNull: () => boolean;
  readonly onState: (state: InspectorState) => void;
  readonly onFailure: (error: PresentedError) => void;
}

type Ready = Extract<InspectorState, { kind: "ready" }>;

interface Opened {
  readonly trace: OpenedTrace;
  readonly generation: number;
  /** Value of `changes` when the file was read. */
  readonly atChange: number;
}

interface Run {
  readonly controller: AbortController;
  readonly task: string;
  /** Never rejects. */
  done: Promise<void>;
}

export class TraceSession {
  private readonly options: TraceSessionOptions;
  private shown: InspectorState = { kind: "working", task: "Opening", done: 0, total: 0 };
  private lastReady: Ready | undefined;
  private opened: Opened | undefined;
  private run: Run | undefined;
  private policy: string | PolicyFile;
  /** Files that were replayed, by the name of the policy in them. */
  private readonly files = new Map<string, { file: PolicyFile; choice: PolicyChoice }>();
  private changes = 0;
  private disposed = false;

  constructor(options: TraceSessionOptions) {
    this.options = options;
    this.policy = options.policy;
  }

  get state(): InspectorState {
    return this.shown;
  }

  /** Policy of the newest run; of a file, the file's name. */
  get lastPolicy(): string {
    return nameOf(this.policy);
  }

  get isBusy(): boolean {
    return this.run !== undefined;
  }

  /** Events of the recording that ranges are asked of; 0 before there is one. */
  get eventCount(): number {
    return this.lastReady?.recording.eventCount ?? 0;
  }

  /** The state once nothing is under way; the first call starts the first replay. */
  async settled(): Promise<InspectorState> {
    if (this.run === undefined && this.lastReady === undefined && this.shown.kind === "working") {
      this.begin("replay", this.policy, false);
    }
    while (this.run !== undefined) await this.run.done;
    return this.shown;
  }

  /** Refuses a policy that the model is known not to have, and leaves what is shown alone. */
  async replay(policy = this.policy): Promise<InspectorState> {
    const chosen = typeof policy === "string" ? this.policyNamed(policy) : policy;
    if (this.lastReady !== undefined) checkPolicy(chosen, this.lastReady.policies);
    this.begin("replay", chosen, false);
    return this.settled();
  }

  /** Reads the file again, then replays. */
  reload(): Promise<InspectorState> {
    this.begin("reload", this.policy, true);
    return this.settled();
  }

  cancel(): void {
    this.run?.controller.abort();
  }

  /** Of the newest complete recording, also while another is being made. */
  async heap(request: HeapRequest, calling: Calling): Promise<HeapSnapshot> {
    return this.ask("heap", { recording: this.recording(), ...request }, calling);
  }

  async failures(request: FailuresRequest, calling: Calling): Promise<FailureTable> {
    return this.ask("failures", { recording: this.recording(), ...request }, calling);
  }

  /** The file on disk is newer than what is shown. */
  markChanged(): void {
    this.changes += 1;
    if (this.shown.kind === "ready" && !this.shown.stale) this.show({ ...this.shown, stale: true });
  }

  /** The worker is gone and took the recording with it. */
  engineDied(reason: string): void {
    this.opened = undefined;
    this.lastReady = undefined;
    if (this.run !== undefined || this.shown.kind !== "ready") return;
    this.show({
      kind: "failed",
      message: `The replay worker ended unexpectedly (${reason}), and the replay of ${this.options.name} with it. Retry starts a new worker.`,
      canRetry: true,
    });
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.run?.controller.abort();
    this.closeTrace(this.opened);
    this.opened = undefined;
  }

  private begin(task: string, policy: string | PolicyFile, reopen: boolean): void {
    this.run?.controller.abort();
    this.policy = policy;
    const run: Run = { controller: new AbortController(), task, done: Promise.resolve() };
    this.run = run;
    run.done = this.perform(run, policy, reopen);
  }

  private async perform(run: Run, policy: string | PolicyFile, reopen: boolean): Promise<void> {
    let end: () => void;
    try {
      this.show({ kind: "working", task: "Starting", done: 0, total: 0 });
      const ready = await this.work(run, policy, reopen);
      end = () => {
        this.lastReady = ready;
        this.show(ready);
      };
    } catch (error) {
      end = () => this.fail(error, run.task);
    }
    if (this.run !== run) return;
    this.run = undefined;
    if (!this.disposed) end();
  }

  private async work(run: Run, policy: string | PolicyFile, reopen: boolean): Promise<Ready> {
    const { engine } = this.options;
    const { signal } = run.controller;
    const policies = await untilAborted(engine.request("policies", {}, { signal }), signal);
    checkPolicy(policy, policies);
    const trace = await this.openTrace(run, reopen);
    const params = {
      trace: trace.trace,
      policy: await untilAborted(sourceOf(policy), signal),
      continueAfterNull: this.options.continueAfterNull(),
      check: false,
    };
    const progress = this.progressOf(run, `Replaying with ${nameOf(policy)}`);
    const replaying = engine.request("replay", params, { signal, progress });
    const recording = await untilAborted(replaying, signal);
    const stale = this.opened !== undefined && this.changes > this.opened.atChange;
    if (typeof policy !== "string") this.remember(policy, recording.policy, policies);
    const own = [...this.files.values()].map(({ choice }) => choice);
    return { kind: "ready", trace, policies: [...policies, ...own], recording, stale };
  }

  /** Offers the policy of a file beside the built-in ones, whose names it cannot take. */
  private remember(
    file: PolicyFile,
    { name, title, summary }: Pick<PolicyChoice, "name" | "title" | "summary">,
    builtIn: readonly PolicyChoice[],
  ): void {
    if (builtIn.some((choice) => choice.name === name)) return;
    this.files.set(name, { file, choice: { name, kind: "file", title, summary } });
  }

  private policyNamed(name: string): string | PolicyFile {
    return this.files.get(name)?.file ?? name;
  }

  private async openTrace(run: Run, reopen: boolean): Promise<OpenedTrace> {
    const { engine } = this.options;
    const { signal } = run.controller;
    const before = this.opened;
    if (!reopen && before !== undefined && before.generation === engine.generation) {
      return before.trace;
    }
    const atChange = this.changes;
    const source = await untilAborted(this.options.readSource(), signal);
    const progress = this.progressOf(run, "Reading");
    const opening = engine.request("open", source, { signal, progress });
    opening.then(
      (late) => {
        if (!signal.aborted) return;
        this.closeTrace({ trace: late, generation: engine.generation, atChange });
      },
      () => undefined, // Told by the line below.
    );
    const trace = await untilAborted(opening, signal);
    const opened = { trace, generation: engine.generation, atChange };
    this.closeTrace(this.opened);
    this.opened = opened;
    return trace;
  }

  /** Frees a trace in the worker, if that worker still runs. */
  private closeTrace(opened: Opened | undefined): void {
    const { engine } = this.options;
    if (opened === undefined || !engine.isRunning || opened.generation !== engine.generation)
      return;
    engine.request("close", { trace: opened.trace.trace }).catch(() => {
      // The worker is ending: it frees everything.
    });
  }

  /** Shows progress when it moved by a hundredth, so that a page is not flooded. */
  private progressOf(run: Run, task: string): (done: number, total: number) => void {
    let lastShown = -1;
    return (done, total) => {
      const hundredth = total > 0 ? Math.floor((100 * done) / total) : 0;
      if (hundredth === lastShown || this.run !== run || run.controller.signal.aborted) return;
      lastShown = hundredth;
      this.show({ kind: "working", task, done, total });
    };
  }

  private fail(error: unknown, task: string): void {
    const cancelled = isCancelled(error);
    if (cancelled && this.lastReady !== undefined) {
      this.policy = this.policyNamed(this.lastReady.recording.policy.name);
      const stale = this.opened !== undefined && this.changes > this.opened.atChange;
      this.show({ ...this.lastReady, stale });
      return;
    }
    const work = { task, subject: this.options.name };
    const presented = presentError(error, work);
    this.show({ kind: "failed", message: presented.message, canRetry: presented.canRetry });
    if (!cancelled) this.options.onFailure(presented);
  }

  private show(state: InspectorState): void {
    if (this.disposed) return;
    this.shown = state;
    this.options.onState(state);
  }

  private recording(): number {
    if (this.lastReady === undefined) throw new BadRequestError("nothing is replayed yet");
    return this.lastReady.recording.recording;
  }

  private async ask<K extends "heap" | "failures">(
    method: K,
    params: EngineMethods[K]["params"],
    calling: Calling,
  ): Promise<EngineMethods[K]["result"]> {
    return this.options.engine.request(method, params, calling);
  }
}

function nameOf(policy: string | PolicyFile): string {
  return typeof policy === "string" ? policy : policy.name;
}

async function sourceOf(policy: string | PolicyFile): Promise<PolicySource> {
  return typeof policy === "string" ? policy : { file: policy.name, text: await policy.read() };
}

function checkPolicy(policy: string | PolicyFile, policies: readonly PolicyChoice[]): void {
  if (typeof policy !== "string") return;
  const names = policies.map((choice) => choice.name);
  if (!names.includes(policy)) throw new UnknownPolicyError(policy, names);
}

/** Users do not wait for the worker to notice that it was cancelled: it may be between two pauses. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new CancelledError());
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
