// Every rule is complete: registered once, described on a page, tested in all five kinds.

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rules } from "../../../../src/core/c/index.ts";

const root = new URL("../../../../", import.meta.url);
const KINDS = ["found", "not found", "fixed", "does not see", "kept false positives"];
const PAGE = [
  "What it finds.",
  "Why it matters.",
  "Fix offered.",
  "Severity.",
  "Does not see.",
  "References.",
];

const files = readdirSync(new URL("src/core/c/rules/", root))
  .map((name) => name.replace(/\.ts$/, ""))
  .filter((name) => name !== "index" && name !== "rule");

it("registers each rule file once, under the file's name", () => {
  expect(rules.map((rule) => rule.meta.id).sort()).toEqual(files.sort());
});

it("has no page without a rule", () => {
  expect(readdirSync(new URL("media/rules/", root)).sort()).toEqual(
    rules.map((rule) => rule.meta.page).sort(),
  );
});

it.each(rules.map((rule) => [rule.meta.id, rule] as const))("describes %s", (id, { meta }) => {
  const page = readFileSync(new URL(`media/rules/${meta.page}`, root), "utf8");
  expect(page.startsWith(`# ${id}: ${meta.title[0]?.toLowerCase()}${meta.title.slice(1)}\n`)).toBe(
    true,
  );
  for (const part of PAGE) expect(page).toContain(`**${part}**`);
  expect(page).toMatch(/CWE-\d+/);
  expect(meta.summary.length).toBeGreaterThan(40);
});

it.each(files)("tests %s in all kinds", (id) => {
  const tests = readFileSync(new URL(`test/core/c/rules/${id}.test.ts`, root), "utf8");
  for (const kind of KINDS) expect(tests).toContain(`describe("${kind}", `);
});
