// Slabs that blocks came back to are found again: by their owner wherever they lie, by anybody once nobody owns them.

import { expect, test } from "vitest";
import { checkModel } from "../../allocator/index.ts";
import { parseScript } from "./heap-script.ts";
import { ScriptRunner } from "./script-runner.ts";

/** Blocks of class 7 in a SuperSlab's first slab, and in the whole SuperSlab. */
const FIRST_SLAB = 62;
const SUPER_SLAB = FIRST_SLAB + 31 * 64;

/** SuperSlabs mapped by each of the parts, one after another. */
function checkMapped(settings: string, parts: readonly string[]): number[] {
  const runner = new ScriptRunner(parseScript(settings));
  return parts.map((part) => {
    const before = runner.allocator.statistics.superSlabs;
    for (const command of parseScript(part).commands) runner.run(command);
    checkModel(runner.allocator);
    return runner.allocator.statistics.superSlabs - before;
  });
}

const times = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join("\n");

test("a thread uses up its older SuperSlabs before it maps another", () => {
  const blocks = 3 * SUPER_SLAB;
  const allocate = times(blocks, (n) => `t0 b${n}=malloc 1000`);
  const release = times(blocks, (n) => `t0 free b${n}`);
  expect(checkMapped("switch prewarm=off", [allocate, release, allocate])).toEqual([3, 0, 0]);
});

test("a block another thread gave back is found in an older SuperSlab", () => {
  const settings = "switch prewarm=off\ncache 1\nbatch 1";
  const fill = times(SUPER_SLAB + FIRST_SLAB, (n) => `t0 b${n}=malloc 1000`);
  const parts = [fill, "t0 start t1\nt1 free b5\nt1 free b6", "t0 c=malloc 1000"];
  expect(checkMapped(settings, parts)).toEqual([2, 0, 0]);
});

test("a full slab of an ended thread is adopted after a block came back", () => {
  const settings = "switch prewarm=off\nswitch threadExit=adopt\ncache 1\nbatch 1";
  const fill = times(FIRST_SLAB, (n) => `t1 b${n}=malloc 1000`);
  const parts = [`t0 start t1\n${fill}\nt1 end`, "t0 start t2\nt2 free b0\nt2 free b1"];
  const use = "t2 c=malloc 1000\nt2 d=malloc 1000";
  expect(checkMapped(settings, [...parts, use])).toEqual([1, 0, 0]);
});
