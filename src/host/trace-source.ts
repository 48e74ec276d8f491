// Where the worker gets a trace from: it opens files on this machine itself; anything else is read through the editor.
//
// `workspace.fs` has no ranges, so a trace in a virtual file system is read whole, up to a stated size.

import * as vscode from "vscode";
import type { TraceSource } from "../core/protocol/index.ts";
import { TraceTooLargeError } from "./present-error.ts";

/** The largest trace that is handed over as one piece. */
export const LARGEST_VIRTUAL_TRACE = 64 * 1024 * 1024;

export async function traceSource(uri: vscode.Uri): Promise<TraceSource> {
  const name = nameOf(uri);
  if (uri.scheme === "file") return { kind: "file", path: uri.fsPath, name };
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > LARGEST_VIRTUAL_TRACE) throw new TraceTooLargeError(size, LARGEST_VIRTUAL_TRACE);
  return { kind: "bytes", bytes: await vscode.workspace.fs.readFile(uri), name };
}

/** Differs when the content may differ; undefined when the file cannot be looked at. */
export async function fileStamp(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return `${mtime} ${size}`;
  } catch {
    return undefined; // Whoever reads it will say why.
  }
}

/** What users call the trace: the last part of its path. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
