// When an owner drains its remote queue, and what counts as a free by somebody who is not the owner.

import { expect, test } from "vitest";
import { modelOf } from "../../allocator/modelled-allocator.ts";
import { parseScript } from "./heap-script.ts";
import { ScriptRunner } from "./script-runner.ts";

/** t0 owns a slab with a freed block, t1 queues so many more; how many wait after t0's next refill. */
function waitingAfterRefill(queued: number): number {
  const blocks = Array.from({ length: 80 }, (_, n) => `t0 b${n}=malloc 100`);
  const remote = Array.from({ length: queued + 1 }, (_, n) => `t1 free b${n}`);
  const refill = ["t0 free b60", "t0 free b61", "t0 c=malloc 100", "t0 d=malloc 100"];
  const settings = ["switch prewarm=off", "cache 1", "batch 1"];
  const script = parseScript(
    [...settings, ...blocks, "t0 start t1", ...remote, ...refill].join("\n"),
  );
  const runner = new ScriptRunner(script);
  for (const command of script.commands) runner.run(command);
  return modelOf(runner.allocator).heap.remoteCount.get(0);
}

test("a queue of 32 is drained though the free list has blocks, one of 31 waits", () => {
  expect([31, 32].map(waitingAfterRefill)).toEqual([31, 0]);
});

test.each([
  ["into the freeing thread's cache", "", 1],
  ["into the owner's queue", "cache 0\n", 1],
  ["by the owner", "t1 a=malloc 100\n", 0],
])("a foreign owner's free %s", (_, settings, expected) => {
  const script = parseScript(
    `switch prewarm=off\nt0 a=malloc 100\nt0 start t1\n${settings}t1 free a`,
  );
  const runner = new ScriptRunner(script);
  for (const command of script.commands) runner.run(command);
  expect(runner.allocator.statistics.foreignOwnerFrees).toBe(expected);
});
