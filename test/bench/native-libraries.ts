// What this machine offers for native figures: a C compiler for the replayer, and allocators as shared libraries.

import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../run/run-command.mjs";
import type { BenchPlaces } from "./places.ts";

const COMPILERS = ["cc", "gcc", "clang"];
const FOLDERS = [
  ...["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib/x86_64-linux-gnu"],
  ...["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"],
];

/** The file names by which each allocator may be installed, best first. */
export const libraries: Readonly<Record<string, readonly string[]>> = {
  mimalloc: ["libmimalloc.so.3", "libmimalloc.so.2", "libmimalloc.so"],
  jemalloc: ["libjemalloc.so.2", "libjemalloc.so"],
  tcmalloc: ["libtcmalloc_minimal.so.4", "libtcmalloc.so.4", "libtcmalloc_minimal.so"],
};

/** Path of the replayer, compiled on the spot; undefined where there is no compiler or no Linux. */
export async function compileReplayer(places: BenchPlaces): Promise<string | undefined> {
  if (process.platform !== "linux") return undefined;
  await mkdir(places.built, { recursive: true });
  const program = join(places.built, "replay");
  const source = join(places.source, "native", "replay.c");
  for (const compiler of COMPILERS) {
    const command = [compiler, "-std=c11", "-O2", "-o", program, source];
    if ((await run(command)).ok) return program;
  }
  return undefined;
}

/** Paths of the allocators' libraries by name, as the dynamic linker or the usual folders have them. */
export async function findLibraries(): Promise<ReadonlyMap<string, string>> {
  const cache = (await run(["ldconfig", "-p"])).output;
  const found = new Map<string, string>();
  for (const [name, files] of Object.entries(libraries)) {
    for (const file of files) {
      const path = pathInCache(cache, file) ?? (await pathInFolders(file));
      if (path === undefined) continue;
      found.set(name, path);
      break;
    }
  }
  return found;
}

/** A line of the cache: `libjemalloc.so.2 (libc6,x86-64) => /lib/x86_64-linux-gnu/libjemalloc.so.2`. */
function pathInCache(cache: string, file: string): string | undefined {
  const line = cache.split("\n").find((each) => each.trim().startsWith(`${file} `));
  return line?.split(" => ")[1]?.trim();
}

async function pathInFolders(file: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const path = join(folder, file);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}

function run(command: readonly string[]): Promise<{ ok: boolean; output: string }> {
  return runCommand(command, { cwd: process.cwd(), minutes: 1, capture: true });
}
