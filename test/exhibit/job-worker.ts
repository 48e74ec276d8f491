// A worker thread that plays one job after the other.

import { parentPort } from "node:worker_threads";
import { type Job, playJob } from "./jobs.ts";

parentPort?.on("message", (job: Job) => {
  void playJob(job).then((result) => parentPort?.postMessage(result));
});
