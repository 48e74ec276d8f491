// First use: the sample opens by its command and crashes as it is meant to.

import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { eventually } from "../eventually.ts";
import { api, closeTraces, installed, ready, settled } from "../extension-under-test.ts";

export function declareSampleSuite(): void {
  describe("the sample", () => {
    after(closeTraces);

    it("is opened by a command", async () => {
      await vscode.commands.executeCommand("hakmem.openSampleTrace");
      await eventually("the inspector is a tab", () => inspectorTabs()[0]);
    });

    it("is the installed copy, not the clone", () => {
      assert.match(installed().extensionPath, /[\\/]ext[\\/]hakmem-trace\.hakmem-trace-/);
    });

    it("ends in the verdict that it was written for", async () => {
      const { verdict } = ready(await settled(sampleUri())).recording;
      assert.equal(verdict.kind, "crash", verdict.sentence);
      assert.match(verdict.sentence, /^Crash at event /);
    });

    it("shows its C file with a finding at the fallback", async () => {
      const [uri, found] = await eventually("the sample's C file has a finding", () =>
        vscode.languages
          .getDiagnostics()
          .find(([at, list]) => at.scheme === "hakmem-sample" && list.length > 0),
      );
      assert.match(uri.path, /\.c$/);
      assert(found.some((row) => codeOf(row) === "alloc-fallback-libc"));
    });

    it("reports the cursor of the page", async () => {
      const hakmem = await api();
      await vscode.commands.executeCommand("hakmem.goToEvent", 10);
      await eventually("the cursor is at event 10", () =>
        hakmem.lastCursor(sampleUri()) === 10 ? true : undefined,
      );
    });

    it("gives the same replay id whenever it is replayed", async () => {
      const before = ready(await settled(sampleUri())).recording.replayId;
      await vscode.commands.executeCommand("hakmem.replayTrace");
      assert.equal(ready(await settled(sampleUri())).recording.replayId, before);
    });

    it("does not crash under the policy that never falls back", async () => {
      await vscode.commands.executeCommand("hakmem.replayWithPolicy", "no-fallback");
      const { recording } = ready(await settled(sampleUri()));
      assert.equal(recording.policy.name, "no-fallback");
      assert.notEqual(recording.verdict.kind, "crash");
    });
  });
}

export function inspectorTabs(): vscode.Uri[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap(({ input }) =>
      input instanceof vscode.TabInputCustom && input.viewType === "hakmem.trace" ? input.uri : [],
    );
}

function sampleUri(): vscode.Uri {
  const uri = inspectorTabs().find((tab) => tab.scheme === "hakmem-sample");
  assert(uri !== undefined, "no inspector shows the sample");
  return uri;
}

export function codeOf(diagnostic: vscode.Diagnostic): unknown {
  const { code } = diagnostic;
  return typeof code === "object" ? code.value : code;
}
