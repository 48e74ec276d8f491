// The registry's limits: eight probes in a table that never grows, and what a SuperSlab without a slot means.

import { expect, test } from "vitest";
import { Store } from "../../allocator/columns.ts";
import { Heap } from "../../allocator/heap.ts";
import { checkModel, type Policy, policies } from "../../allocator/index.ts";
import { MMAP_TOP, REGISTRY_SLOTS } from "../../allocator/layout.ts";
import { Registry } from "../../allocator/registry.ts";
import { parseScript } from "./heap-script.ts";
import { ScriptRunner } from "./script-runner.ts";

test("eight SuperSlabs share a home slot, the ninth is not known", () => {
  const store = new Store();
  const heap = new Heap(store, policies[0] as Policy);
  const registry = new Registry(store, heap, false);
  const bases = Array.from(
    { length: 9 },
    (_, n) => MMAP_TOP - (n * REGISTRY_SLOTS + 1) * heap.superSlabBytes,
  );
  const found = bases.map((base) => {
    const superSlab = heap.addSuperSlab(base, 0);
    registry.register(superSlab);
    return registry.lookup(base) === superSlab;
  });
  expect(found).toEqual([true, true, true, true, true, true, true, true, false]);
});

const SIZES = [1, 8, 16, 32, 64, 128, 256, 512];

/** Threads that touch every class, so that SuperSlabs outnumber the table's slots. */
function checkFullRegistry(reading: string) {
  const runner = new ScriptRunner(
    parseScript(`switch prewarm=off\nswitch registryFull=${reading}`),
  );
  for (let thread = 1; thread <= 700; thread++) {
    const lines = SIZES.map((size) => `t${thread} b${size}=malloc ${size}`);
    const { commands } = parseScript([`t0 start t${thread}`, ...lines].join("\n"));
    for (const command of commands) runner.run(command);
  }
  checkModel(runner.allocator);
  const touched = runner.allocator.touchedSwitches().includes("registryFull");
  const { superSlabs, refillFailures } = runner.allocator.statistics;
  return { touched, superSlabs, refused: refillFailures };
}

test("a SuperSlab without a slot is used and never found, or given back", () => {
  const used = checkFullRegistry("unregistered");
  expect(used).toEqual({ touched: true, superSlabs: 700 * SIZES.length, refused: 0 });
  const refused = checkFullRegistry("refuse");
  expect(refused.touched).toBe(true);
  expect(refused.refused).toBeGreaterThan(0);
  expect(refused.superSlabs + refused.refused).toBe(700 * SIZES.length);
});
