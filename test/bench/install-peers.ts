// Installs the peers on demand: the locked packages of test/bench/package.json, without their install scripts. A stamp makes
// the second call cost nothing.
//
// Without a network, or offline on purpose, the bench goes on without them; what is missing is named in its table.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { npm, runCommand } from "../run/run-command.mjs";
import type { BenchPlaces } from "./places.ts";

const MINUTES = 5;

/** Answers why the peers are not there, undefined if they are. */
export async function installPeers(
  { source, peers }: BenchPlaces,
  offline: boolean,
): Promise<string | undefined> {
  const lock = await readFile(join(source, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  const stamp = join(peers, "installed");
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return undefined;
  if (offline) return "not installed, and --offline";
  await rm(peers, { recursive: true, force: true });
  await mkdir(peers, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) {
    await copyFile(join(source, name), join(peers, name));
  }
  const install = [...npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { ok, ended } = await runCommand(install, { cwd: peers, minutes: MINUTES, capture: true });
  if (!ok) return `npm could not install it (${ended})`;
  await writeFile(stamp, wanted);
  return undefined;
}
