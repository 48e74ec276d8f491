// A notification with a Cancel button for replays that take their time; short ones show nothing.
//
// The page shows progress too, but may be hidden behind another tab.

import * as vscode from "vscode";
import type { Clock } from "./clock.ts";
import type { TraceDocument } from "./trace-document.ts";

const DELAY = 800;

export function watchProgress(document: TraceDocument, clock: Clock): vscode.Disposable {
  let planned: (() => void) | undefined;
  let shown = false;

  function begin(): void {
    shown = true;
    const { session } = document;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: document.name,
      cancellable: true,
    };
    void vscode.window.withProgress(options, async (progress, token) => {
      let reached = 0;
      const report = () => {
        const { state } = session;
        if (state.kind !== "working") return;
        const share = state.total > 0 ? (100 * state.done) / state.total : 0;
        progress.report({ message: state.task, increment: Math.max(0, share - reached) });
        reached = Math.max(reached, share);
      };
      const listening = vscode.Disposable.from(
        document.onDidChange(report),
        token.onCancellationRequested(() => session.cancel()),
      );
      report();
      await session.settled();
      listening.dispose();
      shown = false;
    });
  }

  const listening = document.onDidChange(() => {
    if (document.session.isBusy && !shown) {
      planned ??= clock.after(DELAY, () => {
        planned = undefined;
        if (document.session.isBusy) begin();
      });
    } else if (!document.session.isBusy) {
      planned?.();
      planned = undefined;
    }
  });
  return vscode.Disposable.from(listening, { dispose: () => planned?.() });
}
