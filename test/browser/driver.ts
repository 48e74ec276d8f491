// Opens the inspector page in a browser: the only test code that knows how it is served and where it listens.
//
// The page comes from a server of its own with the policy as a header, so a violation is the browser's word and not ours.
// Everything the console or the page complains of is collected and must be asked for, or `close` throws.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import type {} from "../../media/inspector/idle.ts";
import { browserArguments, findBrowser } from "../host/find-browser.ts";
import type { FixtureName } from "./fixtures.ts";
import { fakeHostScript, type PageBundle, pageBundle } from "./page-bundle.ts";
import type { ReplayedName } from "./replayed.ts";
import { bodyClasses, type ThemeName, themeStyle } from "./themes.ts";

const NONCE = "dGhlLXRlc3QtcGFnZQ";
export const artifacts = new URL("../artifacts/", import.meta.url).pathname;

export interface Opening {
  readonly fixture: FixtureName | ReplayedName;
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** Run in the page before its script, after the fake host's. */
  readonly before?: () => void;
}

export interface Inspector {
  readonly page: Page;
  readonly complaints: string[];
  idle(): Promise<void>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface Driver {
  open(opening: Opening): Promise<Inspector>;
  close(): Promise<void>;
}

export async function startDriver(): Promise<Driver> {
  await mkdir(artifacts, { recursive: true });
  const [bundle, host, browser, profile] = await Promise.all([
    pageBundle(),
    fakeHostScript(),
    findBrowser(() => undefined),
    mkdtemp(join(tmpdir(), "inspector-browser-")),
  ]);
  const server = await serve(bundle);
  const { port } = server.address() as AddressInfo;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser,
    headless: true,
    args: [...browserArguments],
  });
  return {
    open: (opening) => openPage(context, `http://127.0.0.1:${port}`, host, opening),
    async close() {
      await context.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(profile, { recursive: true, force: true });
    },
  };
}

async function openPage(
  context: BrowserContext,
  origin: string,
  host: string,
  opening: Opening,
): Promise<Inspector> {
  const page = await context.newPage();
  await page.setViewportSize({ width: opening.width ?? 1280, height: opening.height ?? 800 });
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.addInitScript(`window.fixtureName = ${JSON.stringify(opening.fixture)};\n${host}`);
  if (opening.before !== undefined) await page.addInitScript(opening.before);
  await page.goto(`${origin}/${opening.theme ?? "dark"}`);
  await page.waitForFunction(() => "inspectorIdle" in window);
  return {
    page,
    complaints,
    idle: () => page.evaluate(() => window.inspectorIdle()),
    async screenshot(name) {
      await page.screenshot({ path: join(artifacts, `${name}.png`) });
    },
    async close() {
      await page.close();
      if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join("\n")}`);
    },
  };
}

async function serve(bundle: PageBundle): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").slice(1);
    const answer = (type: string, body: string) => {
      response.writeHead(200, { "content-type": `${type}; charset=utf-8` });
      response.end(body);
    };
    if (path === "inspector.js") answer("text/javascript", bundle.script);
    else if (path === "inspector.css") answer("text/css", bundle.style);
    else if (path.endsWith(".css")) answer("text/css", themeStyle(themeOf(path.slice(0, -4))));
    else if (path === "favicon.ico") answer("image/x-icon", "");
    else {
      const source = `http://${request.headers.host}`;
      response.setHeader("content-security-policy", policyFor(source));
      answer("text/html", pageHtml(themeOf(path)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function policyFor(source: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `img-src ${source} data: blob:`,
  ].join("; ");
}

function pageHtml(theme: ThemeName): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<title>Heap Inspector</title>
<link rel="stylesheet" href="/${theme}.css">
<link rel="stylesheet" href="/inspector.css">
</head>
<body class="${bodyClasses[theme]}">
<div id="app"></div>
<script nonce="${NONCE}" src="/inspector.js"></script>
</body>
</html>
`;
}

function themeOf(name: string): ThemeName {
  return Object.hasOwn(bodyClasses, name) ? (name as ThemeName) : "dark";
}
