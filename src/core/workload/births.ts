// Threads that only beget threads: what the mapping limit does to a program that joins nobody.
//
// Every thread touches K size classes once, never frees, starts its successor and ends. The last of the K is class 6, which
// libc's calloc for the successor's DTV touches anyway; the others get one malloc each. Where a thread maps SuperSlabs of
// its own, that is K of them a birth, beside the stack and its guard.
//
// The trace holds as many births as two mappings each leave room for under Linux's default limit of 65,530; it is the
// replay that says after how many a call fails. The second seed picks the chain that makes the next call.

import type { WorkControl } from "../base/cancelled.ts";
import { BIRTH_ROWS, ChainRows, type Generated, MAIN, SUCCESSION_ROWS } from "./chain-rows.ts";
import { Random } from "./random.ts";
import { Slices } from "./slices.ts";
import type { BirthsWorkload } from "./workload.ts";

export const BIRTHS = 65_530 / 2;

/** A request of each class that is touched with a malloc, whichever way sizes map to classes: 4, 3, 2, 1, 0, 5, 7. */
const REQUESTS = [100, 40, 20, 10, 4, 200, 600] as const;

/** Most classes that a thread can touch: those of REQUESTS, and the DTV's. */
export const MOST_CLASSES = REQUESTS.length + 1;

interface Chain {
  worker: number;
  /** Mallocs that the worker has made. */
  touched: number;
}

export async function generateBirths(
  { classes, threads }: BirthsWorkload,
  seed: number,
  control: WorkControl,
): Promise<Generated> {
  const mallocs = classes - 1;
  const rows = new ChainRows(BIRTHS * (mallocs + SUCCESSION_ROWS) + threads, 0);
  const slices = new Slices(control);
  const chains: Chain[] = [];
  let births = 0;
  for (; births < threads; births++) chains.push({ worker: rows.startThread(MAIN), touched: 0 });
  const interleaving = new Random(seed);
  while (births < BIRTHS) {
    const chain = chains[interleaving.below(threads)] as Chain;
    if (chain.touched < mallocs) {
      rows.malloc(chain.worker, rows.takeSlot(), REQUESTS[chain.touched++] as number);
    } else {
      const worker = rows.startThread(chain.worker);
      rows.endThread(chain.worker);
      chain.worker = worker;
      chain.touched = 0;
      births++;
    }
    if (slices.due(BIRTH_ROWS)) await slices.pause(births, BIRTHS);
  }
  for (const chain of chains) rows.endThread(chain.worker);
  return rows.finish();
}
