// Every script in test/fixtures/scripts, played and drawn: life stories of blocks and kept counter-examples alike. The
// drawing beside it in test/golden/allocator is what to read.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkHeapScript } from "./script-runner.ts";

const folder = new URL("../fixtures/scripts/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".heap"));

test("there are stories", () => {
  expect(names.length).toBeGreaterThan(8);
});

test.each(names)("%s", async (name) => {
  const story = checkHeapScript(readFileSync(new URL(name, folder), "utf8"));
  await expect(story).toMatchFileSnapshot(`../golden/allocator/${name.replace(".heap", ".txt")}`);
});
