// What a step may leave behind: nothing.

import { expect, test } from "vitest";
import { runCommand } from "./run-command.mjs";

const options = { cwd: process.cwd(), minutes: 1, capture: true };
const node = (code: string) => [process.execPath, "--eval", code];

test("tells how a command ended and what it said", async () => {
  const run = await runCommand(node("console.log('said'); process.exitCode = 3"), options);
  expect(run).toEqual({ ok: false, ended: "exit 3", output: "said\n" });
});

test("a command that cannot be started is a failure with a reason", async () => {
  const run = await runCommand(["/no/such/program"], options);
  expect(run.ok).toBe(false);
  expect(run.ended).toContain("ENOENT");
});

test("a child that outlives its parent is ended with it", async () => {
  const orphan = "setInterval(() => {}, 1000)";
  const parent = `
    const child = require("node:child_process").spawn(process.execPath, ["--eval", "${orphan}"], { stdio: "inherit" });
    console.log(child.pid);
    process.exit(0);`;
  const run = await runCommand(node(parent), options); // returns only when the orphan lets go of the pipe
  expect(run.ok).toBe(true);
  expect(Number(run.output)).toBeGreaterThan(0);
});

test("a command that takes too long is ended and says so", async () => {
  const run = await runCommand(node("setInterval(() => {}, 1000)"), { ...options, minutes: 0.005 });
  expect(run).toMatchObject({ ok: false, ended: "took over 0.005 min" });
});
