// Light-bulb entries: the fix of a finding, and the page of its rule.
//
// A fix is offered only while the document has the version the finding was made for, since its edits are positions. The
// fix of `alloc-fallback-libc` is marked as preferred: it is the one that removes the mixed allocation.

import * as vscode from "vscode";
import type { Finding } from "../core/c/finding.ts";
import type { CDiagnostics } from "./c-diagnostics.ts";
import { commandIds, DIAGNOSTIC_SOURCE } from "./contributions.ts";
import { toRange, toWorkspaceEdit } from "./finding-diagnostics.ts";

const fixedDocuments: vscode.DocumentSelector = [
  { language: "c" },
  { language: "cpp", pattern: "**/*.{h,H}" },
  { pattern: "**/*.{inc,INC}" },
];

export function registerQuickFixes(diagnostics: CDiagnostics): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    fixedDocuments,
    {
      provideCodeActions(document, range, context) {
        const wanted = context.only;
        if (wanted !== undefined && !wanted.contains(vscode.CodeActionKind.QuickFix)) return [];
        const shown = diagnostics.findings(document.uri);
        if (shown === undefined || shown.version !== document.version) return [];
        return shown.findings
          .filter((finding) => toRange(finding.range).intersection(range) !== undefined)
          .flatMap((finding) => actionsOf(finding, document.uri, context.diagnostics));
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function actionsOf(
  finding: Finding,
  document: vscode.Uri,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const fixed = diagnostics.filter((diagnostic) => isOf(diagnostic, finding));
  const actions: vscode.CodeAction[] = [];
  if (finding.fix !== undefined) {
    const fix = new vscode.CodeAction(finding.fix.title, vscode.CodeActionKind.QuickFix);
    fix.edit = toWorkspaceEdit(document, finding.fix.edits);
    fix.diagnostics = fixed;
    fix.isPreferred = finding.rule === "alloc-fallback-libc";
    actions.push(fix);
  }
  const title = `Open rule ${finding.rule}`;
  const page = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  page.command = { command: commandIds.openRule, title, arguments: [finding.rule] };
  page.diagnostics = fixed;
  return [...actions, page];
}

function isOf(diagnostic: vscode.Diagnostic, finding: Finding): boolean {
  return (
    diagnostic.source === DIAGNOSTIC_SOURCE &&
    diagnostic.message === finding.message &&
    diagnostic.range.isEqual(toRange(finding.range))
  );
}
