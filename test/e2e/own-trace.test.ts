// A trace of one's own: opened from the explorer, changed on disk, read again by the page's own offer; and a file that is
// no trace.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { testInWindow, whenIdle } from "./workbench-window.ts";

const own = { "own.hktrace.txt": trace(3) };
testInWindow("a trace that changes on disk offers to be read again", own, async (window) => {
  await openFromExplorer(window.page, "own.hktrace.txt");
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

const letter = { "letter.hktrace.txt": "Dear allocator,\n" };
testInWindow("a file that is no trace is refused in words", letter, async (window) => {
  await openFromExplorer(window.page, "letter.hktrace.txt");
  const inspector = await window.inspector("retry");
  await window.shot("refused-1-message");
  expect(await inspector.locator("body").innerText()).toMatch(
    /letter\.hktrace\.txt cannot be read as a trace/,
  );
});

/** A window that is still young may open the file as text: the trace editor is known a moment after the commands. */
async function openFromExplorer(page: Page, name: string): Promise<void> {
  const asText = page.locator(".editor-instance .monaco-editor .view-lines");
  const asTrace = page.locator("iframe.webview.ready");
  for (let look = 0; look < 10; look++) {
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).dblclick();
    await asText.or(asTrace).first().waitFor();
    if (!(await asText.isVisible())) return;
    await page.locator(".tab.active .codicon-close").click();
    await asText.waitFor({ state: "detached" });
  }
  throw new Error(`${name} opens as text, not as a trace`);
}

function trace(pairs: number): string {
  const lines = ["hakmem-trace 1"];
  for (let pair = 0; pair < pairs; pair++) lines.push(`t0 malloc ${pair} 64`, `t0 free ${pair}`);
  return `${lines.join("\n")}\n`;
}
