// Builds dist/: one bundle per runtime, beside the two wasm files that the C parser loads as bytes.
//
//   extension.js        extension host (CommonJS, vscode external)
//   replay-worker.js    worker thread: importers, allocator, replay
//   analysis-worker.js  worker thread: C parser and rules
//   stress-worker.js    worker thread: one of many over a shared heap
//   cli.js              command line
//   inspector.js/.css   webview
//
// web-tree-sitter is aliased to its CommonJS file: its ES module entry needs import.meta.url, which is empty in a
// CommonJS bundle, and would fail only at run time.

import { chmod, copyFile, mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const dist = join(root, "dist");
const watch = process.argv.includes("--watch");

const shared = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  legalComments: "none",
  logLevel: "warning",
  outdir: "dist",
};

const node = {
  ...shared,
  entryPoints: {
    extension: "src/extension.ts",
    "replay-worker": "src/worker/replay-worker.ts",
    "analysis-worker": "src/worker/analysis-worker.ts",
    "stress-worker": "src/worker/stress-worker.ts",
    cli: "src/cli/main.ts",
  },
  platform: "node",
  target: "node20",
  format: "cjs",
  // Constants of other modules become numbers: the hot loops of the allocator depend on it.
  minifySyntax: true,
  external: ["vscode"],
  alias: { "web-tree-sitter": require.resolve("web-tree-sitter") },
};

const page = {
  ...shared,
  entryPoints: { inspector: "media/inspector/main.ts" },
  platform: "browser",
  target: "chrome120",
  format: "iife",
  minify: true,
  loader: { ".ttf": "file" },
};

const wasm = [
  ["tree-sitter.wasm", "web-tree-sitter/web-tree-sitter.wasm"],
  ["tree-sitter-c.wasm", "tree-sitter-c/tree-sitter-c.wasm"],
];

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
for (const [name, from] of wasm) await copyFile(require.resolve(from), join(dist, name));

if (watch) {
  for (const options of [node, page]) await (await esbuild.context(options)).watch();
} else {
  await Promise.all([esbuild.build(node), esbuild.build(page)]).catch(() => process.exit(1)); // it said why
  await chmod(join(dist, "cli.js"), 0o755);
}
