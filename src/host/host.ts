// The parts of the extension, wired: two workers that start when needed, the trace editor, the C diagnostics, the sample.
//
// Disposing the host ends all of it; both workers are gone when `dispose` resolves. Construction only registers things,
// nothing is read or started: activation happens while the user opens a C file.

import * as vscode from "vscode";
import type { AnalysisMethods, EngineMethods } from "../core/protocol/index.ts";
import { CDiagnostics } from "./c-diagnostics.ts";
import { systemClock } from "./clock.ts";
import { DisposableStore } from "./disposables.ts";
import { FailureMessages } from "./failure-messages.ts";
import { registerQuickFixes } from "./quick-fixes.ts";
import { SampleFiles } from "./sample-files.ts";
import { showStatus } from "./status-item.ts";
import type { TraceDocument } from "./trace-document.ts";
import { TraceEditors } from "./trace-editors.ts";
import { type Methods, WorkerClient } from "./worker-client.ts";
import { startThread } from "./worker-thread.ts";

export class Host {
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly messages: FailureMessages;
  readonly replayWorker: WorkerClient<EngineMethods>;
  readonly analysisWorker: WorkerClient<AnalysisMethods>;
  readonly editors: TraceEditors;
  readonly diagnostics: CDiagnostics;
  readonly sample: SampleFiles;
  readonly store = new DisposableStore();

  constructor(extension: vscode.Uri) {
    this.extension = extension;
    this.log = this.store.add(vscode.window.createOutputChannel("Hakmem", { log: true }));
    this.messages = new FailureMessages(this.log);
    this.replayWorker = this.newWorker("replay worker", "replay-worker.js", (reason) =>
      this.replayWorkerDied(reason),
    );
    this.analysisWorker = this.newWorker("analysis worker", "analysis-worker.js", (reason) =>
      this.analysisWorkerDied(reason),
    );
    this.sample = this.store.add(new SampleFiles(extension));
    this.editors = this.store.add(
      new TraceEditors({
        extension,
        engine: this.replayWorker,
        clock: systemClock,
        onFailure: (document, error) =>
          this.messages.show(error, () => this.tryAgain(document, error.button === "Reload")),
        onFileChanged: (document) => this.offerReload(document),
        onEmpty: () => void this.replayWorker.rest(),
      }),
    );
    this.store.add(showStatus(this.editors));
    this.diagnostics = this.store.add(
      new CDiagnostics({
        extension,
        worker: this.analysisWorker,
        clock: systemClock,
        failed: (uri, error) => this.log.error(`analyse ${uri}:`, String(error)),
      }),
    );
    this.store.add(registerQuickFixes(this.diagnostics));
  }

  async dispose(): Promise<void> {
    this.store.dispose();
    await Promise.all([this.replayWorker.dispose(), this.analysisWorker.dispose()]);
  }

  private newWorker<M extends Methods<M>>(
    name: string,
    bundle: string,
    onDeath: (reason: string) => void,
  ): WorkerClient<M> {
    const path = vscode.Uri.joinPath(this.extension, "dist", bundle).fsPath;
    const start = () => {
      this.log.info(`starting the ${name}`);
      return startThread(path, `hakmem ${name}`, (text) => this.log.warn(`${name}: ${text}`));
    };
    return new WorkerClient<M>({ name, start, onDeath });
  }

  private replayWorkerDied(reason: string): void {
    this.log.error(`the replay worker ended unexpectedly: ${reason}`);
    const documents = this.editors.documents;
    // A session that was busy reports its own failure; otherwise one message speaks for all.
    const isReported = documents.some(({ session }) => session.isBusy);
    for (const { session } of documents) session.engineDied(reason);
    const { current } = this.editors;
    if (isReported || current?.session.state.kind !== "failed") return;
    const { message } = current.session.state;
    this.messages.show({ message, button: "Retry", canRetry: true }, () =>
      this.tryAgain(current, false),
    );
  }

  private analysisWorkerDied(reason: string): void {
    const message = `The C analysis worker ended unexpectedly (${reason}). Findings stay as they were; Retry analyses the open documents again.`;
    this.messages.show({ message, button: "Retry", canRetry: true }, () =>
      this.diagnostics.again(),
    );
  }

  private tryAgain(document: TraceDocument, reload: boolean): void {
    void (reload ? document.session.reload() : document.session.replay());
  }

  private offerReload(document: TraceDocument): void {
    const message = `${document.name} changed on disk. The inspector still shows what was read before.`;
    vscode.window.showInformationMessage(message, "Reload").then((button) => {
      if (button === "Reload" && document.isWatching) void document.session.reload();
    });
  }
}
