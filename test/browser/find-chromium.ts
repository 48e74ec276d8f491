// A Chromium to drive: the one the environment names, else one on the PATH, else the one the test host brought along.

import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

export interface FoundBrowser {
  readonly path: string;
  readonly args: readonly string[];
}

const root = new URL("../..", import.meta.url).pathname;
const names = ["chromium", "chromium-browser", "google-chrome"] as const;
const hostFolder = join(root, ".vscode-test/host/package.json");

export async function findChromium(): Promise<FoundBrowser> {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") return { path: named, args: [] };
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (await isExecutable(path)) return { path, args: [] };
    }
  }
  const found = await packagedChromium();
  if (found !== undefined) return found;
  throw new Error(
    "No Chromium found. Set CHROMIUM_PATH, put chromium on the PATH, or run the host tests once, which install one.",
  );
}

async function packagedChromium(): Promise<FoundBrowser | undefined> {
  const require = createRequire(hostFolder);
  try {
    require.resolve("@sparticuz/chromium");
  } catch {
    return undefined;
  }
  const { default: chromium } = require("@sparticuz/chromium") as {
    default: { executablePath(): Promise<string>; args: readonly string[] };
  };
  // Of its arguments only those that choose the software renderer; --single-process would end the browser with a page.
  const args = chromium.args.filter((arg) => /swiftshader|angle|zygote/.test(arg));
  return { path: await chromium.executablePath(), args };
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
