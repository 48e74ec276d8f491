// C files: findings appear as one types, lead to their rule, are fixed, and are gone.

import { strict as assert } from "node:assert";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { eventually } from "../eventually.ts";
import { closeTraces, workspaceFolder } from "../extension-under-test.ts";
import { codeOf } from "./sample.ts";

export function declareCSuite(): void {
  describe("a C file", () => {
    afterEach(async () => {
      await vscode.commands.executeCommand("workbench.action.files.revert");
      await closeTraces();
    });

    it("gets a finding with a rule, a page about it, and a range in the file", async () => {
      const { finding } = await openUnchecked();
      assert.equal(finding.source, "hakmem");
      assert.equal(codeOf(finding), "oom-unchecked");
      const target = typeof finding.code === "object" ? finding.code.target : undefined;
      assert.match(target?.toString() ?? "", /oom-unchecked/);
      assert.equal(finding.range.start.line, 4);
    });

    it("is rid of the finding by its quick fix", async () => {
      const { document, finding } = await openUnchecked();
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        finding.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const fix = actions.find((action) => action.edit !== undefined);
      assert(fix?.edit !== undefined, `no fix among: ${actions.map((action) => action.title)}`);
      const before = document.getText();
      assert.equal(await vscode.workspace.applyEdit(fix.edit), true);
      assert.notEqual(document.getText(), before);
      await eventually("the finding is gone", () =>
        findings(document.uri).length === 0 ? true : undefined,
      );
    });

    it("gets and loses findings with unsaved edits", async () => {
      const document = await open("checked.c");
      const edit = new vscode.WorkspaceEdit();
      edit.delete(document.uri, document.lineAt(4).range);
      await vscode.workspace.applyEdit(edit);
      await eventually("a finding for the deleted check", () => findings(document.uri)[0]);
      await vscode.commands.executeCommand("undo");
      await eventually("no finding after undo", () =>
        findings(document.uri).length === 0 ? true : undefined,
      );
    });

    it("in any folder is found by Analyse Workspace, opened or not", async () => {
      await vscode.commands.executeCommand("hakmem.analyseWorkspace");
      const uri = vscode.Uri.file(join(workspaceFolder(), "pool", "pool.c"));
      const found = await eventually("findings in pool.c", () => findings(uri)[0]);
      assert.equal(codeOf(found), "oom-unchecked");
      assert.deepEqual(findings(vscode.Uri.file(join(workspaceFolder(), "checked.c"))), []);
    });
  });
}

/** A file nobody has seen before, so that its finding is made now: Analyse Workspace leaves findings in closed files. */
export async function openUnchecked(): Promise<{
  document: vscode.TextDocument;
  finding: vscode.Diagnostic;
}> {
  const name = `unchecked-${filesMade++}.c`;
  await copyFile(join(workspaceFolder(), "copy.c"), join(workspaceFolder(), name));
  const document = await open(name);
  const finding = await eventually(`a finding in ${name}`, () => findings(document.uri)[0]);
  return { document, finding };
}

let filesMade = 0;

/** As a user does. `openTextDocument` would keep the document alive for minutes after its editor is closed. */
async function open(name: string): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.file(join(workspaceFolder(), name));
  await vscode.commands.executeCommand("vscode.open", uri, { preview: false });
  return eventually(`${name} is open`, () =>
    vscode.window.visibleTextEditors
      .map((editor) => editor.document)
      .find((document) => document.uri.fsPath === uri.fsPath),
  );
}

function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((row) => row.source === "hakmem");
}
