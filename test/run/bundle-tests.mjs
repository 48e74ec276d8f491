// Bundles the test code that runs outside vitest: the launchers of the host, and the suites that run inside VS Code,
// laid beside the small extension that carries them there.

import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./set-up.mjs";

export const built = join(root, ".vscode-test", "built");

export async function bundleTests() {
  await rm(built, { recursive: true, force: true });
  const extension = join(built, "integration");
  await mkdir(extension, { recursive: true });
  const from = join(root, "test", "integration", "extension", "package.json");
  await copyFile(from, join(extension, "package.json"));
  /** @type {import("esbuild").BuildOptions} */
  const shared = {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
  };
  await build({
    ...shared,
    entryPoints: ["test/host/run-suite.ts", "test/host/prepare-host.ts"],
    outdir: built,
    format: "esm",
    outExtension: { ".js": ".mjs" },
    packages: "external",
  });
  await build({
    ...shared,
    entryPoints: ["test/integration/trusted.ts", "test/integration/restricted.ts"],
    outdir: extension,
    format: "cjs",
    external: ["vscode", "mocha"],
  });
}
