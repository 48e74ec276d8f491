// A folder that is not trusted: everything works that does not run foreign code, and nothing here does.

import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { eventually } from "../eventually.ts";
import {
  closeTraces,
  importGood,
  ready,
  settled,
  tracePairs,
  writeTrace,
} from "../extension-under-test.ts";
import { openUnchecked } from "./c-sources.ts";
import { codeOf, inspectorTabs } from "./sample.ts";

export function declareRestrictedSuite(): void {
  describe("in Restricted Mode", () => {
    after(closeTraces);

    it("the folder really is not trusted", () => {
      assert.equal(vscode.workspace.isTrusted, false);
    });

    it("the sample opens and crashes", async () => {
      await vscode.commands.executeCommand("hakmem.openSampleTrace");
      const uri = await eventually("the inspector is a tab", () => inspectorTabs()[0]);
      assert.equal(ready(await settled(uri)).recording.verdict.kind, "crash");
    });

    it("a trace of the folder is imported", async () => {
      const uri = await writeTrace("clean.hktrace.txt", tracePairs(20));
      assert.equal((await importGood(uri)).recording.verdict.kind, "clean");
    });

    it("C files are analysed", async () => {
      const { finding } = await openUnchecked();
      assert.equal(codeOf(finding), "oom-unchecked");
    });
  });
}
