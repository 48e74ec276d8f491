// When a C document is analysed, and which answers still count.
//
// An edit starts a short wait; only after a pause in typing is the text sent, and a newer text stops the analysis of the
// older one. An answer is shown only if the document is still open and still has the version that was sent: edits carry
// positions, and a stale finding would mark the wrong line. A failed analysis leaves the last findings alone.

import type { Finding } from "../core/c/finding.ts";
import type { Clock } from "./clock.ts";
import { isCancelled } from "./present-error.ts";

/** A document that is open; `version` is read anew each time. */
export interface LiveDocument {
  readonly uri: string;
  readonly version: number;
  /** Its text, or undefined when it is no C to be analysed. */
  read(): Promise<string | undefined>;
}

export interface AnalysisAnswer {
  readonly version: number;
  readonly findings: readonly Finding[];
}

export interface AnalysisScheduleOptions {
  readonly clock: Clock;
  readonly delay: number;
  readonly analyse: (
    params: { readonly uri: string; readonly version: number; readonly text: string },
    signal: AbortSignal,
  ) => Promise<AnalysisAnswer>;
  readonly show: (uri: string, version: number, findings: readonly Finding[]) => void;
  /** A document is C no longer, or was closed. */
  readonly clear: (uri: string, why: "closed" | "no C") => void;
  readonly failed: (uri: string, error: unknown) => void;
}

interface Tracked {
  readonly document: LiveDocument;
  forgetTimer: () => void;
  controller: AbortController | undefined;
}

export class AnalysisSchedule {
  private readonly options: AnalysisScheduleOptions;
  private readonly tracked = new Map<string, Tracked>();

  constructor(options: AnalysisScheduleOptions) {
    this.options = options;
  }

  get documentCount(): number {
    return this.tracked.size;
  }

  has(uri: string): boolean {
    return this.tracked.has(uri);
  }

  opened(document: LiveDocument): void {
    this.stop(document.uri);
    const tracked = { document, forgetTimer: nothing, controller: undefined };
    this.tracked.set(document.uri, tracked);
    this.plan(tracked, 0);
  }

  changed(uri: string): void {
    const tracked = this.tracked.get(uri);
    if (tracked !== undefined) this.plan(tracked, this.options.delay);
  }

  closed(uri: string): void {
    if (!this.tracked.has(uri)) return;
    this.stop(uri);
    this.options.clear(uri, "closed");
  }

  /** Analyses every open document again: after a worker's end, or a changed setting. */
  again(): void {
    for (const tracked of this.tracked.values()) this.plan(tracked, 0);
  }

  dispose(): void {
    for (const uri of [...this.tracked.keys()]) this.stop(uri);
  }

  private stop(uri: string): void {
    const tracked = this.tracked.get(uri);
    tracked?.forgetTimer();
    tracked?.controller?.abort();
    this.tracked.delete(uri);
  }

  private plan(tracked: Tracked, delay: number): void {
    tracked.forgetTimer();
    tracked.forgetTimer = this.options.clock.after(delay, () => void this.analyse(tracked));
  }

  private async analyse(tracked: Tracked): Promise<void> {
    const { document } = tracked;
    tracked.controller?.abort();
    const controller = new AbortController();
    tracked.controller = controller;
    const { version } = document;
    const isCurrent = () =>
      this.tracked.get(document.uri) === tracked &&
      tracked.controller === controller &&
      document.version === version;
    try {
      const text = await document.read();
      if (!isCurrent()) return;
      if (text === undefined) {
        this.options.clear(document.uri, "no C");
        return;
      }
      const params = { uri: document.uri, version, text };
      const answer = await this.options.analyse(params, controller.signal);
      if (!isCurrent() || answer.version !== version) return;
      this.options.show(document.uri, version, answer.findings);
    } catch (error) {
      if (isCurrent() && !isCancelled(error)) this.options.failed(document.uri, error);
    }
  }
}

const nothing = () => undefined;
