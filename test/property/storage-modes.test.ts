// Fast and bytes mode are one allocator: the same program gets the same addresses, outcomes, figures and log lines from
// both, call after call, through the hand-over and after it.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Environment, type Policy, policies, withSwitches } from "../../allocator/index.ts";
import { parseScript, printCommand } from "../allocator/heap-script.ts";
import { ScriptRunner } from "../allocator/script-runner.ts";
import {
  AnyProgram,
  anyReadings,
  correctPrograms,
  environments,
  misusingPrograms,
  smallened,
} from "./checked-program.ts";
import type { Choice } from "./random-program.ts";
import { runs } from "./runs.ts";
import { figuresOf } from "./shadow-model.ts";

const SEED = 20251110;
const RUNS = runs(4, 12);

const variants = policies.flatMap((policy) =>
  (["leave", "flush", "adopt"] as const).map((threadExit) => ({ policy, threadExit })),
);

describe.each(variants)("$policy.name, threadExit $threadExit", ({ policy, threadExit }) => {
  test.each([
    ["correct", correctPrograms],
    ["misusing", misusingPrograms],
  ])("%s programs see no difference", (_, programs) => {
    const property = fc.property(
      programs,
      environments,
      anyReadings,
      (script, environment, readings) => {
        const switches = { ...readings, threadExit, writes: "none" } as const;
        compareModes(withSwitches(smallened(policy), switches), environment, script);
      },
    );
    fc.assert(property, { numRuns: RUNS, seed: SEED });
  });
});

function compareModes(policy: Policy, environment: Environment, script: readonly Choice[]): void {
  const fast = new ScriptRunner({ policy, environment });
  const bytes = new ScriptRunner({ policy, environment, storage: "bytes" });
  const program = new AnyProgram();
  expect(seen(fast)).toEqual(seen(bytes));
  for (const choice of script) {
    for (const command of program.commandsFor(choice)) {
      fast.run(command);
      bytes.run(command);
      const name = "name" in command ? command.name : "";
      expect(fast.names.get(name), printCommand(command)).toBe(bytes.names.get(name));
      expect(seen(fast), printCommand(command)).toEqual(seen(bytes));
      program.learn(command, fast);
    }
  }
}

/** Everything the two can show since the last look. */
function seen(runner: ScriptRunner) {
  const { allocator } = runner;
  return [
    ...figuresOf(allocator.statistics),
    allocator.outcome,
    allocator.crash,
    allocator.touchedSwitches(),
    runner.messages.splice(0),
  ];
}

/** Call before which a script makes bytes of blocks, -1 if it does not. */
function handOverOf(text: string): number {
  const script = parseScript(`switch prewarm=off\nswitch unknownFree=ignore\n${text}`);
  const runner = new ScriptRunner(script);
  for (const command of script.commands) runner.run(command);
  return runner.allocator.bytesSince;
}

describe("the hand-over", () => {
  test.each([
    [
      "a correct program",
      "t0 a=malloc 24\nt0 b=malloc 5000\nt0 free a\nt0 free b\nt0 free null",
      -1,
    ],
    ["a double free", "t0 a=malloc 24\nt0 b=malloc 24\nt0 free a\nt0 free a", 3],
    ["a pointer nobody gave out", "t0 a=malloc 24\nt0 free 0x10", 1],
    ["the middle of a block", "t0 a=malloc 100\nt0 free a\nt0 b=malloc 100\nt0 free b+8", 3],
    ["the middle of a mapping", "t0 a=malloc 24\nt0 b=malloc 5000\nt0 free b+64", 2],
    [
      "a libc block",
      "superslab-limit 0\nswitch fallbackFree=subtract\nt0 a=malloc 24\nt0 b=malloc 24\nt0 free b",
      2,
    ],
    [
      "calloc that clears more than its block",
      "switch sizeMapping=size\nt0 a=malloc 1\nt0 b=calloc 1 64",
      1,
    ],
  ])("%s", (_, script, since) => {
    expect(handOverOf(script)).toBe(since);
  });

  test("is made at once where the program writes", () => {
    const { policy, environment } = parseScript("switch writes=full");
    const { allocator } = new ScriptRunner({ policy, environment });
    expect(allocator.bytesSince).toBe(0);
  });
});
