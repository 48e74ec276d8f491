// Every sample through the one harness, and every format with a sample.

import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importers, importTrace } from "../../../src/core/trace/index.ts";
import { checkImport, fixtureBytes, patient, printed } from "./check-import.ts";

const folder = new URL("../../fixtures/traces/", import.meta.url).pathname;
const fixtures = readdirSync(folder).filter((name) => /\.(txt|rep|trace|zst|trc1)$/.test(name));

describe("importers", () => {
  test.each(fixtures)("%s", (fixture) => checkImport(fixture));

  test("every format has a sample", async () => {
    const formats = new Set<string>();
    for (const fixture of fixtures) {
      formats.add((await importTrace(fixtureBytes(fixture), fixture, patient)).format);
    }
    expect([...formats].sort()).toEqual(importers.map(({ id }) => id).sort());
  });

  test("a zstd file reads as the text that was compressed", async () => {
    const plain = await importTrace(fixtureBytes("heaptrack-raw.txt"), "x", patient);
    const compressed = await importTrace(fixtureBytes("heaptrack-raw.zst"), "x", patient);
    expect(printed(compressed)).toBe(printed(plain));
  });

  test("a format says what it loses, except the one that loses nothing", () => {
    const silent = importers.filter(({ confessions }) => confessions.length === 0);
    expect(silent.map(({ id }) => id)).toEqual(["hakmem-text"]);
  });
});
