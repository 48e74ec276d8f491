// The workbench page of a code-server in a headless browser, as a person would have it: one window, one size.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { browserArguments, findBrowser } from "./find-browser.ts";

export interface Workbench {
  readonly page: Page;
  close(): Promise<void>;
}

/** `prepare` runs before the address is opened: only then can functions be exposed to the page. */
export async function openWorkbench(
  url: string,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<Workbench> {
  const profile = await mkdtemp(join(tmpdir(), "hakmem-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findBrowser(() => {}),
    headless: true,
    args: [...browserArguments],
    viewport: { width: 1400, height: 900 },
  });
  async function close(): Promise<void> {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(30_000);
    await prepare(page);
    await page.goto(url);
    await page.waitForSelector(".monaco-workbench", { timeout: 60_000 });
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
