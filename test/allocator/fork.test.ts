// A forked child starts with its parent's memory: the parent's blocks are live in it, and neither sees what the other does.

import { expect, test } from "vitest";
import {
  type Allocator,
  checkModel,
  createAllocator,
  defaultEnvironment,
  findPolicy,
  type Policy,
  policies,
  silentObserver,
  units,
} from "../../allocator/index.ts";

const main = units.MAIN_THREAD;

function parentOf(policy: Policy): { parent: Allocator; blocks: units.Address[] } {
  const parent = createAllocator({
    policy,
    environment: defaultEnvironment(),
    observer: silentObserver,
  });
  const blocks = [1, 24, 100, 100, 700, 5000, 40_000].map((size) => parent.malloc(main, size));
  parent.free(main, blocks[2] as units.Address);
  return { parent, blocks: blocks.filter((_, index) => index !== 2) };
}

const born = policies.filter(({ name }) => name !== "ownership-bitmap-as-written");

test.each(born)("$name: the child frees its parent's blocks, which the parent keeps", (policy) => {
  const { parent, blocks } = parentOf(policy);
  const before = { ...figures(parent) };
  const child = parent.fork(silentObserver);
  expect(figures(child)).toEqual(before);
  for (const block of blocks) child.free(main, block);
  expect(child.statistics.liveBlocks).toBe(0);
  expect(child.crash).toBeUndefined();
  checkModel(child);
  expect(figures(parent)).toEqual(before);
  for (const block of blocks) parent.free(main, block);
  expect(parent.statistics.liveBlocks).toBe(0);
  checkModel(parent);
});

test("parent and child hand out the same addresses, each its own", () => {
  const { parent } = parentOf(findPolicy("seed") as Policy);
  const child = parent.fork(silentObserver);
  const sizes = [8, 8, 64, 300, 2000];
  const theirs = sizes.map((size) => parent.malloc(main, size));
  expect(sizes.map((size) => child.malloc(main, size))).toEqual(theirs);
});

function figures({ statistics }: Allocator) {
  const { liveBlocks, liveBytes, committedBytes, mappings } = statistics;
  return { liveBlocks, liveBytes, committedBytes, mappings };
}
