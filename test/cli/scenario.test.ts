// `hakmem-trace scenario` as a shell sees it.

import { readFile } from "node:fs/promises";
import Ajv from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { scenarios } from "../../allocator/index.ts";
import { commandOf } from "./check-command.ts";

async function golden(name: string): Promise<string> {
  const url = new URL(`../golden/scenarios/${name}.txt`, import.meta.url);
  return readFile(url, "utf8");
}

describe("scenario", () => {
  it("without a name lists the scenarios", async () => {
    expect(await commandOf(["scenario"])).toEqual({ code: 0, out: await golden("list"), err: "" });
    const { out } = await commandOf(["scenario", "--json"]);
    expect(JSON.parse(out).map(({ id }: { id: string }) => id)).toEqual(
      scenarios.map(({ id }) => id),
    );
  });

  it("tells the story of the bug, in any case of the name, and of its fix", async () => {
    const broken = await commandOf(["scenario", "s27"]);
    const fixed = await commandOf(["scenario", "S27", "--fixed"]);
    expect([broken.code, fixed.code]).toEqual([1, 0]);
    expect(`${broken.out}\n\n${fixed.out}`).toBe(await golden("S27"));
    expect(broken.err + fixed.err).toBe("");
  });

  it("shows a symptom that no crash ends", async () => {
    const { code, out } = await commandOf(["scenario", "S3"]);
    expect(code).toBe(1);
    expect(out).toContain("total_active_blocks -1");
  });

  it.each([
    [["S1-M2"], 1],
    [["S1-M2", "--fixed"], 0],
    [["S16"], 1],
  ])("%j --json follows its schema", async (words, expected) => {
    const url = new URL("../../media/schemas/scenario.schema.json", import.meta.url);
    const validate = new Ajv().compile(JSON.parse(await readFile(url, "utf8")));
    const { code, out } = await commandOf(["scenario", ...words, "--json"]);
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    expect(code).toBe(expected);
  });

  it.each([
    [["scenario", "S99"], 'there is no scenario "S99": expected one of S1-M1, S1-M2'],
    [["scenario", "s19"], "S19 is not a heap script: hakmem-trace race S19, S19-aba"],
    [["scenario", "S3", "S4"], "scenario takes one scenario, got 2"],
    [["scenario", "S3", "--rate"], "--rate"],
  ])("%j is refused with what is wrong", async (words, message) => {
    const { code, out, err } = await commandOf(words);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});
