// A trace of one's own: opened from the explorer, changed on disk, read again by the page's own offer; and a file that is
// no trace.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { testInWindow, type WorkbenchWindow, whenIdle } from "./workbench-window.ts";

const own = { "own.hktrace.txt": trace(3) };
testInWindow("a trace that changes on disk offers to be read again", own, async (window) => {
  await openFromExplorer(window, "own.hktrace.txt");
  const inspector = await window.inspector();
  await whenIdle(inspector);
  const verdict = inspector.getByTestId("verdict");
  expect(await verdict.textContent()).toContain("6 events");
  await writeFile(join(window.folder, "own.hktrace.txt"), trace(5));
  const reload = inspector.getByTestId("reload");
  await reload.waitFor();
  await window.shot("reload-1-offered");
  await reload.click();
  await verdict.filter({ hasText: "10 events" }).waitFor();
  await window.shot("reload-2-read-again");
});

const other = { "mine.txt": trace(2) };
testInWindow("a trace under any name opens by command", other, async (window) => {
  await openFromExplorer(window, "mine.txt");
  const verdict = (await window.inspector()).getByTestId("verdict");
  expect(await verdict.textContent()).toContain("4 events");
});

const letter = { "letter.hktrace.txt": "Dear allocator,\n" };
testInWindow("a file that is no trace is refused in words", letter, async (window) => {
  await openFromExplorer(window, "letter.hktrace.txt");
  const inspector = await window.inspector("retry");
  await window.shot("refused-1-message");
  expect(await inspector.locator("body").innerText()).toMatch(
    /letter\.hktrace\.txt cannot be read as a trace/,
  );
});

/**
 * By a double click. A window that is still young may show the file as text, since the trace editor is known a moment
 * after the commands; then as a person would, by command.
 */
async function openFromExplorer(window: WorkbenchWindow, name: string): Promise<void> {
  const { page } = window;
  const asText = page.locator(".editor-instance .monaco-editor .view-lines");
  const asTrace = page.locator("iframe.webview.ready");
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).dblclick();
  await asText.or(asTrace).first().waitFor();
  if (await asText.isVisible()) await window.run("Hakmem: Open Heap Inspector");
}

function trace(pairs: number): string {
  const lines = ["hakmem-trace 1"];
  for (let pair = 0; pair < pairs; pair++) lines.push(`t0 malloc ${pair} 64`, `t0 free ${pair}`);
  return `${lines.join("\n")}\n`;
}
