// The allocator's README lists every switch with all its values and its default, and every policy.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { policies, switchTable } from "../../allocator/index.ts";

const readme = readFileSync(new URL("../../allocator/README.md", import.meta.url), "utf8");
const rows = readme.split("\n").filter((line) => line.startsWith("| `"));

test.each(switchTable)("switch $name", ({ name, values, default: value }) => {
  const row = rows.find((line) => line.startsWith(`| \`${name}\` |`));
  expect(row).toBeDefined();
  const [, , listed = "", first = ""] = row?.split("|") ?? [];
  expect(listed.split(",").map((word) => word.trim())).toEqual(values);
  expect(first.trim()).toBe(value);
});

test.each(policies)("policy $name", ({ name }) => {
  expect(rows.some((line) => line.startsWith(`| \`${name}\` |`))).toBe(true);
});

test("it can be read in one sitting", () => {
  expect(readme.split("\n").length).toBeLessThanOrEqual(200);
});
