// larson as the hand-off ran it: chains of threads that inherit one array of blocks each.
//
// The main thread allocates all arrays, then starts one worker per array. A worker does rounds × chunks replacements (free
// the block of a random slot, allocate one of random size into it), then starts its successor on the same array and ends.
// Starting a thread costs its creator libc's calloc(18, 16) for the new thread's DTV; nobody joins, so it is never freed.
// With one round about 63 % (1 - 1/e) of the frees hit a block of an earlier thread. When the budget is spent every worker
// stops where it is.
//
// Sizes and slots come from the workload's own seed, one stream a chain, and do not depend on the interleaving; that is
// made of random time slices by a second seed. It is an order that the program could have had, not one it was seen to
// have. The numbers are not those of larson's own generator.

import type { WorkControl } from "../base/cancelled.ts";
import {
  EventColumns,
  EventKind,
  type EventTable,
  NO_BLOCK,
  type ThreadLife,
} from "../trace/index.ts";
import { replacements } from "./larson-size.ts";
import { Random } from "./random.ts";
import { Slices } from "./slices.ts";
import type { LarsonWorkload } from "./workload.ts";

const MAIN = 0;
const DTV_COUNT = 18;
const DTV_BYTES = 18 * 16;
const LONGEST_TIME_SLICE = 64;

interface Chain {
  readonly random: Random;
  /** First block slot of its array. */
  readonly firstSlot: number;
  worker: number;
  /** Replacements until its successor takes over. */
  left: number;
}

export interface Generated {
  readonly events: EventTable;
  readonly threads: readonly ThreadLife[];
}

export async function generateLarson(
  workload: LarsonWorkload,
  seed: number,
  control: WorkControl,
): Promise<Generated> {
  const run = new LarsonRun(workload);
  const slices = new Slices(control);
  const budget = replacements(workload);
  for (let array = 0; array < workload.threads; array++) {
    run.allocateArray(array);
    if (slices.due(workload.chunks)) await slices.pause(0, budget);
  }
  run.startWorkers();
  const interleaving = new Random(seed);
  for (let done = 0; done < budget; ) {
    const chain = interleaving.below(workload.threads);
    const slice = 1 + interleaving.below(LONGEST_TIME_SLICE);
    const did = run.work(chain, Math.min(slice, budget - done));
    done += did;
    if (done < budget) run.succeed(chain);
    if (slices.due(did)) await slices.pause(done, budget);
  }
  run.stop();
  return run.finish(control);
}

class LarsonRun {
  private readonly workload: LarsonWorkload;
  private readonly range: number;
  private readonly columns = new EventColumns({ times: false, sites: false });
  private readonly chains: Chain[] = [];
  private slots = 0;
  private births = 0;

  constructor(workload: LarsonWorkload) {
    this.workload = workload;
    this.range = workload.maxSize - workload.minSize;
  }

  allocateArray(array: number): void {
    const { chunks, rounds, seed } = this.workload;
    const random = new Random(seed, array);
    const chain = { random, firstSlot: this.slots, worker: MAIN, left: rounds * chunks };
    this.chains.push(chain);
    for (let i = 0; i < chunks; i++) this.allocate(MAIN, this.slots++, random);
  }

  startWorkers(): void {
    for (const chain of this.chains) chain.worker = this.startThread(MAIN);
  }

  /** Up to `most` replacements by the chain's worker; answers how many it did. */
  work(index: number, most: number): number {
    const chain = this.chains[index] as Chain;
    const count = Math.min(most, chain.left);
    const { random, firstSlot, worker } = chain;
    const { chunks } = this.workload;
    for (let i = 0; i < count; i++) {
      const slot = firstSlot + random.below(chunks);
      this.columns.push(EventKind.Free, worker, slot, 0, 0, 0, 0);
      this.allocate(worker, slot, random);
    }
    chain.left -= count;
    return count;
  }

  /** A worker that has done its share starts its successor and ends. */
  succeed(index: number): void {
    const chain = this.chains[index] as Chain;
    if (chain.left > 0) return;
    const worker = this.startThread(chain.worker);
    this.endThread(chain.worker);
    chain.worker = worker;
    chain.left = this.workload.rounds * this.workload.chunks;
  }

  stop(): void {
    for (const chain of this.chains) this.endThread(chain.worker);
  }

  async finish(control: WorkControl): Promise<Generated> {
    const main: ThreadLife = { tid: MAIN, birth: "unknown", end: "unknown" };
    const threads: ThreadLife[] = [main];
    for (let tid = 1; tid <= this.births; tid++) {
      threads.push({ tid, birth: "recorded", end: "recorded" });
    }
    return { events: await this.columns.finish(this.slots, control), threads };
  }

  /** C's remainder: a negative range adds to the smallest size all the same, no range gives one size. */
  private allocate(thread: number, slot: number, random: Random): void {
    const { range } = this;
    const extra = range === 0 ? 0 : random.next() % range;
    this.columns.push(EventKind.Malloc, thread, slot, 0, this.workload.minSize + extra, 0, 0);
  }

  private startThread(creator: number): number {
    const born = ++this.births;
    this.columns.push(EventKind.Calloc, creator, this.slots++, DTV_COUNT, DTV_BYTES, 0, 0);
    this.columns.push(EventKind.ThreadStart, creator, NO_BLOCK, born, 0, 0, 0);
    return born;
  }

  private endThread(thread: number): void {
    this.columns.push(EventKind.ThreadEnd, thread, NO_BLOCK, 0, 0, 0, 0);
  }
}
