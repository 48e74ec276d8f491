// The custom editor: makes documents and panels, and knows which trace the user is looking at.
//
// "Current" is the trace of the active inspector, else the one that was active last and is still open, so that commands
// also work from the C editor beside it.

import * as vscode from "vscode";
import type { Clock } from "./clock.ts";
import { contextKeys, settingDefaults, settings, viewTypes } from "./contributions.ts";
import { DisposableStore } from "./disposables.ts";
import { InspectorPanel } from "./inspector-panel.ts";
import type { PresentedError } from "./present-error.ts";
import { watchProgress } from "./replay-progress.ts";
import { TraceDocument } from "./trace-document.ts";
import type { Engine } from "./trace-session.ts";

export interface TraceEditorsOptions {
  readonly extension: vscode.Uri;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly onFailure: (document: TraceDocument, error: PresentedError) => void;
  readonly onFileChanged: (document: TraceDocument) => void;
  /** The last trace was closed. */
  readonly onEmpty: () => void;
}

export class TraceEditors implements vscode.CustomReadonlyEditorProvider<TraceDocument> {
  private readonly options: TraceEditorsOptions;
  private readonly store = new DisposableStore();
  private readonly opened = new Set<TraceDocument>();
  private readonly changes = this.store.add(new vscode.EventEmitter<void>());
  /** Another trace became active, or the active one changed. */
  readonly onDidChange = this.changes.event;
  private activePanel: InspectorPanel | undefined;
  private lastActive: TraceDocument | undefined;

  constructor(options: TraceEditorsOptions) {
    this.options = options;
    for (const viewType of Object.values(viewTypes)) {
      this.store.add(
        vscode.window.registerCustomEditorProvider(viewType, this, {
          supportsMultipleEditorsPerDocument: true,
          webviewOptions: { retainContextWhenHidden: false, enableFindWidget: false },
        }),
      );
    }
  }

  get documents(): readonly TraceDocument[] {
    return [...this.opened];
  }

  /** The trace whose inspector has the focus. */
  get active(): TraceDocument | undefined {
    return this.lastActive !== undefined && this.activePanel !== undefined
      ? this.lastActive
      : undefined;
  }

  get current(): TraceDocument | undefined {
    return this.lastActive ?? this.documents[0];
  }

  find(uri: vscode.Uri): TraceDocument | undefined {
    const address = uri.toString();
    return this.documents.find((document) => document.uri.toString() === address);
  }

  openCustomDocument(uri: vscode.Uri): TraceDocument {
    const configuration = vscode.workspace.getConfiguration(undefined, uri);
    const document = new TraceDocument(uri, {
      engine: this.options.engine,
      policy: configuration.get(settings.policy, settingDefaults[settings.policy]),
      continueAfterNull: () =>
        vscode.workspace.getConfiguration(undefined, uri).get(settings.continueAfterNull, false),
      onFailure: this.options.onFailure,
      onFileChanged: this.options.onFileChanged,
      onDispose: (ended) => this.forget(ended),
    });
    document.keep(document.onDidChange(() => this.changes.fire()));
    document.keep(watchProgress(document, this.options.clock));
    this.opened.add(document);
    this.tellContext();
    return document;
  }

  resolveCustomEditor(document: TraceDocument, view: vscode.WebviewPanel): void {
    const panel = new InspectorPanel(view, document, this.options.extension);
    const activate = () => {
      if (view.active) {
        this.activePanel = panel;
        this.lastActive = document;
      } else if (this.activePanel === panel) {
        this.activePanel = undefined;
      }
      this.changes.fire();
    };
    view.onDidChangeViewState(activate);
    view.onDidDispose(() => {
      if (this.activePanel === panel) this.activePanel = undefined;
      this.changes.fire();
    });
    activate();
  }

  dispose(): void {
    for (const document of this.documents) document.dispose();
    this.store.dispose();
  }

  private forget(document: TraceDocument): void {
    this.opened.delete(document);
    if (this.lastActive === document) this.lastActive = undefined;
    this.changes.fire();
    this.tellContext();
    if (this.opened.size === 0) this.options.onEmpty();
  }

  private tellContext(): void {
    const isOpen = this.opened.size > 0;
    void vscode.commands.executeCommand("setContext", contextKeys.traceOpen, isOpen);
  }
}
