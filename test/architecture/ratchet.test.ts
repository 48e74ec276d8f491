// Counts of what we would rather not have. Each must equal its number: a new one needs a reason and a change here, and
// when one goes away its number goes down in the same change, so that it cannot come back unseen.

import { expect, test } from "vitest";
import { longFiles } from "./long-files.ts";
import { type SourceFile, sourceFiles } from "./source-files.ts";

const product = sourceFiles(["allocator", "src", "media"]);
const tests = sourceFiles(["test"], [".ts", ".mjs"]).filter(
  (file) => file.path !== "test/architecture/ratchet.test.ts",
);

test("there are enough files to say anything", () => {
  expect(product.length).toBeGreaterThan(80);
  expect(tests.length).toBeGreaterThan(40);
});

test.each([
  ["lint suppressions", [...product, ...tests], /biome-ignore/g, 0],
  ["compiler suppressions", [...product, ...tests], /@ts-(?:ignore|expect-error|nocheck)/g, 0],
  ["notes to do something later", [...product, ...tests], /\b(?:TODO|FIXME|XXX)\b/g, 0],
  ["casts through unknown in the product", product, /\bas unknown as\b/g, 0],
  ["casts through unknown in tests", tests, /\bas unknown as\b/g, 0],
  ["any", [...product, ...tests], /(?:: any\b|<any>|\bas any\b)/g, 0],
  ["skipped or lonely tests", tests, /\b(?:test|it|describe)\.(?:skip|only|todo|fails)\b/g, 0],
] as const)("%s", (_, files, pattern, stored) => {
  expect(count(files, pattern)).toEqual({ total: stored, where: expect.anything() });
});

test("files that are too long", () => {
  expect(Object.keys(longFiles)).toHaveLength(0);
});

/** The places are in the answer so that a failure shows them. */
function count(files: readonly SourceFile[], pattern: RegExp): { total: number; where: string[] } {
  const where = files.flatMap((file) =>
    [...file.text.matchAll(pattern)].map(
      (match) => `${file.path}:${file.text.slice(0, match.index).split("\n").length}`,
    ),
  );
  return { total: where.length, where };
}
