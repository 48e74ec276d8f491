// What every pool above Tiny can do, and the two things they all do alike: choosing a class and carving a block.
//
// A pool answers with block numbers; requested sizes, counters and the observer are `route.ts`'s business. `take` leaves
// in `model.refillOutcome` how it got the block: CacheHit from a free list, Refill from memory it had, Mapped after mmap.

import { NO_ROW } from "../address-index.ts";
import { NONE } from "../bits.ts";
import type { Store } from "../columns.ts";
import type { PoolPolicy } from "../layers.ts";
import type { Model } from "../model.ts";
import type { Outcome } from "../outcome.ts";
import type { BlockLists } from "./block-lists.ts";
import type { LargeBlocks } from "./large-blocks.ts";
import type { Runs } from "./runs.ts";

/** The pool takes the pointer for its own, and it is no block. */
export const STRANGER = -2;

export interface Pool {
  readonly policy: PoolPolicy;
  /** Bytes of each block that lie before USER. */
  readonly headerBytes: number;
  /** All lists whose blocks are free, for the audit. */
  readonly lists: readonly BlockLists[];
  /** Is this pointer the pool's, by the test that its free makes: block number, NONE, or STRANGER. */
  recognise(model: Model, user: number): number;
  /** A free block, or NONE when Linux refuses memory. */
  take(model: Model, thread: number, sizeClass: number): number;
  /** A block that the program let go of. */
  give(model: Model, thread: number, block: number): Outcome;
  /** Has the thread blocks or memory of its own here? */
  holds(thread: number): boolean;
  /** The thread ends and leaves what it holds to others. */
  abandon(thread: number): void;
}

export interface PoolParts {
  readonly store: Store;
  readonly blocks: LargeBlocks;
  readonly runs: Runs;
  /** The pool's number in the policy's list. */
  readonly number: number;
}

/** Class of the smallest block that holds the request, NONE if the pool does not serve it. */
export function classIn(policy: PoolPolicy, size: number): number {
  if (size < policy.from) return NONE;
  const found = policy.classes.findIndex((bytes) => bytes >= size);
  if (found < 0) return NONE;
  const fits = policy.wMax === undefined || bytesOf(policy, found) <= policy.wMax * size;
  return fits ? found : NONE;
}

/** Bytes of a class that belong to the program. */
export function bytesOf(policy: PoolPolicy, sizeClass: number): number {
  return policy.classes[sizeClass] ?? 0;
}

/** The next block of a run that has room for it. */
export function carve(
  { blocks, runs }: PoolParts,
  { policy, headerBytes }: Pick<Pool, "policy" | "headerBytes">,
  run: number,
  sizeClass: number,
): number {
  const user = runs.start.get(run) + runs.cursor.get(run) + headerBytes;
  runs.cursor.add(run, headerBytes + bytesOf(policy, sizeClass));
  return blocks.add(user, run, sizeClass);
}

/** Recognises by address: whatever lies in a run of the pool is the pool's. */
export function recogniseByRun({ blocks, runs, number }: PoolParts, user: number): number {
  const run = runs.find(user);
  if (run === NONE || runs.pool.get(run) !== number) return NONE;
  const block = blocks.find(user);
  return block === NO_ROW ? STRANGER : block;
}
