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

/** Plays a thread's calls in turn. `held` are the blocks it has at the beginning. */
export function* playCalls(
  thread: number,
  calls: readonly Call[],
  held: readonly number[],
  rules: Rules,
): Operation {
  const mine = [...held];
  const freelist = freelists[rules.freelist];
  for (const call of calls) {
    switch (call) {
      case "malloc": {
        const block = yield* malloc(rules);
        if (block !== NULL) mine.push(block);
        break;
      }
      case "free":
        yield* free(thread, mine.shift(), rules);
        break;
      case "free-by-drain":
        yield* freeByDrain(mine.shift(), rules);
        break;
      case "drain-foreign-slab":
        yield* foreignDrains[rules.foreignDrain](thread, freelist);
        break;
      case "publish":
        yield* publish();
        break;
      case "acquire-slab":
        yield* acquires[rules.acquire]();
        break;
      case "evict":
        yield* evict();
        break;
      case "drain-cache":
        yield* drainCache(thread, rules.failedLookup, freelist);
        break;
      case "reregister":
        yield* reregister();
        break;
    }
  }
}

function* malloc(rules: Rules): Operation<number> {
  const freelist = freelists[rules.freelist];
  let block = yield* freelist.pop();
  if (block === NULL) {
    yield* drainRemote(freelist);
    block = yield* freelist.pop();
  }
  if (block !== NULL) yield within("malloc").handOut(block);
  return block;
}

function* free(thread: number, block: number | undefined, rules: Rules): Operation {
  if (block === undefined) return;
  yield within("free").takeBack(block);
  const owner = yield within("hak_tiny_free_superslab").load(OWNER);
  if (owner === threadMark(thread)) {
    yield* freelists[rules.freelist].push("tiny_free_local_box", block);
  } else yield* remotePush(block);
}

/** The cache lies between; only its thread sees it, so it takes no step. */
function* freeByDrain(block: number | undefined, rules: Rules): Operation {
  if (block === undefined) return;
  yield within("free").takeBack(block);
  yield* freelists[rules.freelist].push("tiny_free_local_box", block);
}
