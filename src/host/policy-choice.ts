// Asks for a policy in a quick pick; the list comes from the worker, so it is the model's own.

import * as vscode from "vscode";
import type { PolicyChoice } from "../core/protocol/index.ts";

export async function pickPolicy(
  policies: Promise<readonly PolicyChoice[]>,
  shown: string,
): Promise<string | undefined> {
  const items = policies.then((choices) =>
    choices.map((choice) => ({
      label: choice.title,
      description: choice.name === shown ? `${choice.name} (shown now)` : choice.name,
      detail: choice.summary,
      policy: choice.name,
    })),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: "Replay With Policy",
    placeHolder: "What if the allocator had worked this way?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.policy;
}
