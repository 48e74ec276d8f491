// The project's own source files, found by walking the folders, so that a file nobody has committed yet counts too.
//
// Fixtures, goldens and samples are data and are left out. Whoever walks nothing tests nothing: callers check how many
// files they got.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const data = new Set(["fixtures", "golden", "sample", "artifacts", "node_modules", "workspace"]);

/** Files below `folders` whose name ends in one of `endings`. */
export function sourceFiles(
  folders: readonly string[],
  endings: readonly string[] = [".ts"],
): SourceFile[] {
  return folders
    .flatMap((folder) => walk(join(root, folder)))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({
      path: relative(root, path).split(sep).join("/"),
      text: readFileSync(path, "utf8"),
    }));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return data.has(entry.name) ? [] : walk(join(folder, entry.name));
    return [join(folder, entry.name)];
  });
}
