// Bundles what the bench runs in plain Node: itself, the command line as it is shipped, and the player for the peers.

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);

/** @param {string} root The clone. @param {string} built Folder for the bundles. */
export async function bundleBench(root, built) {
  await mkdir(built, { recursive: true });
  /** @type {import("esbuild").BuildOptions} */
  const shared = {
    absWorkingDir: root,
    bundle: true,
    minifySyntax: true, // as esbuild.mjs does for what is shipped
    platform: "node",
    target: "node20",
    logLevel: "warning",
  };
  await build({
    ...shared,
    entryPoints: { cli: "src/cli/main.ts", "second-trace": "test/bench/second-trace.ts" },
    outdir: built,
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    alias: { "web-tree-sitter": require.resolve("web-tree-sitter") },
  });
  await build({
    ...shared,
    entryPoints: {
      bench: "test/bench/bench.ts",
      "play-peer": "test/bench/play-peer.ts",
      steady: "test/bench/steady.ts",
    },
    outdir: built,
    format: "esm",
    outExtension: { ".js": ".mjs" },
  });
  return join(built, "bench.mjs");
}
