// A worker_threads port as the channel wants it, for either end, and the pause that lets messages in.

import type { MessagePort, Worker } from "node:worker_threads";
import type { Port } from "../core/protocol/index.ts";

export function threadPort(end: MessagePort | Worker): Port {
  return {
    post: (message) => end.postMessage(message),
    listen(receive) {
      end.on("message", receive);
      return () => end.off("message", receive);
    },
  };
}

/** Resolves after pending messages and timers had their turn. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
