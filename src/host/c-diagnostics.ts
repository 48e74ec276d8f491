// Findings of the open C documents, and of the files of the last workspace analysis.
//
// Analysis runs in a worker of its own, so a long replay never delays it. What is kept for a document is exactly what is
// shown for it; the quick fixes take it from here. Closing a document forgets it, unless the workspace analysis had
// found something there: then the marks stay in the Problems panel as that list of places to look at.

import * as vscode from "vscode";
import type { Finding } from "../core/c/finding.ts";
import type { AnalysisMethods } from "../core/protocol/index.ts";
import { AnalysisSchedule } from "./analysis-schedule.ts";
import { isCandidate, textOfDocument } from "./c-text.ts";
import type { Clock } from "./clock.ts";
import { DIAGNOSTIC_SOURCE, settings } from "./contributions.ts";
import { DisposableStore } from "./disposables.ts";
import { toDiagnostic } from "./finding-diagnostics.ts";
import type { WorkerClient } from "./worker-client.ts";

/** Pause in typing before a document is analysed, in milliseconds. */
const TYPING_PAUSE = 250;

export interface CDiagnosticsOptions {
  readonly extension: vscode.Uri;
  readonly worker: WorkerClient<AnalysisMethods>;
  readonly clock: Clock;
  readonly failed: (uri: string, error: unknown) => void;
}

export interface ShownFindings {
  /** Version of the document they belong to; -1 for a file that was read from disk. */
  readonly version: number;
  readonly findings: readonly Finding[];
}

export class CDiagnostics {
  private readonly options: CDiagnosticsOptions;
  private readonly store = new DisposableStore();
  private readonly collection: vscode.DiagnosticCollection;
  private readonly shown = new Map<string, ShownFindings>();
  /** Files of the last workspace analysis: their marks outlive the editor. */
  private readonly listed = new Set<string>();
  private readonly schedule: AnalysisSchedule;
  private enabled = isEnabled();
  private busy = 0;

  constructor(options: CDiagnosticsOptions) {
    this.options = options;
    this.collection = this.store.add(
      vscode.languages.createDiagnosticCollection(DIAGNOSTIC_SOURCE),
    );
    this.schedule = this.store.add(
      new AnalysisSchedule({
        clock: options.clock,
        delay: TYPING_PAUSE,
        analyse: (params, signal) => options.worker.request("analyse", params, { signal }),
        show: (uri, version, findings) => this.show(vscode.Uri.parse(uri), { version, findings }),
        clear: (uri, why) => this.clear(uri, why),
        failed: options.failed,
      }),
    );
    this.listen();
    this.openAll();
  }

  get documentCount(): number {
    return this.schedule.documentCount;
  }

  findings(uri: vscode.Uri): ShownFindings | undefined {
    return this.shown.get(uri.toString());
  }

  isOpen(uri: vscode.Uri): boolean {
    return this.schedule.has(uri.toString());
  }

  /** Shows what the workspace analysis found in a file that is not open. */
  list(uri: vscode.Uri, findings: readonly Finding[]): void {
    this.listed.add(uri.toString());
    if (!this.isOpen(uri)) this.show(uri, { version: -1, findings });
  }

  /** Keeps the worker for work that has no open document. */
  async whileBusy<T>(work: () => Promise<T>): Promise<T> {
    this.busy += 1;
    try {
      return await work();
    } finally {
      this.busy -= 1;
      this.restIfIdle();
    }
  }

  /** Analyses the open documents again. */
  again(): void {
    this.schedule.again();
  }

  dispose(): void {
    this.store.dispose();
    this.shown.clear();
  }

  private listen(): void {
    const { workspace } = vscode;
    this.store.add(workspace.onDidOpenTextDocument((document) => this.open(document)));
    this.store.add(
      workspace.onDidCloseTextDocument((document) => this.schedule.closed(document.uri.toString())),
    );
    this.store.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.schedule.changed(document.uri.toString());
      }),
    );
    this.store.add(
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.forget(uri.toString());
      }),
    );
    this.store.add(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settings.diagnosticsEnabled)) this.switch(isEnabled());
        else if (change.affectsConfiguration(settings.incFiles)) this.again();
      }),
    );
  }

  private switch(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    if (enabled) {
      this.openAll();
      return;
    }
    for (const document of vscode.workspace.textDocuments) {
      this.schedule.closed(document.uri.toString());
    }
    this.listed.clear();
    this.shown.clear();
    this.collection.clear();
  }

  private openAll(): void {
    for (const document of vscode.workspace.textDocuments) this.open(document);
  }

  private open(document: vscode.TextDocument): void {
    if (!this.enabled || !isCandidate(document)) return;
    this.schedule.opened({
      uri: document.uri.toString(),
      get version() {
        return document.version;
      },
      read: () => textOfDocument(document),
    });
  }

  private show(uri: vscode.Uri, shown: ShownFindings): void {
    this.shown.set(uri.toString(), shown);
    const { extension } = this.options;
    this.collection.set(
      uri,
      shown.findings.map((finding) => toDiagnostic(finding, uri, extension)),
    );
  }

  private clear(uri: string, why: "closed" | "no C"): void {
    const { worker } = this.options;
    if (worker.isRunning) {
      worker.request("forget", { uri }).catch(() => {
        // The worker is ending: it forgets everything.
      });
    }
    if (why === "no C" || !this.listed.has(uri)) this.forget(uri);
    this.restIfIdle();
  }

  /** Without documents nobody needs the worker; the next one starts it again. */
  private restIfIdle(): void {
    if (this.busy === 0 && this.schedule.documentCount === 0) void this.options.worker.rest();
  }

  private forget(uri: string): void {
    this.listed.delete(uri);
    this.shown.delete(uri);
    this.collection.delete(vscode.Uri.parse(uri));
  }
}

function isEnabled(): boolean {
  return vscode.workspace.getConfiguration().get(settings.diagnosticsEnabled, true);
}
