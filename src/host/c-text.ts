// The text of a document or file if it is C, undefined otherwise: the questions of c-documents.ts, answered by VS Code.
//
// Only documents that could be edited are analysed, so the old side of a diff and an output panel stay unmarked.

import * as vscode from "vscode";
import {
  type Candidate,
  candidateOf,
  candidateOfFile,
  type IncFiles,
  isCBeside,
  isCHeader,
  LONGEST_DOCUMENT,
} from "./c-documents.ts";
import { SAMPLE_SCHEME, settingDefaults, settings } from "./contributions.ts";
import { nameOf } from "./trace-source.ts";

export function isCandidate(document: vscode.TextDocument): boolean {
  return kindOf(document) !== "no" && isEditable(document.uri);
}

export async function textOfDocument(document: vscode.TextDocument): Promise<string | undefined> {
  if (!isEditable(document.uri)) return undefined;
  const text = document.getText();
  return (await isC(document.uri, kindOf(document), text)) ? text : undefined;
}

/** Reads a file that may not be open; files too long to analyse are not read. */
export async function textOfFile(uri: vscode.Uri): Promise<string | undefined> {
  const kind = candidateOfFile(nameOf(uri));
  if (kind === "no") return undefined;
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > LONGEST_DOCUMENT) return undefined;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return (await isC(uri, kind, text)) ? text : undefined;
}

function kindOf(document: vscode.TextDocument): Candidate {
  return candidateOf({ languageId: document.languageId, name: nameOf(document.uri) });
}

async function isC(uri: vscode.Uri, kind: Candidate, text: string): Promise<boolean> {
  if (text.length > LONGEST_DOCUMENT) return false;
  switch (kind) {
    case "c":
      return true;
    case "header":
      return isCHeader(text);
    case "inc":
      return isCInc(uri);
    case "no":
      return false;
  }
}

async function isCInc(uri: vscode.Uri): Promise<boolean> {
  const when = vscode.workspace
    .getConfiguration(undefined, uri)
    .get<IncFiles>(settings.incFiles, settingDefaults[settings.incFiles]);
  if (when !== "besideC") return when === "always";
  try {
    const siblings = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(uri, ".."));
    return isCBeside(siblings.map(([name]) => name));
  } catch {
    return false; // An untitled document has no folder.
  }
}

function isEditable(uri: vscode.Uri): boolean {
  if (uri.scheme === "untitled" || uri.scheme === SAMPLE_SCHEME) return true;
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
}
