// The status bar item of the active trace; hidden while no inspector has the focus. A click chooses an event.

import * as vscode from "vscode";
import { commandIds } from "./contributions.ts";
import { statusText } from "./status-text.ts";
import type { TraceEditors } from "./trace-editors.ts";

export function showStatus(editors: TraceEditors): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    "hakmem.trace",
    vscode.StatusBarAlignment.Right,
    100,
  );
  item.name = "Hakmem Trace";
  item.command = commandIds.goToEvent;
  const refresh = () => {
    const { active } = editors;
    if (active === undefined) {
      item.hide();
      return;
    }
    const { text, spoken } = statusText(active.name, active.session.state, active.cursor);
    item.text = text;
    item.tooltip = spoken;
    item.accessibilityInformation = { label: spoken, role: "button" };
    item.show();
  };
  refresh();
  return vscode.Disposable.from(editors.onDidChange(refresh), item);
}
