// Plays jobs on worker threads, two at a time by default: a replay takes a core and half a gigabyte.
//
// Results come back in the order of the jobs, whichever ended first. A job that throws ends the whole.

import { Worker } from "node:worker_threads";

export async function runJobs<Job, Result>(
  script: string,
  jobs: readonly Job[],
  workers: number,
  told: (done: number, total: number) => void,
): Promise<Result[]> {
  const results: Result[] = new Array(jobs.length);
  let next = 0;
  let done = 0;
  const runOne = async (): Promise<void> => {
    const worker = new Worker(script);
    try {
      while (next < jobs.length) {
        const job = next++;
        results[job] = await ask<Job, Result>(worker, jobs[job] as Job);
        told(++done, jobs.length);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, runOne));
  return results;
}

function ask<Job, Result>(worker: Worker, job: Job): Promise<Result> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off("message", onMessage);
      worker.off("error", onError);
    };
    const onMessage = (result: Result): void => {
      settle();
      resolve(result);
    };
    const onError = (error: unknown): void => {
      settle();
      reject(error);
    };
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.postMessage(job);
  });
}
