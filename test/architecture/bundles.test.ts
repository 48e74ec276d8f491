// The bundles as they ship, because sources and bundles can disagree: a parser that works in unit tests may find no wasm,
// or no module at all, once it is bundled. Needs `npm run build`, which every start-up script runs first.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { type AnalysisMethods, openChannel } from "../../src/core/protocol/index.ts";
import { threadPort } from "../../src/worker/thread-port.ts";
import { root } from "./source-files.ts";

const source = join("test", "integration", "workspace", "copy.c");
const bundles = [
  "extension.js",
  "replay-worker.js",
  "analysis-worker.js",
  "stress-worker.js",
  "cli.js",
  "inspector.js",
];

test.each(bundles)("dist/%s is built", (name) => {
  expect(existsSync(dist(name)), "npm run build").toBe(true);
});

test("the analysis worker parses C in a thread of its own", async () => {
  const worker = new Worker(dist("analysis-worker.js"));
  const failed = new Promise<never>((_, reject) => worker.on("error", reject));
  const channel = openChannel<Record<never, never>, AnalysisMethods>({
    port: threadPort(worker),
    handlers: {},
    newAbortController: () => new AbortController(),
  });
  const text = readFileSync(join(root, source), "utf8");
  const answer = channel.request("analyse", { uri: "file:///copy.c", version: 7, text });
  const { version, findings } = await Promise.race([answer, failed]);
  await worker.terminate();
  expect(version).toBe(7);
  expect(findings.map((finding) => finding.rule)).toEqual(["oom-unchecked"]);
});

test("the command line parses C", () => {
  const { status, stdout } = cli("lint", source);
  expect(stdout).toContain("oom-unchecked");
  expect(status).toBe(1);
});

test("the command line replays", () => {
  const { status, stdout, stderr } = cli(
    "replay",
    "--workload",
    "larson 1 8 128 16 1 12345 2",
    "--json",
  );
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({
    policy: "seed",
    replayId: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  expect([0, 1]).toContain(status);
});

test("the extension asks for nothing but VS Code and Node at run time", () => {
  const text = readFileSync(dist("extension.js"), "utf8");
  const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? "");
  expect(required.filter((name) => name !== "vscode" && !name.startsWith("node:"))).toEqual([]);
});

function cli(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const run = spawnSync(process.execPath, [dist("cli.js"), ...words], {
    cwd: root,
    encoding: "utf8",
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

function dist(name: string): string {
  return join(root, "dist", name);
}
