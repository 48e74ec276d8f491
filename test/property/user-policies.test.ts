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
        ...Object.entries(shape.variants).map(([tag, fields]) =>
          partOf(fields, Object.keys(fields)).map((rest) => ({ [shape.tag]: tag, ...rest })),
        ),
      );
    case "choice":
      return fc.constantFrom(...shape.values);
    case "number":
      if (!shape.whole) return fc.constantFrom(0, 0.2, 0.5, 0.8, 1);
      return fc.integer({ min: shape.least, max: Math.min(shape.most, MOST_TRIED) });
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

test("and passes its own audit", async () => {
  const workload = parseWorkload("larson 0.0004 8 1024 40 2 7 3");
  const trace = await makeTrace(workload, 0, control);
  // Bugs are meant to break the rules that are audited here.
  const { bugs: _, ...sound } = policyShape.fields;
  const document = fc.record({ base: fc.constantFrom(...policies), given: partOf(sound, []) });
  let played = 0;
  await fc.assert(
    fc.asyncProperty(document, async ({ base, given }) => {
      const fields = { ...given, name: "tried", extends: base.name };
      const parsed = parsePolicy(JSON.stringify(fields));
      if (!("policy" in parsed)) return;
      played++;
      const options = { policy: parsed.policy, seed: 0, continueAfterNull: true, check: true };
      const { check } = await replay(trace, options, control);
      expect(check?.breach).toBeUndefined();
    }),
    { seed: 5, numRuns: 400 },
  );
  expect(played).toBeGreaterThan(40);
});
