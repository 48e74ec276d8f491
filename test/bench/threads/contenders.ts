// Who runs the ring: the shared heap in Node, and the C twin under each allocator that this machine has.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface Contender {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly preload: string | undefined;
}

export interface Run {
  readonly operations: number;
  /** Nanoseconds. */
  readonly wall: number;
  /** Nanoseconds over all threads. */
  readonly cpu: number;
}

const libraryFolders = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
];
const libraries = [
  { name: "mimalloc", file: /^libmimalloc\.so\.[0-9.]+$/ },
  { name: "tcmalloc", file: /^libtcmalloc_minimal\.so\.[0-9.]+$/ },
  { name: "jemalloc", file: /^libjemalloc\.so\.[0-9.]+$/ },
];

/** The shared heap first; the C ones only where there is a C compiler. `built` is the folder of the bundles. */
export function contenders(built: string, source: string): Contender[] {
  const found: Contender[] = [
    {
      name: "shared heap",
      command: [process.execPath, join(built, "ring-run.mjs")],
      preload: undefined,
    },
  ];
  const twin = join(built, "ring");
  const compiled = spawnSync("cc", ["-O2", "-pthread", "-fno-builtin", "-o", twin, source]);
  if (compiled.status !== 0) return found;
  found.push({ name: "libc", command: [twin], preload: undefined });
  for (const { name, file } of libraries) {
    const preload = libraryFolders.map((folder) => libraryIn(folder, file)).find(Boolean);
    if (preload !== undefined) found.push({ name, command: [twin], preload });
  }
  return found;
}

export function run(
  { name, command: [program, ...words], preload }: Contender,
  threads: number,
  seconds: number,
): Run {
  const { status, stdout, stderr } = spawnSync(
    program,
    [...words, String(threads), String(seconds), "12345"],
    {
      encoding: "utf8",
      env: { ...process.env, ...(preload === undefined ? {} : { LD_PRELOAD: preload }) },
    },
  );
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  return JSON.parse(stdout) as Run;
}

function libraryIn(folder: string, file: RegExp): string | undefined {
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find((entry) => file.test(entry));
  return name === undefined ? undefined : join(folder, name);
}
