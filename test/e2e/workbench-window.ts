// One window of a real VS Code, in the words of the person before it: run a command, look at the inspector, the problems,
// the editor. The only test code that knows the workbench's own class names.

import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { type CodeServer, startCodeServer } from "../host/code-server.ts";
import { installHost } from "../host/install-host.ts";
import { places, root } from "../host/places.ts";
import { openWorkbench } from "../host/workbench.ts";

export interface WorkbenchWindow {
  readonly page: Page;
  /** The folder that is open; a test may write to it. */
  readonly folder: string;
  /** Types a command into the palette and runs it. */
  run(command: string): Promise<void>;
  /** The inspector page, once it shows a verdict. */
  inspector(): Promise<Frame>;
  /** Rows of the Problems panel that hold `text`. */
  problems(text: string): Locator;
  /** Keeps a picture for people: test/artifacts/NAME.png. */
  shot(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(): Promise<CodeServer> {
  await installHost(console.log);
  return startCodeServer({ vsix: places.vsix, workspaceTrust: "off", environment: {} });
}

export async function openWindow(server: CodeServer): Promise<WorkbenchWindow> {
  const folder = await mkdtemp(join(tmpdir(), "hakmem-e2e-"));
  await copyFile(join(root, "test", "integration", "workspace", "copy.c"), join(folder, "copy.c"));
  await mkdir(places.artifacts, { recursive: true });
  const { page, close } = await openWorkbench(server.workbenchUrl(folder));
  await page.waitForSelector(".statusbar .statusbar-item");
  return {
    page,
    folder,
    run: (command) => runCommand(page, command),
    inspector: () => inspectorFrame(page),
    problems: (text) => page.locator(".markers-panel .monaco-list-row", { hasText: text }),
    async shot(name) {
      await page.screenshot({ path: join(places.artifacts, `${name}.png`) });
    },
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runCommand(page: Page, command: string): Promise<void> {
  const input = page.locator(".quick-input-widget:not(.hidden) input[type=text]");
  await page.keyboard.press("F1");
  await input.waitFor();
  await input.fill(`>${command}`);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: command }).waitFor();
  await page.keyboard.press("Enter");
}

/** A webview is two frames deep; the inner one is told by what it shows. */
async function inspectorFrame(page: Page): Promise<Frame> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    for (const frame of page.frames()) {
      if (!frame.parentFrame()?.url().includes("/webview/browser/pre/")) continue;
      const verdict = frame.getByTestId("verdict");
      if (await verdict.isVisible().catch(() => false)) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error("no inspector shows a verdict within 60 s");
}

/** Resolves when the page has drawn everything it asked for. */
export async function whenIdle(frame: Frame): Promise<void> {
  await frame.evaluate(() =>
    (window as Window & { inspectorIdle?: () => Promise<void> }).inspectorIdle?.(),
  );
}
