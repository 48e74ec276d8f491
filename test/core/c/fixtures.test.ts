// Every rule over whole files, as `lint` would print it.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyseSource, applyEdits, isCSource } from "../../../src/core/c/index.ts";
import { countErrors, parser } from "./check-rule.ts";

const folder = new URL("../../fixtures/c/", import.meta.url);
const names = readdirSync(folder).filter(isCSource);

it("has fixtures", () => {
  expect(names.length).toBeGreaterThanOrEqual(3);
});

describe.each(names)("%s", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  const findings = analyseSource(parser, { path: `core/${name}`, text });

  it("has the findings of its golden", async () => {
    const lines = findings.flatMap(({ range, severity, rule, message, related, fix }) => [
      `${range.start.line + 1}:${range.start.character + 1} ${severity} ${rule}: ${message}`,
      ...related.map((place) => `    ${place.range.start.line + 1}: ${place.message}`),
      `    fix: ${fix?.title ?? "none"}`,
    ]);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`../../golden/c/${name}.txt`);
  });

  it("parses no worse after each fix", () => {
    for (const { fix } of findings) {
      if (fix === undefined) continue;
      expect(countErrors(applyEdits(text, fix.edits))).toBeLessThanOrEqual(countErrors(text));
    }
  });
});
