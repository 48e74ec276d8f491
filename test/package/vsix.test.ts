// The VSIX holds what users need and nothing else: the list of its files is a golden text, reviewed when it changes, and
// every file that the manifest or a page names is in it.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import { places, root } from "../host/places.ts";

const golden = join(root, "test", "golden", "package", "files.txt");
const MiB = 1024 * 1024;

let files: Record<string, Uint8Array> = {};

beforeAll(() => {
  if (!existsSync(places.vsix))
    throw new Error("there is no VSIX; npm run build && npm run package");
  files = unzipSync(readFileSync(places.vsix));
});

test("the list of files is the stored one", async () => {
  expect(existsSync(golden), "the stored list is missing").toBe(true);
  await expect(`${Object.keys(files).sort().join("\n")}\n`).toMatchFileSnapshot(golden);
});

test("no source map, no test, no source is shipped", () => {
  const odd = Object.keys(files).filter((path) =>
    /\.map$|\.ts$|(?:^|\/)test\/|node_modules/.test(path),
  );
  expect(odd).toEqual([]);
});

test("every file that the manifest names is shipped", () => {
  const text = textOf("extension/package.json");
  const named = [...text.matchAll(/"\.?\/?((?:media|dist)\/[^"*]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((path) => files[`extension/${path}`] === undefined)).toEqual([]);
});

test("every file that the README links to is shipped", () => {
  const text = textOf("extension/readme.md");
  const linked = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
    (match) => match[1] ?? "",
  );
  expect(linked.filter((path) => files[`extension/${path}`] === undefined)).toEqual([]);
});

test("a rule page for every rule that the analysis worker knows", () => {
  const worker = textOf("extension/dist/analysis-worker.js");
  const rules = ["alloc-fallback-libc", "oom-unchecked"];
  for (const rule of rules) {
    expect(worker).toContain(rule);
    expect(files[`extension/media/rules/${rule}.md`]).toBeDefined();
  }
});

test("it is small enough to install without a thought", () => {
  expect(statSync(places.vsix).size).toBeLessThan(3 * MiB);
});

function textOf(path: string): string {
  const bytes = files[path];
  if (bytes === undefined) throw new Error(`${path} is not in the VSIX`);
  return new TextDecoder().decode(bytes);
}
