// larson as the hand-off ran it: chains of threads that inherit one array of blocks each.
//
// The main thread allocates all arrays, then starts one worker per array. A worker does rounds × chunks replacements (free
// the block of a random slot, allocate one of random size into it), then starts its successor on the same array and ends.
// With one round about 63 % (1 - 1/e) of the frees hit a block of an earlier thread. When the budget is spent every worker
// stops where it is.
//
// Sizes and slots come from the workload's own seed, one stream a chain, and do not depend on the interleaving; that is
// made of random time slices by a second seed. It is an order that the program could have had, not one it was seen to
// have. The numbers are not those of larson's own generator.

import type { WorkControl } from "../base/cancelled.ts";
import { EventKind } from "../trace/index.ts";
import { ChainRows, type Generated, MAIN } from "./chain-rows.ts";
import { mostEvents, replacements } from "./larson-size.ts";
import { Random } from "./random.ts";
import { Slices } from "./slices.ts";
import type { LarsonWorkload } from "./workload.ts";

const LONGEST_TIME_SLICE = 64;
/** Random numbers that a chain draws at a time; even, since a replacement takes one or two. */
const DRAWS = 4096;

interface Chain {
  readonly random: Random;
  readonly draws: Int32Array;
  /** Draws used. */
  drawn: number;
  /** First block slot of its array. */
  readonly firstSlot: number;
  worker: number;
  /** Replacements until its successor takes over. */
  left: number;
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
  return run.rows.finish();
}

class LarsonRun {
  readonly rows: ChainRows;
  private readonly workload: LarsonWorkload;
  private readonly range: number;
  private readonly chains: Chain[] = [];

  constructor(workload: LarsonWorkload) {
    this.workload = workload;
    this.range = workload.maxSize - workload.minSize;
    this.rows = new ChainRows(mostEvents(workload), workload.threads * workload.chunks);
  }

  allocateArray(array: number): void {
    const { chunks, rounds, seed, minSize } = this.workload;
    const random = new Random(seed, array);
    const firstSlot = array * chunks;
    for (let i = 0; i < chunks; i++) {
      const extra = this.range === 0 ? 0 : random.next() % this.range;
      this.rows.malloc(MAIN, firstSlot + i, minSize + extra);
    }
    const draws = { random, draws: new Int32Array(DRAWS), drawn: DRAWS };
    this.chains.push({ ...draws, firstSlot, worker: MAIN, left: rounds * chunks });
  }

  startWorkers(): void {
    for (const chain of this.chains) chain.worker = this.rows.startThread(MAIN);
  }

  /**
   * Up to `most` replacements by the chain's worker; answers how many it did. Sizes take C's remainder: a negative range
   * adds to the smallest size all the same, no range gives one size.
   */
  work(index: number, most: number): number {
    const chain = this.chains[index] as Chain;
    const count = Math.min(most, chain.left);
    const { rows, range } = this;
    const { kind, block, size } = rows;
    const { draws, firstSlot } = chain;
    const { chunks, minSize } = this.workload;
    const from = rows.length;
    const to = from + 2 * count;
    for (let row = from; row < to; row += 2) {
      if (chain.drawn === DRAWS) drawAgain(chain);
      const slot = firstSlot + ((draws[chain.drawn++] as number) % chunks);
      kind[row] = EventKind.Free;
      block[row] = slot;
      block[row + 1] = slot;
      size[row + 1] = range === 0 ? minSize : minSize + ((draws[chain.drawn++] as number) % range);
    }
    rows.thread.fill(chain.worker, from, to);
    rows.length = to;
    chain.left -= count;
    return count;
  }

  /** A worker that has done its share starts its successor and ends. */
  succeed(index: number): void {
    const chain = this.chains[index] as Chain;
    if (chain.left > 0) return;
    const worker = this.rows.startThread(chain.worker);
    this.rows.endThread(chain.worker);
    chain.worker = worker;
    chain.left = this.workload.rounds * this.workload.chunks;
  }

  stop(): void {
    for (const chain of this.chains) this.rows.endThread(chain.worker);
  }
}

function drawAgain(chain: Chain): void {
  chain.random.fill(chain.draws);
  chain.drawn = 0;
}
