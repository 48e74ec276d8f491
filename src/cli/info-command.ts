// `info FILE`: what the file holds, without replaying it.

import { parseArgs } from "node:util";
import { infoText } from "../core/report/index.ts";
import { summariseTrace } from "../core/trace/index.ts";
import { loadTrace } from "../worker/engine.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";
import { commandPorts, fileSource } from "./ports.ts";

export async function infoCommand(words: string[], console: Console): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    throw new UsageError(`info takes one file, got ${positionals.length}`);
  }
  const { ports, control } = commandPorts(console);
  const trace = await loadTrace(fileSource(file), ports, control);
  const summary = summariseTrace(trace);
  console.out(
    values.json
      ? `${JSON.stringify({ name: trace.name, ...summary, notes: trace.confessions }, undefined, 2)}\n`
      : infoText(trace, summary),
  );
  return ExitCode.Clean;
}
