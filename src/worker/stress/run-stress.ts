// A stress run: workers over one shared heap, and afterwards the account of every block.
//
// A run by rounds does the same number of operations each time; a run by seconds does as many as this machine manages.
// The interleaving of real threads is never the same twice, so neither is a run's heap: only the checks are.

import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { checkSharedHeap, createSharedHeap, units } from "../../../allocator/index.ts";
import { CancelledError } from "../../core/base/cancelled.ts";
import type { StressReport } from "../../core/report/index.ts";
import type { WorkerResult, WorkerTask } from "./larson-worker.ts";
import { Ring } from "./ring.ts";

export interface StressOptions {
  /** Workers, 1..64. */
  readonly threads: number;
  /** How long: arrays that each worker plays (1,024 operations each), or seconds. */
  readonly length: { readonly rounds: number } | { readonly seconds: number };
  readonly seed: number;
  /** Whether each block is checked for being handed out twice; costs about half of the speed. */
  readonly checked: boolean;
}

export interface StressPlace {
  /** Folder of stress-worker.js. */
  readonly bundles: string;
  /** Nanoseconds from any fixed point. */
  now(): number;
  readonly signal: AbortSignal;
}

const HEAP_BYTES_PER_THREAD = 4 * units.MiB;

/**
 * @throws CancelledError if the signal is aborted
 * @throws whatever a worker threw
 */
export async function runStress(
  { threads, length, seed, checked }: StressOptions,
  { bundles, now, signal }: StressPlace,
): Promise<StressReport> {
  const heap = new SharedArrayBuffer(threads * HEAP_BYTES_PER_THREAD);
  createSharedHeap(heap, { owners: threads }).end();
  const ringBuffer = Ring.bufferFor(threads);
  const ring = new Ring(ringBuffer, threads);
  const rounds = "rounds" in length ? length.rounds : undefined;
  const workers = Array.from({ length: threads }, (_, worker) => {
    const task = { heap, ring: ringBuffer, worker, workers: threads, seed, rounds, checked };
    return startWorker(join(bundles, "stress-worker.js"), task);
  });
  const stop = () => ring.stop();
  signal.addEventListener("abort", stop);
  try {
    await Promise.all(workers.map((worker) => worker.ready));
    const started = now();
    ring.start();
    const timer = "seconds" in length ? setTimeout(stop, length.seconds * 1000) : undefined;
    const results = await Promise.all(workers.map((worker) => worker.result));
    const nanoseconds = now() - started;
    clearTimeout(timer);
    if (signal.aborted) throw new CancelledError();
    const sum = (of: (result: WorkerResult) => number) =>
      results.reduce((total, result) => total + of(result), 0);
    const operations = sum((result) => result.operations);
    return {
      ...{ threads, seed, checked, operations },
      operationsPerSecond: nanoseconds > 0 ? Math.round((operations * 1e9) / nanoseconds) : null,
      doubleAllocations: sum((result) => result.doubleAllocations),
      refused: sum((result) => result.refused),
      heap: checkSharedHeap(heap, heldBlocks(ring)),
    };
  } finally {
    signal.removeEventListener("abort", stop);
    ring.stop();
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

function* heldBlocks(ring: Ring): Iterable<number> {
  for (let array = 0; array < ring.arrays; array++) {
    for (const block of ring.array(array)) if (block !== 0) yield block;
  }
}

interface StressWorker {
  readonly ready: Promise<void>;
  readonly result: Promise<WorkerResult>;
  end(): Promise<unknown>;
}

function startWorker(bundle: string, task: WorkerTask): StressWorker {
  const worker = new Worker(bundle, { workerData: task, execArgv: [] });
  const failed = new Promise<never>((_, reject) => worker.once("error", reject));
  const ready = new Promise<void>((resolve) => worker.once("message", () => resolve()));
  const result = new Promise<WorkerResult>((resolve) =>
    worker.on("message", (message: WorkerResult | "ready") => {
      if (message !== "ready") resolve(message);
    }),
  );
  const outcome = Promise.race([result, failed]);
  outcome.catch(() => undefined); // awaited only once all are ready, and a worker may fail before
  return { ready: Promise.race([ready, failed]), result: outcome, end: () => worker.terminate() };
}
