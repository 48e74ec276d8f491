// The bench trace of larson's pattern without its births: four threads, four arrays of blocks that go round.
//
// Each thread fills an array, replaces as many random blocks of it as it has, and hands it to the next thread. After the
// first rounds 61 % of the frees are of blocks that another thread allocated: a block was already replaced in this turn
// with 1 - 1/e on average over the turn, else it is the thread's own only if it outlived three others' turns.
//
// Threads take turns of SLICE replacements, an order the program could have had.

import type { WorkControl } from "../base/cancelled.ts";
import { BenchRows } from "./bench-rows.ts";
import type { Generated } from "./chain-rows.ts";
import { Random } from "./random.ts";
import { Slices } from "./slices.ts";
import type { BenchWorkload } from "./workload.ts";

const THREADS = 4;
const CHUNKS = 1024;
const MIN_SIZE = 8;
/** Inclusive here; larson's own maximum is not. */
const MAX_SIZE = 128;
const SLICE = 64;
const SEED = 1;

export async function generateLarson4(
  { events }: BenchWorkload,
  control: WorkControl,
): Promise<Generated> {
  const rows = new BenchRows({ events, threads: THREADS, freshSlots: false });
  const slices = new Slices(control);
  const random = new Random(SEED);
  const size = (): number => MIN_SIZE + random.below(MAX_SIZE - MIN_SIZE + 1);
  const arrays: Int32Array[] = [];
  for (let thread = 0; thread < THREADS; thread++) {
    arrays.push(Int32Array.from({ length: CHUNKS }, () => rows.malloc(thread, size())));
  }
  for (let turn = 0; !rows.full; turn++) {
    const thread = turn % THREADS;
    const round = Math.floor((turn * SLICE) / (THREADS * CHUNKS));
    const array = arrays[(thread + round) % THREADS] as Int32Array;
    for (let i = 0; i < SLICE; i++) {
      const at = random.below(CHUNKS);
      rows.free(thread, array[at] as number);
      array[at] = rows.malloc(thread, size());
    }
    if (slices.due(2 * SLICE)) await slices.pause(rows.length, events);
  }
  return rows.finish(control);
}
