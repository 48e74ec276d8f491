// The bench traces in which each call is a coin toss: one thread, sizes evenly spread, a live set of steady size.
//
// First the live set is allocated. Then each event picks one of twice as many places at random: a full place is freed, an
// empty one filled. Half of the places are full, so nobody can predict which call comes next, and the number of live
// blocks stays within a few square roots of itself.

import type { WorkControl } from "../base/cancelled.ts";
import { NO_BLOCK } from "../trace/index.ts";
import { BenchRows } from "./bench-rows.ts";
import type { Generated } from "./chain-rows.ts";
import { Random } from "./random.ts";
import { Slices } from "./slices.ts";
import type { BenchWorkload } from "./workload.ts";

const MAIN = 0;
const SEED = 1;

interface Tosses {
  readonly live: number;
  readonly minSize: number;
  readonly maxSize: number;
  /** Is each block named anew? Else names are recycled, last freed first. */
  readonly freshSlots: boolean;
}

const mixed: Tosses = { live: 100_000, minSize: 16, maxSize: 1024, freshSlots: false };

export const tosses = {
  mixed,
  mixeduniq: { ...mixed, freshSlots: true },
  tiny: { live: 1024, minSize: 8, maxSize: 120, freshSlots: false },
  big: { ...mixed, live: 1_000_000 },
} as const satisfies Record<string, Tosses>;

export async function generateTosses(
  { events }: BenchWorkload,
  { live, minSize, maxSize, freshSlots }: Tosses,
  control: WorkControl,
): Promise<Generated> {
  const rows = new BenchRows({ events, threads: 1, freshSlots });
  const slices = new Slices(control);
  const random = new Random(SEED);
  const places = new Int32Array(2 * live).fill(NO_BLOCK);
  const range = maxSize - minSize + 1;
  while (!rows.full) {
    const filling = rows.length < live;
    const at = filling ? rows.length : random.below(places.length);
    const held = places[at] as number;
    if (held === NO_BLOCK) {
      places[at] = rows.malloc(MAIN, minSize + random.below(range));
    } else {
      rows.free(MAIN, held);
      places[at] = NO_BLOCK;
    }
    if (slices.due(1)) await slices.pause(rows.length, events);
  }
  return rows.finish(control);
}
