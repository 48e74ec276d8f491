// A hand-driven clock and an analyser that answers when told: each test is a course of typing.

import { expect, test } from "vitest";
import { type AnalysisAnswer, AnalysisSchedule } from "../../src/host/analysis-schedule.ts";
import type { Clock } from "../../src/host/clock.ts";

interface Sent {
  readonly text: string;
  readonly signal: AbortSignal;
  answer(): Promise<void>;
  fail(name: string): Promise<void>;
}

class HandClock implements Clock {
  private now = 0;
  private tasks: { at: number; task: () => void }[] = [];

  after(milliseconds: number, task: () => void): () => void {
    const entry = { at: this.now + milliseconds, task };
    this.tasks.push(entry);
    return () => {
      this.tasks = this.tasks.filter((other) => other !== entry);
    };
  }

  async pass(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    const due = this.tasks.filter(({ at }) => at <= this.now);
    this.tasks = this.tasks.filter(({ at }) => at > this.now);
    for (const { task } of due) task();
    await settle();
  }

  get waiting(): number {
    return this.tasks.length;
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

function stage() {
  const clock = new HandClock();
  const sent: Sent[] = [];
  const events: string[] = [];
  const document = {
    uri: "file:///a.c",
    version: 1,
    text: "one" as string | undefined,
    read: async () => document.text,
  };
  const schedule = new AnalysisSchedule({
    clock,
    delay: 250,
    analyse: ({ version, text }, signal) =>
      new Promise<AnalysisAnswer>((resolve, reject) => {
        sent.push({
          text,
          signal,
          answer: async () => {
            resolve({ version, findings: [] });
            await settle();
          },
          fail: async (name) => {
            reject(Object.assign(new Error("no"), { name }));
            await settle();
          },
        });
      }),
    show: (_, version) => events.push(`show ${version}`),
    clear: (_, why) => events.push(`clear: ${why}`),
    failed: () => events.push("failed"),
  });
  const type = (text: string | undefined) => {
    document.version += 1;
    document.text = text;
    schedule.changed(document.uri);
  };
  return { clock, sent, events, document, schedule, type };
}

test("an opened document is analysed without waiting", async () => {
  const { clock, sent, events, schedule, document } = stage();
  schedule.opened(document);
  await clock.pass(0);
  await sent[0]?.answer();
  expect(events).toEqual(["show 1"]);
});

test("typing is analysed once, after a pause", async () => {
  const { clock, sent, schedule, document, type } = stage();
  schedule.opened(document);
  await clock.pass(0);
  await sent[0]?.answer();
  for (const text of ["t", "tw", "two"]) {
    type(text);
    await clock.pass(200);
  }
  expect(sent).toHaveLength(1);
  await clock.pass(50);
  expect(sent.map(({ text }) => text)).toEqual(["one", "two"]);
});

test("an answer for an older version is dropped", async () => {
  const { clock, sent, events, schedule, document, type } = stage();
  schedule.opened(document);
  await clock.pass(0);
  type("two");
  await sent[0]?.answer();
  expect(events).toEqual([]);
  await clock.pass(250);
  await sent[1]?.answer();
  expect(events).toEqual(["show 2"]);
});

test("a newer text stops the analysis of the older", async () => {
  const { clock, sent, events, schedule, document, type } = stage();
  schedule.opened(document);
  await clock.pass(0);
  type("two");
  await clock.pass(250);
  expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  await sent[0]?.fail("CancelledError");
  expect(events).toEqual([]);
});

test("a closed document shows nothing and leaves no timer", async () => {
  const { clock, sent, events, schedule, document, type } = stage();
  schedule.opened(document);
  await clock.pass(0);
  type("two");
  schedule.closed(document.uri);
  schedule.closed(document.uri);
  await sent[0]?.answer();
  expect(events).toEqual(["clear: closed"]);
  expect([clock.waiting, schedule.documentCount]).toEqual([0, 0]);
});

test("a header that turns out to be C++ is cleared, not sent", async () => {
  const { clock, sent, events, schedule, document } = stage();
  document.text = undefined;
  schedule.opened(document);
  await clock.pass(0);
  expect([sent.length, events]).toEqual([0, ["clear: no C"]]);
});

test("a failure keeps the last findings and is told", async () => {
  const { clock, sent, events, schedule, document } = stage();
  schedule.opened(document);
  await clock.pass(0);
  await sent[0]?.fail("ChannelClosedError");
  expect(events).toEqual(["failed"]);
  schedule.again();
  await clock.pass(0);
  await sent[1]?.answer();
  expect(events).toEqual(["failed", "show 1"]);
});

test("disposing stops everything", async () => {
  const { clock, sent, events, schedule, document } = stage();
  schedule.opened(document);
  await clock.pass(0);
  schedule.dispose();
  await sent[0]?.answer();
  expect([events, clock.waiting, schedule.documentCount]).toEqual([[], 0, 0]);
});
