// Policies with known bugs under random programs that use them as C allows: whatever gets damaged, the simulator keeps its
// own rules, and what is wrong with the heap is declared. Fixed seeds.

import fc from "fast-check";
import { expect, test } from "vitest";
import { checkHeap, checkModel, defaultEnvironment, findPolicy } from "../../allocator/index.ts";
import { bugs, type Policy } from "../../allocator/policy.ts";
import { parseCommand, withCache } from "../allocator/heap-script.ts";
import { ScriptRunner } from "../allocator/script-runner.ts";
import { runs } from "./runs.ts";

const RUNS = runs(4, 20);
const SEED = 20251127;
const THREADS = 3;

const steps = fc.array(
  fc.record({
    what: fc.nat(9),
    thread: fc.nat(THREADS - 1),
    pick: fc.nat(1000),
    size: fc.constantFrom(7, 8, 24, 31, 100, 511, 1000, 1024, 2000),
  }),
  { maxLength: 150, size: "max" },
);

const variants = bugs.flatMap((bug) =>
  ["seed", "e6", "e7", "e9", "e10"].flatMap((name) =>
    (["none", "full"] as const).map((writes) => ({ bug, name, writes })),
  ),
);

test.each(variants)("$bug in $name, writes $writes", ({ bug, name, writes }) => {
  const row = findPolicy(name) as Policy;
  const switches = { ...row.switches, writes, threadExit: "adopt" as const };
  const policy = withCache({ ...row, bugs: [bug], switches }, { capacity: 3, refillBatch: 2 });
  fc.assert(
    fc.property(steps, (script) => {
      const runner = new ScriptRunner({ policy, environment: defaultEnvironment() });
      const held: string[] = [];
      const lines: string[] = [];
      for (const [at, { what, thread, pick, size }] of script.entries()) {
        const old = held[pick % Math.max(1, held.length)];
        const frees = what >= 5 && what < 9 && old !== undefined;
        const line = frees
          ? `t${thread} free ${old}`
          : what === 9
            ? `t${thread} trim`
            : `t${thread} b${at}=malloc ${size}`;
        lines.push(line);
        runner.run(parseCommand(line));
        if (frees) held.splice(held.indexOf(old), 1);
        else if (runner.address(`b${at}`) !== 0) held.push(`b${at}`);
        if (runner.allocator.crash !== undefined) break;
        const story = () => `\n${lines.join("\n")}\n`;
        try {
          checkModel(runner.allocator);
        } catch (error) {
          throw new Error(`${error}${story()}`);
        }
      }
      const undeclared = checkHeap(runner.allocator).filter(({ declared }) => !declared);
      expect(undeclared, lines.join("\n")).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
