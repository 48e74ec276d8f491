// `hakmem-trace race` as a shell sees it.

import { readFile } from "node:fs/promises";
import Ajv from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { raceScenarios } from "../../allocator/index.ts";
import { commandOf } from "./check-command.ts";

async function golden(name: string): Promise<string> {
  const url = new URL(`../golden/allocator/races/${name}.txt`, import.meta.url);
  return readFile(url, "utf8");
}

describe("race", () => {
  it("without a name lists the scenarios", async () => {
    expect(await commandOf(["race"])).toEqual({ code: 0, out: await golden("list"), err: "" });
    const { out } = await commandOf(["race", "--json"]);
    expect(JSON.parse(out).map(({ id }: { id: string }) => id)).toEqual(
      raceScenarios.map(({ id }) => id),
    );
  });

  it("prints the interleaving that fails, in any case of the name", async () => {
    expect(await commandOf(["race", "s20"])).toEqual({
      code: 1,
      out: await golden("S20"),
      err: "",
    });
  });

  it("is clean under the fix", async () => {
    const result = await commandOf(["race", "S9", "--fixed"]);
    expect(result).toEqual({ code: 0, out: await golden("S9.fixed"), err: "" });
  });

  it("plays one order that a seed draws, and some seeds see the race and some do not", async () => {
    const runs = Array.from({ length: 20 }, (_, seed) =>
      commandOf(["race", "S9", "--seed", String(seed)]),
    );
    const results = await Promise.all(runs);
    expect(new Set(results.map(({ code }) => code))).toEqual(new Set([0, 1]));
    expect(results[7]?.out).toContain("1 interleaving, drawn by seed 7");
    expect(await commandOf(["race", "S9", "--seed", "7"])).toEqual(results[7]);
  });

  it.each([
    [["S19"], 1],
    [["S20", "--fixed"], 0],
    [["S15", "--seed", "4"], undefined],
  ])("%j --json follows its schema", async (words, expected) => {
    const url = new URL("../../media/schemas/race.schema.json", import.meta.url);
    const validate = new Ajv().compile(JSON.parse(await readFile(url, "utf8")));
    const { code, out } = await commandOf(["race", ...words, "--json"]);
    const report = JSON.parse(out);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(code).toBe(expected ?? Math.min(1, report.found.length));
  });

  it.each([
    [["race", "S1"], 'there is no race "S1": expected one of S9, S9-drains'],
    [["race", "S9", "S19"], "race takes one scenario, got 2"],
    [["race", "S9", "--seed", "x"], '--seed takes a whole number, got "x"'],
    [["race", "S9", "--rate"], "--rate"],
  ])("%j is refused with what is wrong", async (words, message) => {
    const { code, out, err } = await commandOf(words);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});
