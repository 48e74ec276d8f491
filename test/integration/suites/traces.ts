// Traces of the user's own: read from disk, read again, damaged, and a worker that dies under them.

import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import * as vscode from "vscode";
import { eventually } from "../eventually.ts";
import {
  api,
  closeTraces,
  importGood,
  importTrace,
  installed,
  ready,
  settled,
  tracePairs,
  writeTrace,
} from "../extension-under-test.ts";

export function declareTraceSuite(): void {
  describe("a trace from disk", () => {
    afterEach(closeTraces);

    it("is imported by a command, which activates the extension", async () => {
      assert.equal(installed().isActive, false);
      await importGood(await writeTrace("first.hktrace.txt", tracePairs(5)));
      assert.equal(installed().isActive, true);
    });

    it("is replayed and found clean", async () => {
      const uri = await writeTrace("clean.hktrace.txt", tracePairs(500));
      const { recording, stale } = await importGood(uri);
      assert.equal(recording.eventCount, 1000);
      assert.equal(recording.verdict.kind, "clean", recording.verdict.sentence);
      assert.equal(stale, false);
    });

    it("may be compressed", async () => {
      const uri = await writeTrace("packed.hktrace.txt.gz", gzipSync(tracePairs(100)));
      assert.equal((await importGood(uri)).recording.eventCount, 200);
    });

    it("of the project's own kind opens in the inspector by itself", async () => {
      const hakmem = await api();
      const uri = await writeTrace("opened.hktrace.txt", tracePairs(5));
      await vscode.commands.executeCommand("vscode.open", uri);
      await eventually("the inspector has the trace", () => hakmem.state(uri));
    });

    it("that changes is stale until it is read again", async () => {
      const hakmem = await api();
      const uri = await writeTrace("changing.hktrace.txt", tracePairs(10));
      await importGood(uri);
      await writeTrace("changing.hktrace.txt", tracePairs(20));
      await eventually("the change is noticed", () => {
        const state = hakmem.state(uri);
        return state?.kind === "ready" && state.stale ? state : undefined;
      });
      await vscode.commands.executeCommand("hakmem.reloadTrace", uri);
      const { recording, stale } = ready(await settled(uri));
      assert.deepEqual([recording.eventCount, stale], [40, false]);
    });

    it("survives the death of the worker: it says so, and the next replay works", async () => {
      const hakmem = await api();
      const uri = await writeTrace("orphan.hktrace.txt", tracePairs(50));
      const before = (await importGood(uri)).recording;
      await hakmem.killReplayWorker();
      const failed = await eventually("the trace says that the worker ended", () => {
        const state = hakmem.state(uri);
        return state?.kind === "failed" ? state : undefined;
      });
      assert.equal(failed.canRetry, true);
      assert.match(failed.message, /worker/);
      await vscode.commands.executeCommand("hakmem.replayTrace", uri);
      assert.equal(ready(await settled(uri)).recording.replayId, before.replayId);
    });
  });

  describe("a file that is no trace", () => {
    afterEach(closeTraces);
    const noise = randomBytes(100_000);
    for (const [name, content] of [
      ["empty.hktrace.txt", ""],
      ["noise.hktrace.txt", noise],
      ["letter.hktrace.txt", "Dear allocator,\n\nplease stop.\n"],
      ["cut.hktrace.txt.gz", gzipSync(tracePairs(500)).subarray(0, 40)],
      ["zeros.hktrace.txt", new Uint8Array(4096)],
    ] as const) {
      it(`is refused in words: ${name}`, async () => {
        const state = await importTrace(await writeTrace(name, content));
        if (state.kind !== "failed") assert.fail(JSON.stringify(state).slice(0, 500));
        assert.match(state.message, new RegExp(name.replaceAll(".", "\\.")));
        assert.doesNotMatch(state.message, /worker|undefined|\[object/);
      });
    }

    it("does no harm to the next trace", async () => {
      await importTrace(await writeTrace("noise.hktrace.txt", noise));
      const good = await importGood(await writeTrace("after.hktrace.txt", tracePairs(5)));
      assert.equal(good.recording.verdict.kind, "clean");
    });
  });
}
