// One Node worker thread as the host sees it: a port, an end, and the reason for it.
//
// The thread inherits no debugger flags from the extension host. What it writes to stdout or stderr goes to `output`,
// since nobody looks at the extension host's own streams. An end is reported once, whoever caused it.

import { Worker } from "node:worker_threads";
import type { Port } from "../core/protocol/index.ts";

export interface WorkerThread {
  readonly port: Port;
  onEnd(report: (reason: string) => void): void;
  end(): Promise<void>;
}

export function startThread(
  bundle: string,
  name: string,
  output: (text: string) => void,
): WorkerThread {
  const worker = new Worker(bundle, { name, execArgv: [], stdout: true, stderr: true });
  worker.stdout.on("data", (chunk: Buffer) => output(chunk.toString().trimEnd()));
  worker.stderr.on("data", (chunk: Buffer) => output(chunk.toString().trimEnd()));
  let failure: Error | undefined;
  worker.on("error", (error) => {
    failure = error;
  });

  return {
    port: {
      post: (message) => worker.postMessage(message),
      listen(receive) {
        worker.on("message", receive);
        return () => worker.off("message", receive);
      },
    },
    onEnd(report) {
      worker.once("exit", (code) => report(failure?.message ?? `exit code ${code}`));
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
