// The schema that editors read and the checker that replays read: one table, so they accept the same documents.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { policies } from "../../../allocator/index.ts";
import { checkShape } from "../../../src/core/policy/check-shape.ts";
import { parsePolicy, policyDocument, policySchema } from "../../../src/core/policy/index.ts";
import { documentShape } from "../../../src/core/policy/policy-shape.ts";
import { schemaAccepts } from "./check-policy.ts";

const checkerAccepts = (document: unknown) =>
  checkShape(document, documentShape, "part").length === 0;

const wholes = policies.map((policy) => policyDocument(policy));

/** As the formatter likes it: a list of plain values on one line where it fits. */
function formatted(json: object): string {
  const text = JSON.stringify(json, undefined, 2);
  return `${text.replace(/^(.*)\[\n\s+([^[\]{}]*?)\n\s+\]/gm, (whole, before, items) => {
    const line = `${before}[${items.replace(/,\n\s+/g, ", ")}]`;
    return line.length < 100 ? line : whole;
  })}\n`;
}

it("the file holds what the table says", async () => {
  const file = "../../../media/schemas/policy.schema.json";
  await expect(formatted(policySchema())).toMatchFileSnapshot(file);
});

describe("checker and schema agree", () => {
  it.each(policies.map(({ name }, index) => [name, index]))("%s whole", (_, index) => {
    const whole = wholes[index as number];
    expect([checkerAccepts(whole), schemaAccepts(whole)]).toEqual([true, true]);
  });

  it.each<[unknown, boolean]>([
    [{ name: "mine", extends: "seed" }, true],
    [{ name: "mine" }, false],
    [{ extends: "seed" }, false],
    [{ name: "mine", extends: "sead" }, false],
    [{ name: "Mine", extends: "seed" }, false],
    [{ name: "", extends: "seed" }, false],
    [{ name: "x".repeat(65), extends: "seed" }, false],
    [{ name: "mine", extends: "seed", title: "😀".repeat(120) }, true],
    [{ name: "mine", extends: "seed", title: "😀".repeat(121) }, false],
    [{ name: "mine", extends: "seed", superSlabs: { lg: 20 } }, true],
    [{ name: "mine", extends: "seed", superSlabs: { lg: "20" } }, false],
    [{ name: "mine", extends: "seed", superSlabs: null }, false],
    [{ name: "mine", extends: "seed", superSlabs: { lru: null } }, true],
    [{ name: "mine", extends: "seed", superSlabs: { lru: {} } }, true],
    [{ name: "mine", extends: "seed", superSlabs: { lru: [] } }, false],
    [{ name: "mine", extends: "seed", superSlabs: { emptyReserve: -1 } }, false],
    [{ name: "mine", extends: "seed", superSlabs: { emptyReserve: 1.5 } }, false],
    [{ name: "mine", extends: "seed", superSlabs: { initialSlabs: [32, 32] } }, false],
    [{ name: "mine", extends: "seed", superSlabs: { initialSlabs: Array(8).fill(0) } }, false],
    [{ name: "mine", extends: "seed", ownership: { kind: "lookup" } }, true],
    [{ name: "mine", extends: "seed", ownership: { kind: "lookup", regions: 1 } }, false],
    [{ name: "mine", extends: "seed", ownership: { kind: "bitmap", regions: 1 } }, false],
    [{ name: "mine", extends: "seed", ownership: {} }, false],
    [{ name: "mine", extends: "seed", bugs: ["S3", "S5"] }, true],
    [{ name: "mine", extends: "seed", bugs: ["S3", "S3"] }, false],
    [{ name: "mine", extends: "seed", bugs: ["S4"] }, false],
    [{ name: "mine", extends: "seed", switches: { prewarm: "off" } }, true],
    [{ name: "mine", extends: "seed", switches: { prewarn: "off" } }, false],
    [{ name: "mine", extends: "seed", environment: { superSlabsPerClass: null } }, true],
    [{ name: "mine", extends: "seed", environment: { failMmaps: [0] } }, false],
    [JSON.parse('{ "name": "mine", "extends": "seed", "__proto__": {} }'), false],
    [JSON.parse('{ "name": "mine", "extends": "seed", "switches": { "toString": 1 } }'), false],
    [[], false],
    [null, false],
    ["seed", false],
  ])("%j", (document, good) => {
    expect([checkerAccepts(document), schemaAccepts(document)]).toEqual([good, good]);
  });

  it("after any change of any built-in policy", () => {
    const odd = fc.oneof(
      fc.integer({ min: -2, max: 70_000 }),
      fc.constantFrom(0.5, 1e300, true, null, "", "off", "E5", "bitmap", [], {}, [1, 1]),
      fc.jsonValue({ maxDepth: 1 }),
    );
    const changed = fc
      .record({ whole: fc.constantFrom(...wholes), pick: fc.nat(), value: odd, key: fc.string() })
      .chain(({ whole, pick, value, key }) =>
        fc.constantFrom(
          withValue(whole, pick, () => value),
          withValue(whole, pick, dropped),
          withValue(whole, pick, (old) => (isRecord(old) ? { ...old, [key]: value } : old)),
        ),
      );
    let refused = 0;
    fc.assert(
      fc.property(changed, (document) => {
        const good = schemaAccepts(document);
        if (!good) refused++;
        expect(checkerAccepts(document)).toBe(good);
      }),
      { seed: 20, numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(2800);
  });
});

it.each(policies.map((policy) => [policy.name, policy]))("%s reads back as it was", (_, policy) => {
  const text = JSON.stringify(policyDocument(policy as (typeof policies)[number]));
  const parsed = parsePolicy(text);
  expect(JSON.stringify("policy" in parsed && parsed.policy)).toBe(JSON.stringify(policy));
});

const dropped = () => undefined;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The document with its `pick`th value, counted through all depths, changed; undefined leaves the field out. */
function withValue(document: unknown, pick: number, change: (old: unknown) => unknown): unknown {
  let left = pick % sizeOf(document);
  const visit = (value: unknown): unknown => {
    if (left-- === 0) return change(value);
    if (Array.isArray(value)) return value.map(visit);
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).map(([name, field]) => [name, visit(field)] as const);
    return Object.fromEntries(entries.filter(([, field]) => field !== undefined));
  };
  return visit(document) ?? null;
}

function sizeOf(value: unknown): number {
  const inside = typeof value === "object" && value !== null ? Object.values(value) : [];
  return inside.reduce((sum: number, field) => sum + sizeOf(field), 1);
}
