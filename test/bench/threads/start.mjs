// Bundles and runs the threads bench: node test/bench/threads/start.mjs [THREADS…] [--rounds N] [--seconds S]

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../run/set-up.mjs";

const built = join(root, ".vscode-test", "built-bench");

/** @type {import("esbuild").BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  minifySyntax: true, // as esbuild.mjs does for what is shipped
  platform: "node",
  target: "node20",
  logLevel: "warning",
  outdir: built,
};
await build({
  ...shared,
  entryPoints: ["test/bench/threads/main.ts", "test/bench/threads/ring-run.ts"],
  format: "esm",
  outExtension: { ".js": ".mjs" },
});
await build({ ...shared, entryPoints: ["src/worker/stress-worker.ts"], format: "cjs" });

const words = [
  "--source",
  join(root, "test", "bench", "threads", "ring.c"),
  ...process.argv.slice(2),
];
const { status } = spawnSync(process.execPath, [join(built, "main.mjs"), ...words], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
