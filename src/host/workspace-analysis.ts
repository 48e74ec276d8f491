// Runs the rules over every C file of the workspace, a few files at a time, and fills the Problems panel.
//
// Documents that are open are left to their own schedule: what they show may be newer than the disk. Cancelling keeps
// what was found so far and says how far it got.

import * as vscode from "vscode";
import type { AnalysisMethods } from "../core/protocol/index.ts";
import { runBounded } from "./bounded.ts";
import type { CDiagnostics } from "./c-diagnostics.ts";
import { textOfFile } from "./c-text.ts";
import type { WorkerClient } from "./worker-client.ts";

export interface WorkspaceAnalysis {
  readonly files: number;
  readonly analysed: number;
  readonly findings: number;
  readonly unreadable: readonly string[];
  readonly cancelled: boolean;
  /** More files than this were found than are looked at. */
  readonly capped: boolean;
}

const FILES_AT_ONCE = 4;
const MOST_FILES = 20_000;

export async function analyseWorkspace(
  worker: WorkerClient<AnalysisMethods>,
  diagnostics: CDiagnostics,
  failed: (uri: vscode.Uri, error: unknown) => void,
): Promise<WorkspaceAnalysis> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: "Analysing C files",
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => controller.abort());
    const { signal } = controller;
    const found = await vscode.workspace.findFiles(
      "**/*.{c,h,inc,C,H,INC}",
      "**/{node_modules,.git}/**",
      MOST_FILES + 1,
      token,
    );
    const files = found.slice(0, MOST_FILES);
    const unreadable: string[] = [];
    let findings = 0;
    let analysed = 0;
    const analyse = async (uri: vscode.Uri) => {
      const count = await analyseFile(worker, diagnostics, uri, signal);
      if (count !== undefined) {
        analysed += 1;
        findings += count;
      }
      progress.report({ increment: 100 / files.length, message: `${analysed} of ${files.length}` });
    };
    await runBounded(files, {
      limit: FILES_AT_ONCE,
      signal,
      run: analyse,
      failed: (uri, error) => {
        if (signal.aborted) return;
        unreadable.push(vscode.workspace.asRelativePath(uri));
        failed(uri, error);
      },
    });
    listening.dispose();
    const { aborted } = signal;
    const capped = found.length > MOST_FILES;
    return { files: files.length, analysed, findings, unreadable, cancelled: aborted, capped };
  });
}

export function summaryOf(result: WorkspaceAnalysis): string {
  const { files, analysed, findings, unreadable, cancelled, capped } = result;
  const parts = [`${findings} finding${findings === 1 ? "" : "s"} in ${analysed} C files`];
  if (cancelled) parts.push(`cancelled before all ${files} were looked at`);
  if (capped) parts.push(`only the first ${MOST_FILES} were looked at`);
  if (unreadable.length > 0) parts.push(`${unreadable.length} could not be read (see the log)`);
  return `${parts.join("; ")}.`;
}

/** Findings of one file, undefined when it is no C. */
async function analyseFile(
  worker: WorkerClient<AnalysisMethods>,
  diagnostics: CDiagnostics,
  uri: vscode.Uri,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (diagnostics.isOpen(uri)) return diagnostics.findings(uri)?.findings.length ?? 0;
  const text = await textOfFile(uri);
  if (text === undefined) return undefined;
  const params = { uri: uri.toString(), version: -1, text };
  const { findings } = await worker.request("analyse", params, { signal });
  if (!diagnostics.isOpen(uri)) await worker.request("forget", { uri: params.uri });
  diagnostics.list(uri, findings);
  return findings.length;
}
