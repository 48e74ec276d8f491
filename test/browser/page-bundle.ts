// The page's script and style sheet: those in dist/ when they are newer than every source, else built afresh.
//
// So a test run after `npm run build` tests the very files that are packaged, and one without it is never stale.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";

export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

const root = new URL("../..", import.meta.url).pathname;
const sources = ["media/inspector", "src/core/protocol", "src/core/base", "src/core/recording"];

export async function pageBundle(): Promise<PageBundle> {
  const script = join(root, "dist/inspector.js");
  const style = join(root, "dist/inspector.css");
  const built = await changedAt(script);
  const newest = Math.max(...(await Promise.all(sources.map(newestIn))));
  if (built > newest) {
    return { script: await readFile(script, "utf8"), style: await readFile(style, "utf8") };
  }
  const outputs = await bundle("media/inspector/main.ts");
  return { script: outputs("main.js"), style: outputs("main.css") };
}

/** The fake host as one script. */
export async function fakeHostScript(): Promise<string> {
  return (await bundle("test/browser/fake-host.ts"))("fake-host.js");
}

async function bundle(entry: string): Promise<(name: string) => string> {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: "browser",
    target: "chrome120",
    format: "iife",
    outdir: "out",
    write: false,
    legalComments: "none",
  });
  return (name) => {
    const file = result.outputFiles.find(({ path }) => path.endsWith(`/${name}`));
    if (file === undefined) throw new Error(`${entry} built no ${name}`);
    return file.text;
  };
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(join(root, folder), { recursive: true });
  const times = await Promise.all(entries.map((entry) => changedAt(join(root, folder, entry))));
  return Math.max(...times);
}

async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}
