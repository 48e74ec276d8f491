// A trace that is open in one or several inspectors: its session, its watcher, its panels.
//
// All panels of a document show the same state. The document lives as long as the editor keeps it; disposing it frees
// the trace in the worker and ends the watcher.

import * as vscode from "vscode";
import type { InspectorState } from "../core/protocol/index.ts";
import { DisposableStore } from "./disposables.ts";
import { watchFile } from "./file-watch.ts";
import type { InspectorPanel } from "./inspector-panel.ts";
import type { PresentedError } from "./present-error.ts";
import { type Engine, TraceSession } from "./trace-session.ts";
import { fileStamp, nameOf, traceSource } from "./trace-source.ts";

export interface TraceDocumentOptions {
  readonly engine: Engine;
  readonly policy: string;
  readonly continueAfterNull: () => boolean;
  readonly onFailure: (document: TraceDocument, error: PresentedError) => void;
  readonly onFileChanged: (document: TraceDocument) => void;
  readonly onDispose: (document: TraceDocument) => void;
}

export class TraceDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly session: TraceSession;
  readonly panels = new Set<InspectorPanel>();
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new vscode.EventEmitter<void>());
  /** State or cursor changed. */
  readonly onDidChange = this.changes.event;
  private event = -1;
  private watching = true;
  /** Of the content that was read last; undefined until it is about to be read. */
  private stamp: string | undefined;

  constructor(uri: vscode.Uri, options: TraceDocumentOptions) {
    this.uri = uri;
    this.name = nameOf(uri);
    this.session = new TraceSession({
      engine: options.engine,
      name: this.name,
      readSource: async () => {
        this.stamp = undefined;
        this.stamp = await fileStamp(uri);
        return traceSource(uri);
      },
      policy: options.policy,
      continueAfterNull: options.continueAfterNull,
      onState: (state) => this.spread(state),
      onFailure: (error) => options.onFailure(this, error),
    });
    this.store.add(watchFile(uri, () => void this.fileTouched(options.onFileChanged)));
    this.store.add({ dispose: () => this.session.dispose() });
    this.store.add({ dispose: () => options.onDispose(this) });
  }

  /** Event under the cursor of the panel that moved last; -1 before the first. */
  get cursor(): number {
    return this.event;
  }

  get isWatching(): boolean {
    return this.watching;
  }

  get isStale(): boolean {
    return this.session.state.kind === "ready" && this.session.state.stale;
  }

  moveCursor(event: number): void {
    this.event = event;
    this.changes.fire();
  }

  /** Shows an event in every panel; brings one to the front if all are hidden. */
  goTo(event: number): void {
    const panels = [...this.panels];
    if (!panels.some(({ view }) => view.visible)) panels[0]?.view.reveal();
    for (const panel of this.panels) panel.goTo(event);
  }

  /** Ends something together with the document. */
  keep(thing: vscode.Disposable): void {
    this.store.add(thing);
  }

  dispose(): void {
    this.watching = false;
    this.store.dispose();
  }

  /** Events about a file may come late, or for content that was already read. */
  private async fileTouched(changed: (document: TraceDocument) => void): Promise<void> {
    const stamp = await fileStamp(this.uri);
    const isNew = stamp !== undefined && this.stamp !== undefined && stamp !== this.stamp;
    if (!isNew || !this.watching) return;
    const wasStale = this.isStale;
    this.session.markChanged();
    if (this.isStale && !wasStale) changed(this);
  }

  private spread(state: InspectorState): void {
    for (const panel of this.panels) panel.show(state);
    this.changes.fire();
  }
}
