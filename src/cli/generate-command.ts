// `generate WORKLOAD -o FILE`: a workload as a TRC1 file, for replayers that are not this one.
//
// An existing file is only replaced with --force. A file that could not be written whole is removed again.

import { open, rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { CancelledError } from "../core/base/cancelled.ts";
import { trc1Pieces } from "../core/trace/index.ts";
import { loadTrace } from "../worker/engine.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";
import { commandPorts } from "./ports.ts";

export async function generateCommand(words: string[], console: Console): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      output: { type: "string", short: "o" },
      force: { type: "boolean", default: false },
    },
  });
  const [specification] = positionals;
  if (specification === undefined || positionals.length > 1) {
    throw new UsageError(
      `generate takes one workload, in quotes, got ${positionals.length} arguments`,
    );
  }
  if (values.output === undefined) throw new UsageError("generate takes -o FILE to write to");
  const { ports, control } = commandPorts(console);
  const trace = await loadTrace({ kind: "workload", specification, seed: 0 }, ports, control);
  await writeFile(values.output, values.force, trc1Pieces(trace), console.signal);
  return ExitCode.Clean;
}

async function writeFile(
  path: string,
  force: boolean,
  pieces: Generator<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const first = pieces.next(); // fails before there is a file
  const file = await open(path, force ? "w" : "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new UsageError(`${path} exists; --force replaces it`);
    throw error;
  });
  try {
    for (let piece = first; piece.done !== true; piece = pieces.next()) {
      if (signal.aborted) throw new CancelledError();
      await file.writeFile(piece.value);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
