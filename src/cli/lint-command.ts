// `lint PATH…`: every C file below the paths, through the same rules as the editor.
//
// A path given by name is always read; below a folder, dependencies and hidden folders are left out. Files come in the
// order of their names, so that the output of two runs is the same.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CancelledError } from "../core/base/cancelled.ts";
import { isCSource } from "../core/c/index.ts";
import { type FileFindings, lintJson, lintText } from "../core/report/index.ts";
import { createLinter } from "../worker/analysis.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";

export async function lintCommand(words: string[], console: Console): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  if (positionals.length === 0) throw new UsageError("lint takes at least one file or folder");
  const paths: string[] = [];
  for (const path of positionals) paths.push(...(await cFiles(path)));
  const linter = await createLinter(console.bundleDirectory);
  const files: FileFindings[] = [];
  try {
    for (const path of new Set(paths)) {
      if (console.signal.aborted) throw new CancelledError();
      files.push({ path, findings: linter.lint(path, await readFile(path, "utf8")) });
    }
  } finally {
    linter.dispose();
  }
  console.out(values.json ? `${JSON.stringify(lintJson(files), undefined, 2)}\n` : lintText(files));
  const found = files.some(({ findings }) => findings.length > 0);
  return found ? ExitCode.Findings : ExitCode.Clean;
}

async function cFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const files: string[] = [];
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = join(path, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules") {
      files.push(...(await cFiles(child)));
    } else if (entry.isFile() && isCSource(entry.name)) files.push(child);
  }
  return files;
}
