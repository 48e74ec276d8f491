// A trace of one's own: opened from the explorer, changed on disk, read again from the page's own offer.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test } from "vitest";
import type { CodeServer } from "../host/code-server.ts";
import { openWindow, startServer, type WorkbenchWindow, whenIdle } from "./workbench-window.ts";

let server: CodeServer;
let window: WorkbenchWindow;

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  window = await openWindow(server);
});
afterEach(async () => {
  await window.close();
});

test("a trace that changes on disk offers to be read again", async () => {
  onTestFailed(() => window.shot("reload-failed"));
  const path = join(window.folder, "own.hktrace.txt");
  await writeFile(path, trace(3));
  const row = window.page.locator(".explorer-folders-view .monaco-list-row", {
    hasText: "own.hktrace.txt",
  });
  await row.dblclick();
  const inspector = await window.inspector();
  await whenIdle(inspector);
  expect(await inspector.getByTestId("verdict").textContent()).toContain("6 events");
  await writeFile(path, trace(5));
  const reload = inspector.getByTestId("reload");
  await reload.waitFor();
  await window.shot("reload-1-offered");
  await reload.click();
  await inspector.getByTestId("verdict").filter({ hasText: "10 events" }).waitFor();
  await window.shot("reload-2-read-again");
});

test("a file that is no trace is refused in words", async () => {
  onTestFailed(() => window.shot("refused-failed"));
  await writeFile(join(window.folder, "letter.hktrace.txt"), "Dear allocator,\n");
  const row = window.page.locator(".explorer-folders-view .monaco-list-row", {
    hasText: "letter.hktrace.txt",
  });
  await row.dblclick();
  const message = window.page.locator(".notification-toast", { hasText: "letter.hktrace.txt" });
  await message.waitFor();
  await window.shot("refused-1-message");
});

function trace(pairs: number): string {
  const lines = ["hakmem-trace 1"];
  for (let pair = 0; pair < pairs; pair++) lines.push(`t0 malloc ${pair} 64`, `t0 free ${pair}`);
  return `${lines.join("\n")}\n`;
}
