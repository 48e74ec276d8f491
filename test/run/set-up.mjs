// Brings a clone to where everything runs: the right Node, the locked packages, the bundles in dist/.
//
// Packages are installed only when the stamp inside node_modules differs from what is wanted, so a second start costs a
// bundling and nothing else; whoever deletes node_modules deletes the stamp with it. Development packages are named
// explicitly: NODE_ENV=production would leave them out.

import "./require-node.mjs";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm, runCommand } from "./run-command.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const stampFile = join(root, "node_modules", ".set-up-stamp");

/** Ends the process with a failing status when a clone cannot be set up. */
export async function setUp() {
  const wanted = stamp(await readFile(join(root, "package-lock.json"), "utf8"));
  const found = await readFile(stampFile, "utf8").catch(() => "");
  if (found !== wanted) {
    console.log("Installing packages (npm ci) …");
    const install = [...npm, "ci", "--include=dev", "--no-audit", "--no-fund"];
    const { ok, ended } = await runCommand(install, { cwd: root, minutes: 10 });
    if (!ok) stop(`Packages could not be installed (${ended}).`, "npm ci --include=dev");
    await writeFile(stampFile, wanted);
  }
  const bundle = [process.execPath, "esbuild.mjs"];
  const { ok, ended } = await runCommand(bundle, { cwd: root, minutes: 2 });
  if (!ok) stop(`The bundles could not be built (${ended}).`, "npm run build");
}

/**
 * What the installed packages depend on, as one line.
 * @param {string} lock Text of the lock file.
 */
export function stamp(
  lock,
  node = process.versions.node,
  platform = process.platform,
  arch = process.arch,
) {
  const hash = createHash("sha256").update(lock).digest("hex");
  return `${hash} node${node.split(".")[0]} ${platform}-${arch}\n`;
}

/** @param {string} problem @param {string} repair @returns {never} */
function stop(problem, repair) {
  console.error(`${problem}\n${repair}`);
  process.exit(1);
}
