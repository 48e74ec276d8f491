// Findings as VS Code shows them. A diagnostic points to the page of its rule, which ships with the extension.

import * as vscode from "vscode";
import type { TextEdit, Range as TextRange } from "../core/base/position.ts";
import type { Finding, RuleId, Severity } from "../core/c/finding.ts";
import { DIAGNOSTIC_SOURCE } from "./contributions.ts";

export function toDiagnostic(
  finding: Finding,
  document: vscode.Uri,
  extension: vscode.Uri,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(finding.range),
    finding.message,
    severities[finding.severity],
  );
  diagnostic.source = DIAGNOSTIC_SOURCE;
  diagnostic.code = { value: finding.rule, target: rulePage(extension, finding.rule) };
  diagnostic.relatedInformation = finding.related.map(
    (place) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(document, toRange(place.range)),
        place.message,
      ),
  );
  return diagnostic;
}

export function toWorkspaceEdit(
  document: vscode.Uri,
  edits: readonly TextEdit[],
): vscode.WorkspaceEdit {
  const workspaceEdit = new vscode.WorkspaceEdit();
  workspaceEdit.set(
    document,
    edits.map((edit) => new vscode.TextEdit(toRange(edit.range), edit.text)),
  );
  return workspaceEdit;
}

export function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function rulePage(extension: vscode.Uri, rule: RuleId): vscode.Uri {
  return vscode.Uri.joinPath(extension, "media", "rules", `${rule}.md`);
}

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};
