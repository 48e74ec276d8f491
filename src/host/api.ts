// What `activate` returns: a window into the running extension for its integration tests, to observe and to break things.
//
// No promise to other extensions; the shape may change with any version.

import type * as vscode from "vscode";
import type { InspectorState } from "../core/protocol/index.ts";
import type { Host } from "./host.ts";

/** Everything alive; all zero once the last trace and C document are closed and after deactivation. */
export interface Census {
  readonly replayWorkers: number;
  readonly analysisWorkers: number;
  readonly workers: number;
  /** Traces open in inspectors. */
  readonly documents: number;
  readonly panels: number;
  /** Watchers of trace files. */
  readonly watchers: number;
  /** C documents that are being followed. */
  readonly cDocuments: number;
  /** Syntax trees and documents that the analysis worker keeps. */
  readonly trees: number;
  readonly analysedDocuments: number;
}

export interface HakmemApi {
  census(): Promise<Census>;
  /** State of an open trace. */
  state(uri: vscode.Uri): InspectorState | undefined;
  /** State of an open trace once nothing is under way. */
  settled(uri: vscode.Uri): Promise<InspectorState | undefined>;
  /** Event under the cursor, -1 before the first. */
  lastCursor(uri: vscode.Uri): number | undefined;
  /** Ends the worker as a crash would. */
  killReplayWorker(): Promise<void>;
  killAnalysisWorker(): Promise<void>;
}

export function apiOf(host: Host): HakmemApi {
  return {
    census: () => takeCensus(host),
    state: (uri) => host.editors.find(uri)?.session.state,
    settled: async (uri) => host.editors.find(uri)?.session.settled(),
    lastCursor: (uri) => host.editors.find(uri)?.cursor,
    killReplayWorker: () => host.replayWorker.kill(),
    killAnalysisWorker: () => host.analysisWorker.kill(),
  };
}

async function takeCensus(host: Host): Promise<Census> {
  const { documents } = host.editors;
  const kept = host.analysisWorker.isRunning
    ? await host.analysisWorker.request("census", {})
    : { trees: 0, documents: 0 };
  const replayWorkers = Number(host.replayWorker.isRunning);
  const analysisWorkers = Number(host.analysisWorker.isRunning);
  return {
    replayWorkers,
    analysisWorkers,
    workers: replayWorkers + analysisWorkers,
    documents: documents.length,
    panels: documents.reduce((sum, document) => sum + document.panels.size, 0),
    watchers: documents.filter((document) => document.isWatching).length,
    cDocuments: host.diagnostics.documentCount,
    trees: kept.trees,
    analysedDocuments: kept.documents,
  };
}
