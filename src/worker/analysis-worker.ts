// The C worker's thread: connects the analysis to the port of its parent. The wasm files lie beside this bundle.
//
// Requests that arrive while the grammar loads wait in the port, which starts when it is listened to.

import { parentPort } from "node:worker_threads";
import { invariant } from "../core/base/invariant.ts";
import { type AnalysisMethods, openChannel } from "../core/protocol/index.ts";
import { createAnalysis } from "./analysis.ts";
import { readGrammarFiles } from "./grammar-files.ts";

async function start(): Promise<void> {
  const port = parentPort;
  invariant(port !== null, "the analysis worker runs only as a worker thread");
  const analysis = await createAnalysis(await readGrammarFiles(__dirname));
  openChannel<AnalysisMethods, Record<never, never>>({
    port: {
      post: (message) => port.postMessage(message),
      listen: (receive) => {
        port.on("message", receive);
        return () => port.off("message", receive);
      },
    },
    handlers: analysis.handlers,
    newAbortController: () => new AbortController(),
  });
}

void start();
