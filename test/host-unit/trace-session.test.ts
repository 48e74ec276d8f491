// One story per test: steps in words, then what the page was shown and what the worker was asked.

import { expect, test } from "vitest";
import type { EngineMethods, InspectorState } from "../../src/core/protocol/index.ts";
import { type PresentedError, UnreadablePolicyError } from "../../src/host/present-error.ts";
import { TraceSession } from "../../src/host/trace-session.ts";
import { WorkerClient } from "../../src/host/worker-client.ts";
import { FakeEngine } from "./fake-engine.ts";
import { type FakeThread, fakeThread } from "./fake-thread.ts";

interface Stage {
  readonly engine: FakeEngine;
  readonly session: TraceSession;
  readonly client: WorkerClient<EngineMethods>;
  readonly failures: PresentedError[];
  /** States shown, in short; progress is left out. */
  readonly shown: string[];
  readonly progress: string[];
  thread(): FakeThread;
  /** Resolves when the worker has been asked this. */
  asked(question: string): Promise<void>;
}

function stage(policy = "seed"): Stage {
  const engine = new FakeEngine();
  const threads: FakeThread[] = [];
  const shown: string[] = [];
  const progress: string[] = [];
  const failures: PresentedError[] = [];
  const client = new WorkerClient<EngineMethods>({
    name: "replay worker",
    start: () => {
      const thread = fakeThread<EngineMethods>(engine.handlers);
      threads.push(thread);
      return thread;
    },
    onDeath: (reason) => session.engineDied(reason),
  });
  const session: TraceSession = new TraceSession({
    engine: client,
    name: "t.hktrace.txt",
    readSource: async () => ({ kind: "file", path: "/t", name: "t.hktrace.txt" }),
    policy,
    continueAfterNull: () => false,
    onState: (state) => (state.kind === "working" ? progress : shown).push(inShort(state)),
    onFailure: (error) => failures.push(error),
  });
  return {
    engine,
    session,
    client,
    failures,
    shown,
    progress,
    thread: () => threads.at(-1) as FakeThread,
    async asked(question) {
      while (!engine.asked.includes(question)) await new Promise(setImmediate);
    },
  };
}

function inShort(state: InspectorState): string {
  switch (state.kind) {
    case "working":
      return `${state.task} ${state.done}/${state.total}`;
    case "ready":
      return `${state.recording.policy.name} #${state.recording.recording}${state.stale ? " stale" : ""}`;
    case "failed":
      return `failed: ${state.message}`;
  }
}

test("the first question starts one replay, however many ask", async () => {
  const { session, engine, shown } = stage();
  const [one, two] = await Promise.all([session.settled(), session.settled()]);
  expect(one).toBe(two);
  expect(engine.asked).toEqual(["open t.hktrace.txt", "replay seed of 1"]);
  expect(shown).toEqual(["seed #2"]);
});

test("another policy replays the same open trace", async () => {
  const { session, engine, shown } = stage();
  await session.settled();
  await session.replay("no-fallback");
  expect(engine.asked.slice(2)).toEqual(["replay no-fallback of 1"]);
  expect(shown).toEqual(["seed #2", "no-fallback #3"]);
  expect(session.lastPolicy).toBe("no-fallback");
});

test("progress reaches the page a hundred times at most", async () => {
  const { session, progress } = stage();
  await session.settled();
  const replaying = progress.filter((text) => text.startsWith("Replaying with seed"));
  expect(replaying).toHaveLength(101);
  expect(replaying.at(-1)).toBe("Replaying with seed 1000/1000");
});

test("a newer replay stops the older, and both callers get the newer", async () => {
  const { session, engine, asked, shown } = stage();
  await session.settled();
  engine.holds = true;
  const older = session.replay("seed");
  await asked("replay seed of 1");
  const newer = session.replay("no-fallback");
  await asked("replay no-fallback of 1");
  engine.finish();
  expect(inShort(await older)).toBe("no-fallback #3");
  expect(inShort(await newer)).toBe("no-fallback #3");
  expect(shown).toEqual(["seed #2", "no-fallback #3"]);
});

test("cancelling goes back to what was shown, silently", async () => {
  const { session, engine, asked, failures } = stage();
  await session.settled();
  engine.holds = true;
  const replaying = session.replay("no-fallback");
  await asked("replay no-fallback of 1");
  session.cancel();
  expect(inShort(await replaying)).toBe("seed #2");
  expect(session.lastPolicy).toBe("seed");
  expect(failures).toEqual([]);
});

test("cancelling does not wait for a worker that is slow to notice", async () => {
  const { session, engine, asked } = stage();
  await session.settled();
  Object.assign(engine.handlers, {
    replay: () => {
      engine.asked.push("deaf replay");
      return new Promise(() => undefined);
    },
  });
  const replaying = session.replay("no-fallback");
  await asked("deaf replay");
  session.cancel();
  expect(inShort(await replaying)).toBe("seed #2");
});

test("cancelling the first replay leaves a page that can try again", async () => {
  const { session, engine, asked } = stage();
  engine.holds = true;
  const first = session.settled();
  await asked("replay seed of 1");
  session.cancel();
  expect(await first).toMatchObject({ kind: "failed", canRetry: true });
  engine.holds = false;
  expect(inShort(await session.replay())).toBe("seed #2");
});

test("a worker that dies in a replay fails it with a Retry that works", async () => {
  const { session, engine, asked, thread, failures, client } = stage();
  engine.holds = true;
  const first = session.settled();
  await asked("replay seed of 1");
  thread().die("out of memory");
  expect(await first).toMatchObject({ kind: "failed", canRetry: true });
  expect(failures).toEqual([
    {
      message:
        "Could not replay t.hktrace.txt: the replay worker ended unexpectedly (out of memory). Nothing was lost on disk; Retry starts a new worker.",
      button: "Retry",
      canRetry: true,
    },
  ]);
  engine.holds = false;
  engine.asked.length = 0;
  expect((await session.replay()).kind).toBe("ready");
  expect(engine.asked).toEqual(["open t.hktrace.txt", "replay seed of 2"]);
  expect(client.generation).toBe(2);
});

test("a worker that dies at rest takes the recording with it", async () => {
  const { session, thread } = stage();
  await session.settled();
  thread().die("exit code 1");
  expect(session.state).toMatchObject({ kind: "failed", canRetry: true });
  await expect(session.heap(anyHeap, {})).rejects.toThrow("nothing is replayed yet");
  expect((await session.replay()).kind).toBe("ready");
});

test("what a page asks while the worker dies fails instead of hanging", async () => {
  const { session, engine, thread } = stage();
  await session.settled();
  Object.assign(engine.handlers, { heap: () => new Promise(() => undefined) });
  const asking = session.heap(anyHeap, {});
  thread().die("exit code 1");
  await expect(asking).rejects.toThrow("the replay worker ended unexpectedly (exit code 1)");
});

test("a changed file is offered, and reloading opens it anew", async () => {
  const { session, engine, shown } = stage();
  await session.settled();
  session.markChanged();
  session.markChanged();
  expect(shown).toEqual(["seed #2", "seed #2 stale"]);
  await session.replay("no-fallback");
  expect(shown.at(-1)).toBe("no-fallback #3 stale");
  engine.asked.length = 0;
  await session.reload();
  expect(shown.at(-1)).toBe("no-fallback #5");
  expect(engine.asked).toEqual(["open t.hktrace.txt", "close 1", "replay no-fallback of 4"]);
});

test("a file that changes while it is read is stale from the start", async () => {
  const { session, engine, asked } = stage();
  engine.holds = true;
  const first = session.settled();
  await asked("replay seed of 1");
  session.markChanged();
  engine.finish();
  expect(inShort(await first)).toBe("seed #2 stale");
});

test("an unreadable trace is explained and can be reloaded", async () => {
  const { session, engine, failures } = stage();
  engine.unreadable = "line 1 is not a header";
  expect(await session.settled()).toMatchObject({ kind: "failed", canRetry: true });
  expect(failures[0]?.button).toBe("Reload");
  engine.unreadable = undefined;
  expect((await session.reload()).kind).toBe("ready");
});

test("an unknown policy is refused before anything is opened", async () => {
  const { session, engine, failures } = stage("worst-fit");
  expect(await session.settled()).toMatchObject({ kind: "failed" });
  expect(failures[0]?.message).toContain('no policy "worst-fit"; known: seed, no-fallback');
  expect(engine.asked).toEqual([]);
});

test("an unknown policy leaves the shown recording alone", async () => {
  const { session, shown, engine } = stage();
  await session.settled();
  await expect(session.replay("worst-fit")).rejects.toMatchObject({ name: "UnknownPolicyError" });
  expect([shown, session.lastPolicy]).toEqual([["seed #2"], "seed"]);
  expect(engine.asked).toHaveLength(2);
});

test("ranges come from the last recording while the next is made", async () => {
  const { session, engine, asked } = stage();
  await session.settled();
  engine.holds = true;
  const replaying = session.replay("no-fallback");
  await asked("replay no-fallback of 1");
  await session.heap(anyHeap, {});
  await session.failures({ first: 0, count: 5 }, {});
  expect(engine.asked.slice(-2)).toEqual(["heap 0 of 2", "failures 0+5 of 2"]);
  engine.finish();
  await replaying;
  await session.heap(anyHeap, {});
  expect(engine.asked.at(-1)).toBe("heap 0 of 3");
});

test("disposing closes the trace in the worker and shows nothing more", async () => {
  const { session, engine, asked, shown } = stage();
  await session.settled();
  engine.holds = true;
  const replaying = session.replay("no-fallback");
  await asked("replay no-fallback of 1");
  session.dispose();
  await replaying;
  await asked("close 1");
  expect(shown).toEqual(["seed #2"]);
});

test("a trace that finishes opening after disposal is closed again", async () => {
  const { session, engine, asked } = stage();
  let letOpen: () => void = () => undefined;
  const { open } = engine.handlers;
  Object.assign(engine.handlers, {
    open: async (...args: Parameters<typeof open>) => {
      const opened = await open(...args);
      await new Promise<void>((resolve) => {
        letOpen = resolve;
      });
      return opened;
    },
  });
  const first = session.settled();
  await asked("open t.hktrace.txt");
  session.dispose();
  letOpen();
  await first;
  await asked("close 1");
  expect(engine.asked).toEqual(["open t.hktrace.txt", "close 1"]);
});

const anyHeap = {
  event: 0,
  range: {
    firstSuperSlab: 0,
    superSlabCount: 1,
    firstReleased: 0,
    releasedCount: 0,
    firstLibc: 0,
    libcCount: 0,
    soughtSuperSlab: -1,
  },
};

test("a policy file is read for every replay, and then offered by the name of its policy", async () => {
  const { session, engine, shown } = stage();
  await session.settled();
  let text = "mine";
  const file = { name: "mine.hakmem-policy.json", read: async () => text };
  await session.replay(file);
  expect(session.lastPolicy).toBe("mine.hakmem-policy.json");
  const state = await session.replay("seed");
  const offered =
    state.kind === "ready" ? state.policies.map(({ name, kind }) => [name, kind]) : [];
  expect(offered).toEqual([
    ["seed", "epoch"],
    ["no-fallback", "option"],
    ["mine", "file"],
  ]);
  text = "changed";
  await session.replay("mine");
  expect(engine.asked.slice(2)).toEqual([
    "replay mine.hakmem-policy.json (mine) of 1",
    "replay seed of 1",
    "replay mine.hakmem-policy.json (changed) of 1",
  ]);
  expect(shown).toEqual(["seed #2", "mine #3", "seed #4", "changed #5"]);
});

test("cancelling the next replay keeps a file as the policy that is replayed again", async () => {
  const { session, engine, asked } = stage();
  const file = { name: "mine.hakmem-policy.json", read: async () => "mine" };
  await session.replay(file);
  engine.holds = true;
  const other = session.replay("no-fallback");
  await asked("replay no-fallback of 1");
  session.cancel();
  expect(inShort(await other)).toBe("mine #2");
  engine.holds = false;
  expect(inShort(await session.replay())).toBe("mine #3");
});

test("a policy file that is gone says so, and trying again may help", async () => {
  const { session, failures } = stage();
  const file = {
    name: "mine.hakmem-policy.json",
    read: () => Promise.reject(new UnreadablePolicyError("mine.hakmem-policy.json")),
  };
  const state = await session.replay(file);
  expect(inShort(state)).toBe(
    "failed: Could not replay t.hktrace.txt: the policy file mine.hakmem-policy.json cannot be read. Was it moved or deleted?",
  );
  expect(failures.map(({ button }) => button)).toEqual(["Retry"]);
});
