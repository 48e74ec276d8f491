// Bundles the exhibit for plain Node: the program that gathers the facts, and the worker that plays a job.

import { join } from "node:path";
import { build } from "esbuild";

/** @param {string} root The clone. Answers the folder of the bundles. */
export async function bundleExhibit(root) {
  const built = join(root, ".vscode-test", "exhibit");
  await build({
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "warning",
    entryPoints: ["test/exhibit/exhibit.ts", "test/exhibit/job-worker.ts"],
    outdir: built,
    format: "esm",
    outExtension: { ".js": ".mjs" },
  });
  return built;
}
