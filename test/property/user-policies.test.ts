// Every policy that a user may write plays: whatever the checker accepts, the model keeps its own rules under it.

import fc from "fast-check";
import { expect, test } from "vitest";
import { policies } from "../../allocator/index.ts";
import { parsePolicy } from "../../src/core/policy/index.ts";
import { policyShape } from "../../src/core/policy/policy-shape.ts";
import type { Shape } from "../../src/core/policy/shape.ts";
import { replay } from "../../src/core/replay/index.ts";
import { makeTrace, parseWorkload } from "../../src/core/workload/index.ts";

const { signal } = new AbortController();
const control = { signal, progress: () => {}, pause: async () => {} };

/** Numbers near the least that a field may be, where rules break first; a large one now and then. */
const MOST_TRIED = 80;

function anyOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case "object":
      return partOf(shape.fields, []);
    case "variants":
      return fc.oneof(
        ...Object.entries(shape.variants).map(([kind, fields]) =>
          partOf(fields, Object.keys(fields)).map((rest) => ({ kind, ...rest })),
        ),
      );
    case "choice":
      return fc.constantFrom(...shape.values);
    case "number": {
      const { step, least, most } = shape;
      if (step === undefined) {
        const width = Math.min(most - least, 1);
        return fc.constantFrom(0, 0.2, 0.5, 0.8, 1).map((share) => least + share * width);
      }
      const steps = Math.min(Math.floor((most - least) / step), MOST_TRIED);
      return fc.nat(steps).map((count) => least + count * step);
    }
    case "list":
      return fc.array(anyOf(shape.item), {
        minLength: shape.least,
        maxLength: Math.min(shape.most, 8),
      });
    case "absent":
      return fc.oneof(fc.constant(null), anyOf(shape.shape));
    case "flag":
      return fc.boolean();
    case "text":
      return fc.constant("tried");
  }
}

function partOf(
  fields: Readonly<Record<string, Shape>>,
  requiredKeys: string[],
): fc.Arbitrary<object> {
  const arbitraries = Object.entries(fields).map(([name, field]) => [name, anyOf(field)] as const);
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys });
}

/** Pools as they are mostly refused, brought into the order that the checker asks for. */
function inOrder(pool: Record<string, unknown>): object {
  const classes = [...new Set(pool["classes"] as number[])].sort((a, b) => a - b);
  const refill = pool["refill"] as number[] | undefined;
  const batches = refill && { refill: classes.map((_, index) => refill[index % refill.length]) };
  return { ...pool, classes, ...batches };
}

const layers = anyOf(policyShape.fields["layers"] as Shape).map((given) => {
  const { pools, ...rest } = given as { pools?: Record<string, unknown>[] };
  const few = pools?.slice(0, 2).map(inOrder);
  return { ...rest, ...(few && { pools: few }) };
});

test("and passes its own audit", async () => {
  // Blocks of few classes, and blocks above Tiny as well.
  const workloads = ["larson 0.0004 8 1024 40 2 7 3", "larson 0.0004 8 2600 40 2 7 3"];
  const traces = await Promise.all(
    workloads.map((words) => makeTrace(parseWorkload(words), 0, control)),
  );
  // Bugs are meant to break the rules that are audited here.
  const { bugs: _, layers: __, ...sound } = policyShape.fields;
  const document = fc.record({
    base: fc.constantFrom(...policies),
    fields: partOf(sound, []),
    above: fc.option(layers, { nil: undefined }),
    trace: fc.constantFrom(...traces),
  });
  const builtIn = new Set(policies.flatMap((policy) => policy.layers.pools));
  let played = 0;
  let withPools = 0;
  await fc.assert(
    fc.asyncProperty(document, async ({ base, fields: mine, above, trace }) => {
      const given = above === undefined ? mine : { ...mine, layers: above };
      const fields = { ...given, name: "tried", extends: base.name };
      const parsed = parsePolicy(JSON.stringify(fields));
      if (!("policy" in parsed)) return;
      played++;
      if (parsed.policy.layers.pools.some((pool) => !builtIn.has(pool))) withPools++;
      const options = { policy: parsed.policy, seed: 0, continueAfterNull: true, check: true };
      const { check } = await replay(trace, options, control);
      expect(check?.breach).toBeUndefined();
    }),
    { seed: 5, numRuns: 600 },
  );
  expect(played).toBeGreaterThan(40);
  expect(withPools).toBeGreaterThan(10);
});
