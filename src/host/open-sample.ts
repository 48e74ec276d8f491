// Opens the sample: its C file on the left, a trace of it on the right, everything as it ships.

import * as vscode from "vscode";
import { viewTypes } from "./contributions.ts";
import { chooseSample, type SampleWish } from "./sample-choice.ts";
import type { SampleFiles } from "./sample-files.ts";

/** Resolves to the address of the trace that was opened; throws when the sample has no such trace. */
export async function openSample(
  files: SampleFiles,
  wish: SampleWish | undefined,
): Promise<vscode.Uri> {
  const uris = await files.reset();
  const paths = uris.map((uri) => uri.path);
  const choice = chooseSample(paths, wish);
  const trace = uris.find((uri) => uri.path === choice.trace);
  if (trace === undefined) {
    throw new Error(`the sample has no trace ${wish?.trace ?? ""}; it has ${paths.join(", ")}`);
  }
  const source = uris.find((uri) => uri.path === choice.source);
  if (source !== undefined) {
    await vscode.window.showTextDocument(source, {
      viewColumn: vscode.ViewColumn.One,
      preview: false,
    });
    const document = vscode.workspace.textDocuments.find(
      (open) => open.uri.toString() === source.toString(),
    );
    // Unsaved edits of an earlier visit would hide the reset.
    if (document?.isDirty) await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand(
    "vscode.openWith",
    trace,
    viewTypes.trace,
    vscode.ViewColumn.Two,
  );
  return trace;
}
