// The notices name what the bundles hold: every package of another's, in the version that is built in, and nothing else.

import { readFile } from "node:fs/promises";
import * as esbuild from "esbuild";
import { expect, it } from "vitest";
import { root } from "./source-files.ts";

/** The grammar is copied as a file and is in no bundle. */
const copied = ["tree-sitter-c"];

async function packagesIn(entryPoints: string[], platform: esbuild.Platform): Promise<string[]> {
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    platform,
    bundle: true,
    write: false,
    metafile: true,
    outdir: "dist",
    external: ["vscode"],
    format: platform === "node" ? "cjs" : "iife",
  });
  return Object.keys(metafile.inputs).flatMap((path) => {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    return name === undefined ? [] : [name];
  });
}

it("names every bundled package with its version and licence", async () => {
  const names = new Set([
    ...copied,
    ...(await packagesIn(
      [
        "src/extension.ts",
        "src/worker/replay-worker.ts",
        "src/worker/analysis-worker.ts",
        "src/worker/stress-worker.ts",
        "src/cli/main.ts",
      ],
      "node",
    )),
    ...(await packagesIn(["media/inspector/main.ts"], "browser")),
  ]);
  const bundled = await Promise.all(
    [...names].sort().map(async (name) => {
      const manifest = await readFile(`${root}/node_modules/${name}/package.json`, "utf8");
      const { version, license } = JSON.parse(manifest);
      return `${name} ${version} (${license})`;
    }),
  );
  const notices = await readFile(`${root}/ThirdPartyNotices.txt`, "utf8");
  const named = notices.split("\n").filter((line) => /^\S+ \d+\.\d+\.\d+ \(.+\)$/.test(line));
  expect(named).toEqual(bundled);
});
