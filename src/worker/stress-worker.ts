// The stress worker: plumbing between a worker thread's port and larson's pattern. Says "ready" when its arrays are
// filled, and its result at the end.

import { parentPort, workerData } from "node:worker_threads";
import { LarsonWorker, type WorkerTask } from "./stress/larson-worker.ts";

if (parentPort === null) throw new Error("stress-worker.js runs as a worker thread only");

const worker = new LarsonWorker(workerData as WorkerTask);
parentPort.postMessage("ready");
parentPort.postMessage(worker.run());
