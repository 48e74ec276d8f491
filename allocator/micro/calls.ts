// What the threads of a race do, call by call, and the rules that make one call take different steps.
//
// `Rules` is all that tells a broken variant from a fixed one. A call never asks which epoch it plays.

import { drainCache, type FailedLookup, reregister } from "./cache-drain.ts";
import { type FreelistKind, freelists } from "./freelist.ts";
import {
  drainRemote,
  type ForeignDrain,
  foreignDrains,
  publish,
  remotePush,
} from "./remote-queue.ts";
import { type AcquireRule, acquires, evict } from "./shared-pool.ts";
import { type Operation, within } from "./step.ts";
import { NULL, OWNER, threadMark } from "./words.ts";

export interface Rules {
  readonly freelist: FreelistKind;
  readonly foreignDrain: ForeignDrain;
  readonly acquire: AcquireRule;
  readonly failedLookup: FailedLookup;
}

/**
 * `malloc` refills one block from the slab bound to the thread; `free` asks who owns the slab; `free-by-drain` comes by
 * the thread's cache, whose drain asks nobody. Both free the block that the thread has held longest.
 */
export type Call =
  | "malloc"
  | "free"
  | "free-by-drain"
  | "drain-foreign-slab"
  | "publish"
  | "acquire-slab"
  | "evict"
  | "drain-cache"
  | "reregister";

/** A call's steps; it is given the blocks that its thread holds, oldest first, and returns those it holds then. */
export type PlayCall = (held: readonly number[]) => Operation<readonly number[]>;

export function callOf(thread: number, call: Call, rules: Rules): PlayCall {
  switch (call) {
    case "malloc":
      return (held) => malloc(held, rules);
    case "free":
      return (held) => free(thread, held, rules);
    case "free-by-drain":
      return (held) => freeByDrain(held, rules);
    default:
      return function* (held) {
        yield* internalCall(thread, call, rules);
        return held;
      };
  }
}

/** What the allocator does without a block for the program. */
function internalCall(
  thread: number,
  call: Exclude<Call, "malloc" | "free" | "free-by-drain">,
  rules: Rules,
): Operation {
  switch (call) {
    case "drain-foreign-slab":
      return foreignDrains[rules.foreignDrain](thread, freelists[rules.freelist]);
    case "publish":
      return publish();
    case "acquire-slab":
      return acquires[rules.acquire]();
    case "evict":
      return evict();
    case "drain-cache":
      return drainCache(thread, rules.failedLookup, freelists[rules.freelist]);
    case "reregister":
      return reregister();
  }
}

function* malloc(held: readonly number[], rules: Rules): Operation<readonly number[]> {
  const freelist = freelists[rules.freelist];
  let block = yield* freelist.pop();
  if (block === NULL) {
    yield* drainRemote(freelist);
    block = yield* freelist.pop();
  }
  if (block === NULL) return held;
  yield within("malloc").handOut(block);
  return [...held, block];
}

function* free(
  thread: number,
  [block, ...rest]: readonly number[],
  rules: Rules,
): Operation<readonly number[]> {
  if (block === undefined) return rest;
  yield within("free").takeBack(block);
  const owner = yield within("hak_tiny_free_superslab").load(OWNER);
  if (owner === threadMark(thread)) {
    yield* freelists[rules.freelist].push("tiny_free_local_box", block);
  } else yield* remotePush(block);
  return rest;
}

/** The cache lies between; only its thread sees it, so it takes no step. */
function* freeByDrain(
  [block, ...rest]: readonly number[],
  rules: Rules,
): Operation<readonly number[]> {
  if (block === undefined) return rest;
  yield within("free").takeBack(block);
  yield* freelists[rules.freelist].push("tiny_free_local_box", block);
  return rest;
}
