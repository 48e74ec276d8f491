// The replay worker: plumbing between a worker thread's port and the engine.

import { readFile } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import { type EngineMethods, openChannel } from "../core/protocol/index.ts";
import { createEngine } from "./engine.ts";
import { pause, threadPort } from "./thread-port.ts";

if (parentPort === null) throw new Error("replay-worker.js runs as a worker thread only");

openChannel<EngineMethods, Record<never, never>>({
  port: threadPort(parentPort),
  handlers: createEngine({ readFile, pause }),
  newAbortController: () => new AbortController(),
});
