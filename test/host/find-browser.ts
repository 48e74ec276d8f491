// Which headless Chromium draws the tests: CHROMIUM_PATH, then one on PATH, then the packed one of the test host.
//
// The packed browser is unpacked once, complete or not at all, and started through a small script that lends it the
// libraries and fonts it brings along, where the system has none. What cannot start is named, with the line to type.

import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { installHost } from "./install-host.ts";
import { places, root } from "./places.ts";
import { runToEnd } from "./process-group.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Path of a browser that was seen to start. */
export async function findBrowser(say: (line: string) => void): Promise<string> {
  const chosen = process.env["CHROMIUM_PATH"];
  if (chosen !== undefined && chosen !== "") {
    await checkStarts(chosen);
    return chosen;
  }
  for (const path of onPath()) if (await starts(path)) return path;
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(`No browser. ${advice}`);
  const packed = await packedBrowser(say);
  await checkStarts(packed);
  return packed;
}

const advice = `Set CHROMIUM_PATH to a Chromium or Chrome that starts. On Debian and Ubuntu:
sudo apt-get install -y chromium`;

/** Arguments for every headless browser here: software drawing, one pixel per pixel, no look-ups on the network. */
export const browserArguments: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-device-scale-factor=1",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

async function packedBrowser(say: (line: string) => void): Promise<string> {
  await installHost(say);
  const folder = join(places.host, "browser");
  const launcher = join(folder, "chromium.sh");
  if (existsSync(launcher)) return launcher;
  const unpacking = join(places.host, "browser.unpacking");
  await rm(unpacking, { recursive: true, force: true });
  await mkdir(unpacking, { recursive: true });
  const unpack = `import("@sparticuz/chromium").then((module) => module.default.executablePath())`;
  await runToEnd([process.execPath, "--eval", unpack], {
    cwd: places.host,
    minutes: 2,
    // This name makes the package unpack its libraries too, not only the browser.
    environment: {
      ...process.env,
      TMPDIR: unpacking,
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x",
    },
  });
  await writeFile(join(unpacking, "chromium.sh"), launcherScript);
  await writeFile(join(unpacking, "fonts.conf"), fontsOf(folder));
  await chmod(join(unpacking, "chromium.sh"), 0o755);
  await rename(unpacking, folder);
  return launcher;
}

const launcherScript = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$here/fonts.conf"
"$here/chromium" --version >/dev/null 2>&1 || export LD_LIBRARY_PATH="$here/al2023/lib"
exec "$here/chromium" "$@"
`;

function fontsOf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
}

function onPath(): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .filter((path) => existsSync(path));
}

async function starts(path: string): Promise<boolean> {
  return checkStarts(path).then(
    () => true,
    () => false,
  );
}

async function checkStarts(path: string): Promise<void> {
  try {
    await runToEnd([path, "--version"], { cwd: root, minutes: 1 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The browser does not start: ${reason}\n${advice}`);
  }
}
