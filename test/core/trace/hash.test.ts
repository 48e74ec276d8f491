// What makes two traces different, and what does not.

import { expect, test } from "vitest";
import { importText } from "./check-import.ts";

const story = "hakmem-trace 1\nname a\nswitch writes larson\nt0 malloc 1 8\nt0 free 1\n";

test.each([
  ["another size", story.replace("1 8", "1 9")],
  ["another call", story.replace("malloc 1 8", "calloc 1 1 8")],
  ["another order", story.replace("t0 malloc 1 8\nt0 free 1\n", "t0 free 1\nt0 malloc 1 8\n")],
  ["another switch", story.replace("larson", "full")],
  ["another environment", story.replace("switch", "environment mappingLimit 9\nswitch")],
  ["a complete list of mappings", story.replace("switch", "mappings complete\nswitch")],
  ["one event more", `${story}t0 free null\n`],
])("%s is another trace", async (_, text) => {
  const hash = (await importText(story)).hash;
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect((await importText(text)).hash).not.toBe(hash);
});

test("the same calls under other names are the same trace", async () => {
  const other = story.replace("name a", "name b\n# by hand").replaceAll(/\b1\b(?=( 8)?\n)/g, "77");
  expect(other).toContain("free 77");
  const renamed = other.replace("hakmem-trace 77", "hakmem-trace 1");
  expect((await importText(renamed)).hash).toBe((await importText(story)).hash);
});
