// The allocator under random programs, every policy, every way for a thread to end, both ways to store blocks: after each
// call the model's rules hold, and a model that knows nothing of the allocator agrees with what the program was given.

import fc from "fast-check";
import { describe, test } from "vitest";
import { policies, withSwitches } from "../../allocator/index.ts";
import {
  anyReadings,
  correctChoices,
  correctPrograms,
  environments,
  misusingPrograms,
  playChecked,
  readings,
  smallened,
  wellFreed,
} from "./checked-program.ts";
import { checkSaveRestore } from "./random-program.ts";
import { runs } from "./runs.ts";

/** Fixed, so that the suite is the same for everybody; change it to hunt. */
const SEED = 20251108;
const RUNS = runs(2, 8);
const MISUSING_RUNS = runs(2, 6);

const variants = policies.flatMap((policy) =>
  (["leave", "flush", "adopt"] as const).flatMap((threadExit) =>
    (["fast", "bytes"] as const).map((storage) => ({ policy, threadExit, storage })),
  ),
);

describe.each(variants)("$policy.name, threadExit $threadExit, $storage", ({
  policy,
  threadExit,
  storage,
}) => {
  const stored = storage === "bytes" ? { storage } : {};

  test("a correct program", () => {
    const property = fc.property(
      correctPrograms,
      environments,
      readings,
      (script, environment, switches) => {
        const variant = withSwitches(wellFreed(smallened(policy)), { ...switches, threadExit });
        playChecked({ policy: variant, environment, ...stored }, script);
      },
    );
    fc.assert(property, { numRuns: RUNS, seed: SEED });
  });

  test("a program that misuses memory", () => {
    const property = fc.property(
      misusingPrograms,
      environments,
      anyReadings,
      (script, environment, switches) => {
        const variant = withSwitches(smallened(policy), { ...switches, threadExit });
        playChecked({ policy: variant, environment, ...stored }, script);
      },
    );
    fc.assert(property, { numRuns: MISUSING_RUNS, seed: SEED });
  });
});

test("a saved state, restored, has the same future", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...policies),
      fc.array(correctChoices, { minLength: 2, maxLength: 80, size: "max" }),
      fc.nat(),
      environments,
      (policy, script, cut, environment) => {
        checkSaveRestore(wellFreed(smallened(policy)), script, cut % script.length, environment);
      },
    ),
    { numRuns: 40, seed: SEED },
  );
});
