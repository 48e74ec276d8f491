// A worker thread that lives in the test: it answers through the real channel, and dies on command.

import { type Handlers, openChannel, type Port } from "../../src/core/protocol/index.ts";
import type { Methods } from "../../src/host/worker-client.ts";
import type { WorkerThread } from "../../src/host/worker-thread.ts";

export interface FakeThread extends WorkerThread {
  die(reason: string): void;
  readonly isEnded: boolean;
}

export function fakeThread<M extends Methods<M>>(handlers: Handlers<M>): FakeThread {
  const [here, there] = portPair();
  openChannel<M, Record<never, never>>({
    port: there,
    handlers,
    newAbortController: () => new AbortController(),
  });
  let report: (reason: string) => void = () => undefined;
  let ended = false;
  const end = (reason: string) => {
    if (ended) return;
    ended = true;
    report(reason);
  };
  return {
    port: here,
    onEnd(listener) {
      report = listener;
    },
    end: async () => end("exit code 1"),
    die: end,
    get isEnded() {
      return ended;
    },
  };
}

/** Two ends; messages arrive in a later microtask, as copies. */
function portPair(): readonly [Port, Port] {
  const ends = [0, 1].map(() => ({
    receive: undefined as ((message: unknown) => void) | undefined,
  }));
  const port = (mine: number): Port => ({
    post(message) {
      const copy = structuredClone(message);
      queueMicrotask(() => ends[1 - mine]?.receive?.(copy));
    },
    listen(receive) {
      const end = ends[mine];
      if (end !== undefined) end.receive = receive;
      return () => {
        if (end !== undefined) end.receive = undefined;
      };
    },
  });
  return [port(0), port(1)];
}
