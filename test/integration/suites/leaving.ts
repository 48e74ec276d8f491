// Leaving nothing behind: not when editors close, not when the extension is switched off.
//
// VS Code itself keeps a document for some minutes once an extension has asked for it, as opening the sample does, so the
// closing is tested before the sample is, and the switching off after everything.

import { strict as assert } from "node:assert";
import { join } from "node:path";
import * as vscode from "vscode";
import {
  api,
  importGood,
  installed,
  nothingLeft,
  tracePairs,
  writeTrace,
} from "../extension-under-test.ts";
import { openUnchecked } from "./c-sources.ts";

export function declareClosingSuite(): void {
  describe("closing", () => {
    it("every editor leaves no worker, watcher or tree", async () => {
      const hakmem = await api();
      await importGood(await writeTrace("last.hktrace.txt", tracePairs(50)));
      await openUnchecked();
      const busy = await hakmem.census();
      assert.deepEqual([busy.workers, busy.documents, busy.watchers], [2, 1, 1]);
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await nothingLeft();
    });

    it("many times leaves nothing either", async () => {
      const uri = await writeTrace("again.hktrace.txt", tracePairs(50));
      for (let round = 0; round < 5; round++) {
        await importGood(uri);
        await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      }
      await nothingLeft();
    });
  });
}

export function declareDeactivationSuite(): void {
  describe("deactivation", () => {
    it("with everything open leaves nothing", async () => {
      await importGood(await writeTrace("open.hktrace.txt", tracePairs(50)));
      await openUnchecked();
      const hakmem = await api();
      // The module is in Node's cache: this is the very instance that VS Code activated.
      const main = require(join(installed().extensionPath, "dist", "extension.js"));
      await (main as { deactivate(): Promise<void> }).deactivate();
      const { workers, watchers, trees, documents } = await hakmem.census();
      assert.deepEqual(
        { workers, watchers, trees, documents },
        { workers: 0, watchers: 0, trees: 0, documents: 0 },
      );
    });
  });
}
