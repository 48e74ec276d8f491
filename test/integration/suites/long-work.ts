// While a long import and replay run: the extension host stays free, and C files get their findings.
//
// Freedom is measured in processor time, not in wall time. A timer ticks every 5 ms; between two ticks the thread may
// have computed for long (we blocked it) or waited for long (the machine was busy elsewhere, which is no fault of ours
// and happens on every shared machine). Only the first kind counts. The monitor itself is tried on a block made on
// purpose, so that it cannot pass by seeing nothing.

import { strict as assert } from "node:assert";
import { performance } from "node:perf_hooks";
import * as vscode from "vscode";
import { SAID_BY_TESTS } from "../../host/verdict.ts";
import {
  api,
  closeTraces,
  ready,
  settled,
  tracePairs,
  writeTrace,
} from "../extension-under-test.ts";
import { openUnchecked } from "./c-sources.ts";

const EVENTS = 3_000_000;
const LONGEST_MS = 100;

export function declareLongWorkSuite(): void {
  describe("long work", () => {
    afterEach(closeTraces);
    let big: vscode.Uri;
    before(async () => {
      big = await writeTrace("big.hktrace.txt", tracePairs(EVENTS / 2));
    });

    it("is seen by the monitor when it blocks", async () => {
      const monitor = startMonitor();
      await ticks(3);
      const until = cpuMs() + 150;
      while (cpuMs() < until) {
        // Computes on purpose.
      }
      await ticks(3);
      assert(monitor.stop() >= 150);
    });

    it(`never blocks the extension host for ${LONGEST_MS} ms`, async () => {
      await vscode.commands.executeCommand("hakmem.openHeapInspector", big);
      const monitor = startMonitor();
      const { recording } = ready(await settled(big));
      const longest = monitor.stop();
      console.log(
        `${SAID_BY_TESTS}     ${recording.eventCount} events, longest block ${longest.toFixed(0)} ms`,
      );
      assert.equal(recording.eventCount, EVENTS);
      assert(longest < LONGEST_MS, `blocked for ${longest.toFixed(0)} ms`);
    });

    it("does not keep C files waiting", async () => {
      const hakmem = await api();
      await vscode.commands.executeCommand("hakmem.openHeapInspector", big);
      const replaying = settled(big);
      await openUnchecked();
      const during = hakmem.state(big);
      assert.equal(
        during?.kind,
        "working",
        "the replay ended first: this trace is too short to tell",
      );
      ready(await replaying);
    });
  });
}

/** Longest processor time between two ticks so far, in ms, when stopped. */
function startMonitor(): { stop(): number } {
  let longest = 0;
  let last = cpuMs();
  const timer = setInterval(() => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5);
  return {
    stop() {
      clearInterval(timer);
      return longest;
    },
  };
}

/** Processor time of this thread; wall time on a Node that cannot tell. */
function cpuMs(): number {
  const usage = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage?.();
  return usage === undefined ? performance.now() : (usage.user + usage.system) / 1000;
}

async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await new Promise((resolve) => setTimeout(resolve, 10));
}
