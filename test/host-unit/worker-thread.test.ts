// Real threads: the one part of the host that a fake cannot stand for.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startThread } from "../../src/host/worker-thread.ts";

const folder = mkdtempSync(join(tmpdir(), "hakmem-thread-"));
afterAll(() => rmSync(folder, { recursive: true }));

function start(name: string, source: string) {
  const bundle = join(folder, `${name}.js`);
  writeFileSync(bundle, `const { parentPort } = require("node:worker_threads");\n${source}`);
  const output: string[] = [];
  const thread = startThread(bundle, name, (text) => output.push(text));
  const ended = new Promise<string>((resolve) => thread.onEnd(resolve));
  const answer = new Promise<unknown>((resolve) => thread.port.listen(resolve));
  return { thread, output, ended, answer };
}

test("messages go both ways, and ending is reported", async () => {
  const { thread, ended, answer } = start(
    "echo",
    "parentPort.on('message', (message) => parentPort.postMessage([message]));",
  );
  thread.port.post({ bytes: Uint8Array.of(1, 2) });
  expect(await answer).toEqual([{ bytes: Uint8Array.of(1, 2) }]);
  await thread.end();
  expect(await ended).toBe("exit code 1");
});

test("a thread that throws says why it ended", async () => {
  const { ended } = start("thrower", "throw new Error('no heap left');");
  expect(await ended).toBe("no heap left");
});

test("a missing bundle ends the thread instead of throwing here", async () => {
  const thread = startThread(join(folder, "absent.js"), "absent", () => undefined);
  const reason = await new Promise<string>((resolve) => thread.onEnd(resolve));
  expect(reason).toContain("Cannot find module");
});

test("what a thread prints is passed on", async () => {
  const { output, ended } = start("printer", "console.error('careful');");
  await ended;
  expect(output).toEqual(["careful"]);
});
