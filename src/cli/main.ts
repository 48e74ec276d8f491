#!/usr/bin/env node
// Entry of the command line: a process around `runCommand`.

import { runCommand } from "./run-command.ts";

const controller = new AbortController();
process.once("SIGINT", () => controller.abort());
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

void runCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  signal: controller.signal,
  now: () => Number(process.hrtime.bigint()),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1000;
  },
  bundleDirectory: __dirname,
}).then((code) => {
  process.exitCode = code;
});
