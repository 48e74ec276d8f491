// A worker is started by need, fails what waits when it dies, and is never confused about which life it is in.

import { expect, test } from "vitest";
import type { AnalysisMethods } from "../../src/core/protocol/index.ts";
import { WorkerClient } from "../../src/host/worker-client.ts";
import { type FakeThread, fakeThread } from "./fake-thread.ts";

function client() {
  const threads: FakeThread[] = [];
  const deaths: string[] = [];
  const worker = new WorkerClient<AnalysisMethods>({
    name: "analysis worker",
    start: () => {
      const thread = fakeThread<AnalysisMethods>({
        analyse: ({ uri, version }) => ({ uri, version, findings: [] }),
        forget: () => new Promise(() => undefined),
        census: () => ({ trees: 1, documents: 1 }),
      });
      threads.push(thread);
      return thread;
    },
    onDeath: (reason) => deaths.push(reason),
  });
  return { worker, threads, deaths };
}

test("nothing starts before the first request", async () => {
  const { worker, threads } = client();
  expect(worker.isRunning).toBe(false);
  await worker.request("census", {});
  await worker.request("census", {});
  expect(threads).toHaveLength(1);
  expect(worker.generation).toBe(1);
});

test("a death fails what waits, is told once, and the next request starts again", async () => {
  const { worker, threads, deaths } = client();
  const waiting = worker.request("forget", { uri: "a" });
  await worker.kill();
  threads[0]?.die("again");
  await expect(waiting).rejects.toMatchObject({ name: "ChannelClosedError" });
  expect(deaths).toEqual(["exit code 1"]);
  await worker.request("census", {});
  expect(worker.generation).toBe(2);
});

test("ending on purpose is no death", async () => {
  const { worker, threads, deaths } = client();
  await worker.request("census", {});
  await worker.rest();
  expect(threads[0]?.isEnded).toBe(true);
  expect(deaths).toEqual([]);
  await worker.request("census", {});
  expect(worker.isRunning).toBe(true);
});

test("after disposal nothing starts any more", async () => {
  const { worker, threads } = client();
  const waiting = worker.request("forget", { uri: "a" });
  await Promise.all([
    worker.dispose(),
    expect(waiting).rejects.toMatchObject({ name: "ChannelClosedError" }),
  ]);
  await expect(worker.request("census", {})).rejects.toMatchObject({ name: "ChannelClosedError" });
  expect(threads.map((thread) => thread.isEnded)).toEqual([true]);
});
