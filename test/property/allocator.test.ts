// The allocator under random programs that use it as C allows: after every call the model's rules hold and the shadow
// checker, which knows no slabs, finds no fault that the policy does not state.

import fc from "fast-check";
import { describe, test } from "vitest";
import { type Policy, policies, withSwitches } from "../../allocator/index.ts";
import { withCache } from "../allocator/heap-script.ts";
import { checkSaveRestore, choicesOf, play } from "./random-program.ts";

const RUNS = 20;
/** Fixed, so that the suite is the same for everybody; change it to hunt. */
const SEED = 20251108;

const edges = [8, 16, 32, 64, 128, 256, 512, 1024].flatMap((size) => [size - 1, size, size + 1]);
const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, ...edges) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 1100 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(4079, 4080, 4081, 131_071, 131_072, 2_097_151, 2_097_152),
  },
);
const choices = choicesOf(sizes);

const limits = fc.constantFrom(
  { mappingLimit: 65_530, superSlabsPerClass: undefined },
  { mappingLimit: 50, superSlabsPerClass: undefined },
  { mappingLimit: 56, superSlabsPerClass: undefined },
  { mappingLimit: 65_530, superSlabsPerClass: 1 },
);

const variants = policies.flatMap((policy) =>
  (["size+1", "size"] as const).flatMap((sizeMapping) =>
    (["leave", "flush", "adopt"] as const).map((threadExit) =>
      withSwitches(policy, { sizeMapping, threadExit, fallbackFree: "subtract" }),
    ),
  ),
);

describe.each(variants)("$name $switches.sizeMapping $switches.threadExit", (policy) => {
  test("rules hold after every call of a correct program", () => {
    fc.assert(
      fc.property(
        fc.array(choices, { maxLength: 120, size: "max" }),
        limits,
        fc.boolean(),
        (script, limit, joined) => {
          play(withCache(policy, { capacity: 3, refillBatch: 2 }), script, limit, joined);
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

test("a saved state, restored, has the same future", () => {
  fc.assert(
    fc.property(
      fc.array(choices, { minLength: 2, maxLength: 80, size: "max" }),
      fc.nat(),
      limits,
      (script, cut, limit) => {
        const policy = withSwitches(policies[0] as Policy, { fallbackFree: "subtract" });
        checkSaveRestore(policy, script, cut % script.length, limit);
      },
    ),
    { numRuns: RUNS, seed: SEED },
  );
});
