// bench_random_mixed: one thread, a table of slots, sizes from 16 to 1024 bytes.
//
// The program first allocates its table with calloc(slots, 8). Each iteration picks a slot: a full one is freed, an empty one
// allocated. The second argument is the number of slots, though some reports take it for a block size. What an iteration
// does to a full slot, and what becomes of the blocks at the end, no document says: here it is freed and they stay.

import type { WorkControl } from "../base/cancelled.ts";
import { BlockSlots, EventColumns, EventKind, NO_BLOCK } from "../trace/index.ts";
import type { Generated } from "./chain-rows.ts";
import { Random } from "./random.ts";
import { Slices } from "./slices.ts";
import type { RandomMixedWorkload } from "./workload.ts";

const MAIN = 0;
const POINTER_BYTES = 8;
const MIN_SIZE = 16;
const MAX_SIZE = 1024;

export async function generateRandomMixed(
  { iterations, workingSet, seed }: RandomMixedWorkload,
  control: WorkControl,
): Promise<Generated> {
  const columns = new EventColumns({ times: false, sites: false });
  const slots = new BlockSlots();
  const random = new Random(seed);
  const slices = new Slices(control);
  const table = new Int32Array(workingSet).fill(NO_BLOCK);
  const tableBytes = workingSet * POINTER_BYTES;
  columns.push(EventKind.Calloc, MAIN, slots.take(), workingSet, tableBytes, 0, 0);
  for (let done = 0; done < iterations; done++) {
    const at = random.below(workingSet);
    const held = table[at] as number;
    if (held >= 0) {
      columns.push(EventKind.Free, MAIN, held, 0, 0, 0, 0);
      slots.release(held);
      table[at] = NO_BLOCK;
    } else {
      const size = MIN_SIZE + random.below(MAX_SIZE - MIN_SIZE + 1);
      const block = slots.take();
      columns.push(EventKind.Malloc, MAIN, block, 0, size, 0, 0);
      table[at] = block;
    }
    if (slices.due(1)) await slices.pause(done, iterations);
  }
  const threads = [{ tid: MAIN, birth: "unknown", end: "unknown" }] as const;
  return { events: await columns.finish(slots.count, control), threads };
}
