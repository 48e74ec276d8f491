// Linux's mapping limit decides how many threads larson can start: K SuperSlabs and a stack with its guard per birth.
// The counts are those that a C program with this pattern showed under Linux defaults.

import { expect, test } from "vitest";
import {
  checkModel,
  createAllocator,
  defaultEnvironment,
  findPolicy,
  formatRefillFailure,
  Outcome,
  type Policy,
  silentObserver,
  units,
  withSwitches,
} from "../../allocator/index.ts";
import { ScriptRunner } from "./script-runner.ts";

const SIZES = [10, 20, 40, 100, 288, 600];
/** Threads born one after the other, each touching K classes, until something is refused. */
function births(superSlabsPerBirth: number, mappingLimit: number, policyName = "seed"): string {
  const policy = withSwitches(findPolicy(policyName) as Policy, { prewarm: "off" });
  const environment = { ...defaultEnvironment(), mappingLimit };
  const allocator = createAllocator({ policy, environment, observer: silentObserver });
  for (let born = 0; ; born++) {
    const thread = units.threadId(born + 1);
    if (!allocator.startThread(units.threadId(born), thread)) {
      checkModel(allocator);
      return `${born} births, ${allocator.statistics.superSlabs} SuperSlabs, EAGAIN`;
    }
    for (const size of SIZES.slice(0, superSlabsPerBirth)) {
      allocator.malloc(thread, size);
      if (allocator.outcome === Outcome.Fallback || allocator.outcome === Outcome.Null) {
        checkModel(allocator);
        return `${born + 1} births, ${allocator.statistics.superSlabs} SuperSlabs, ENOMEM`;
      }
    }
  }
}

test.each([
  [4, "160 births, 640 SuperSlabs, EAGAIN"],
  [5, "137 births, 685 SuperSlabs, EAGAIN"],
  [6, "120 births, 720 SuperSlabs, EAGAIN"],
])("%i SuperSlabs a birth under 1,000 mappings", (superSlabs, story) => {
  expect(births(superSlabs, 1000)).toBe(story);
});

test.each([
  [4, "10915 births, 43660 SuperSlabs, EAGAIN"],
  [5, "9356 births, 46780 SuperSlabs, EAGAIN"],
  [6, "8187 births, 49117 SuperSlabs, ENOMEM"],
])("%i SuperSlabs a birth under Linux's 65,530 mappings", (superSlabs, story) => {
  expect(births(superSlabs, 65_530)).toBe(story);
});

test("a shared list of SuperSlabs leaves the stacks as the limit", () => {
  expect(births(5, 1000, "grow-superslabs")).toBe("445 births, 70 SuperSlabs, EAGAIN");
});

test("the refused SuperSlab prints the hand-off's line, byte for byte", () => {
  const policy = withSwitches(findPolicy("seed") as Policy, { prewarm: "off" });
  const environment = { ...defaultEnvironment(), mappingLimit: 42 };
  const runner = new ScriptRunner({ policy, environment });
  runner.run({ kind: "start", thread: 0, child: 1 });
  for (const [name, thread, size] of [
    ["a", 0, 10],
    ["c", 1, 100],
    ["d", 1, 100],
  ] as const) {
    runner.run({ kind: "malloc", thread, name, size });
  }
  const [failure] = runner.failures;
  expect(failure && formatRefillFailure(failure)).toBe(
    "[DEBUG] superslab_refill returned NULL (OOM) detail: class=4 prev_ss=(nil) active=0 " +
      "bitmap=0x00000000 prev_meta=(nil) used=0 cap=0 slab_idx=0 reused_freelist=0 free_idx=-2 errno=12",
  );
  expect(failure?.cause).toBe("mapping limit: 43 of 42 mappings");
  expect(runner.messages.filter((line) => line.includes("[DEBUG]"))).toHaveLength(1);
  expect(runner.failures).toHaveLength(2);
});

test("with a bound SuperSlab the line carries its values", () => {
  const policy = withSwitches(findPolicy("no-fallback") as Policy, { prewarm: "off" });
  const environment = { ...defaultEnvironment(), superSlabsPerClass: 1 };
  const runner = new ScriptRunner({ policy, environment });
  for (let block = 0; block < 62 + 31 * 64 + 1; block++) {
    runner.run({ kind: "malloc", thread: 0, name: `b${block}`, size: 1000 });
  }
  const [failure] = runner.failures;
  expect(failure).toMatchObject({
    active: 32,
    bitmap: 0xffffffff,
    used: 64,
    capacity: 64,
    slabIndex: 31,
    freeIndex: -1,
    cause: "class 7 holds its one SuperSlab and all 32 slabs are in use",
  });
  expect((failure?.prevMeta ?? 0) - (failure?.prevSuperSlab ?? 0)).toBe(576 + 31 * 16);
});
