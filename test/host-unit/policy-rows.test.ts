// The list of "Replay With Policy…" as users read it.

import { expect, test } from "vitest";
import { policyRows } from "../../src/host/policy-rows.ts";

const choices = [
  { name: "seed", kind: "epoch", title: "Seed", summary: "as it crashed" },
  { name: "no-fallback", kind: "option", title: "Option A", summary: "NULL instead" },
  { name: "e5", kind: "epoch", title: "E5", summary: "Phase 2" },
] as const;
const files = [{ name: "small.hakmem-policy.json", path: "policies/small.hakmem-policy.json" }];

function listed(...rows: Parameters<typeof policyRows>): string[] {
  return policyRows(...rows).map((row) =>
    "heading" in row
      ? `-- ${row.heading}`
      : `${row.label} | ${row.description} | ${row.detail} | ${typeof row.policy}`,
  );
}

test("versions, options and files stand in groups", () => {
  expect(listed(choices, files, "e5")).toEqual([
    "-- Versions of hakmem",
    "Seed | seed | as it crashed | string",
    "E5 | e5 (shown now) | Phase 2 | string",
    "-- Options",
    "Option A | no-fallback | NULL instead | string",
    "-- Files",
    "small | small.hakmem-policy.json | policies/small.hakmem-policy.json | object",
  ]);
});

test("a group without rows has no heading", () => {
  expect(listed(choices.slice(1, 2), [], "")).toEqual([
    "-- Options",
    "Option A | no-fallback | NULL instead | string",
  ]);
});
