// The one door to command-line tests: words go in, what the shell would see comes out.

import { fileURLToPath } from "node:url";
import { runCommand } from "../../src/cli/run-command.ts";

/** Where the build puts the worker bundles and the parser's two files. */
const bundleDirectory = fileURLToPath(new URL("../../dist", import.meta.url));

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function commandOf(
  words: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<CommandResult> {
  let out = "";
  let err = "";
  const code = await runCommand(words, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    signal,
    now: () => 0,
    cpu: () => 0,
    bundleDirectory,
  });
  return { code, out, err };
}
