// The extension's entry: activation wires the host's parts together; deactivation leaves nothing running.

import type * as vscode from "vscode";
import { apiOf, type HakmemApi } from "./host/api.ts";
import { registerCommands } from "./host/commands.ts";
import { Host } from "./host/host.ts";

let host: Host | undefined;

export function activate(context: vscode.ExtensionContext): HakmemApi {
  host = new Host(context.extensionUri);
  registerCommands(host);
  return apiOf(host);
}

export async function deactivate(): Promise<void> {
  await host?.dispose();
  host = undefined;
}
