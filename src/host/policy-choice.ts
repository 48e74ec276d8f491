// Asks for a policy in a quick pick. The built-in ones come from the worker, so they are the model's own; files are those
// of the workspace, read as they stand in their editor, saved or not.

import * as vscode from "vscode";
import type { PolicyChoice } from "../core/protocol/index.ts";
import { POLICY_FILES } from "./contributions.ts";
import { type FileRow, policyRows } from "./policy-rows.ts";
import { UnreadablePolicyError } from "./present-error.ts";
import type { PolicyFile } from "./trace-session.ts";
import { nameOf } from "./trace-source.ts";

const MOST_FILES = 200;

export async function pickPolicy(
  policies: Promise<readonly PolicyChoice[]>,
  shown: string,
): Promise<string | PolicyFile | undefined> {
  const items = Promise.all([policies, policyFiles()]).then(([choices, files]) =>
    policyRows(choices, files, shown).map((row) =>
      "heading" in row ? headingItem(row.heading) : row,
    ),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: "Replay With Policy",
    placeHolder: "What if the allocator had worked this way?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked !== undefined && "policy" in picked ? picked.policy : undefined;
}

export function policyFile(uri: vscode.Uri): PolicyFile & FileRow {
  const name = nameOf(uri);
  return {
    name,
    path: vscode.workspace.asRelativePath(uri),
    read: async () => {
      try {
        return (await vscode.workspace.openTextDocument(uri)).getText();
      } catch {
        throw new UnreadablePolicyError(name); // Whatever the reason, the user looks for the file.
      }
    },
  };
}

async function policyFiles(): Promise<readonly (PolicyFile & FileRow)[]> {
  const uris = await vscode.workspace.findFiles(POLICY_FILES, "**/node_modules/**", MOST_FILES);
  return uris.map(policyFile).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function headingItem(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
