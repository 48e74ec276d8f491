// The document is what its facts say.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { writeDocument } from "./document.ts";
import { DOCUMENT, FACTS, factsText } from "./exhibit.ts";
import type { Facts } from "./jobs.ts";

const golden = (name: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../golden/exhibit/${name}`, import.meta.url)), "utf8");

test("sentences and tables come from the facts alone", async () => {
  const text = await golden(FACTS);
  const facts = JSON.parse(text) as Facts;
  expect(factsText(facts)).toBe(text);
  expect(writeDocument(facts)).toBe(await golden(DOCUMENT));
});
