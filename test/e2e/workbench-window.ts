// One window of a real VS Code, in the words of the person before it: run a command, look at the inspector, the problems,
// the editor. The only test code that knows the workbench's own class names.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { afterAll, test } from "vitest";
import { type CodeServer, startCodeServer } from "../host/code-server.ts";
import { installHost } from "../host/install-host.ts";
import { places } from "../host/places.ts";
import { openWorkbench } from "../host/workbench.ts";

export interface WorkbenchWindow {
  readonly page: Page;
  /** The folder that is open; a test may write to it. */
  readonly folder: string;
  /** Types a command into the palette and runs it. */
  run(command: string): Promise<void>;
  /** The inspector page, once it shows `part`: the verdict unless said otherwise. */
  inspector(part?: string): Promise<Frame>;
  /** Rows of the Problems panel that hold `text`. */
  problems(text: string): Locator;
  /** Keeps a picture for people: test/artifacts/NAME.png. */
  shot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Tests of one file share a server; each has a fresh window. A failure leaves the picture of its last moment. */
export function testInWindow(
  title: string,
  files: Readonly<Record<string, string>>,
  act: (window: WorkbenchWindow) => Promise<void>,
): void {
  test(title, async () => {
    server ??= await startServer();
    const window = await openWindow(server, files);
    try {
      await act(window);
    } catch (error) {
      await window.shot(`failed ${title}`);
      throw error;
    } finally {
      await window.close();
    }
  });
}

let server: CodeServer | undefined;
afterAll(async () => {
  await server?.stop();
});

async function startServer(): Promise<CodeServer> {
  await installHost(console.log);
  return startCodeServer({ vsix: places.vsix, workspaceTrust: "off", environment: {} });
}

async function openWindow(
  server: CodeServer,
  files: Readonly<Record<string, string>>,
): Promise<WorkbenchWindow> {
  const folder = await mkdtemp(join(tmpdir(), "hakmem-e2e-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await mkdir(places.artifacts, { recursive: true });
  const { page, close } = await openWorkbench(server.workbenchUrl(folder));
  await findInPalette(page, "Hakmem: Show Log"); // from here on VS Code knows what the extension contributes
  await page.keyboard.press("Escape");
  return {
    page,
    folder,
    async run(command) {
      await findInPalette(page, command);
      await page.keyboard.press("Enter");
    },
    inspector: (part = "verdict") => inspectorFrame(page, part),
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

/** Opens the palette on `command`. It lists what was known when it opened: a young window needs a second look. */
async function findInPalette(page: Page, command: string): Promise<void> {
  const input = page.locator(".quick-input-widget:not(.hidden) input[type=text]");
  const row = page.locator(".quick-input-list .monaco-list-row.focused", { hasText: command });
  for (let look = 0; look < 10; look++) {
    await page.keyboard.press("F1");
    await input.waitFor();
    await input.fill(`>${command}`);
    const found = await row.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (found) return;
    await page.keyboard.press("Escape");
  }
  throw new Error(`the palette does not list "${command}"`);
}

/** A webview is two frames deep; the inner one is told by what it shows. */
async function inspectorFrame(page: Page, part: string): Promise<Frame> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    for (const frame of page.frames()) {
      if (!frame.parentFrame()?.url().includes("/webview/browser/pre/")) continue;
      const isShown = frame.getByTestId(part).isVisible();
      if (await isShown.catch(() => false)) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no inspector shows its ${part} within 60 s`);
}

/** Resolves when the page has drawn everything it asked for. */
export async function whenIdle(frame: Frame): Promise<void> {
  await frame.evaluate(() =>
    (window as Window & { inspectorIdle?: () => Promise<void> }).inspectorIdle?.(),
  );
}
