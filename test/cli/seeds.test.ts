// `replay --seeds`: several orders of a workload's threads, a line each.

import { readFile } from "node:fs/promises";
import Ajv from "ajv/dist/2020";
import { expect, test } from "vitest";
import { commandOf } from "./check-command.ts";

/** Under 300 mappings this ends after some 50 births, in some orders with a refill that fails. */
const small = "larson 0.002 8 128 16 1 12345 4";
const words = ["replay", "--workload", small, "--environment", "mappingLimit=300"];

test("a line for each order, and which call failed first in how many", async () => {
  const { code, out } = await commandOf([...words, "--seeds", "0..9"]);
  expect(code).toBe(1);
  await expect(out).toMatchFileSnapshot("../golden/cli/seeds.txt");
});

test("the JSON follows its schema and says what a single replay says", async () => {
  const { out } = await commandOf([...words, "--seeds", "2..4", "--json"]);
  const report = JSON.parse(out);
  const url = new URL("../../media/schemas/replay-seeds.schema.json", import.meta.url);
  const validate = new Ajv().compile(JSON.parse(await readFile(url, "utf8")));
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  const single = JSON.parse((await commandOf([...words, "--seed", "3", "--json"])).out);
  expect(report.replays[1]).toMatchObject({
    seed: 3,
    replayId: single.replayId,
    verdict: single.verdict.kind,
    event: single.verdict.event,
    births: single.threadBirths,
    superSlabs: single.superSlabs,
  });
});

test("a clean workload is clean in every order, and nothing failed", async () => {
  const clean = ["replay", "--workload", small, "--policy", "fixed", "--seeds", "5..6"];
  const { code, out } = await commandOf(clean);
  expect(code).toBe(0);
  expect(out).toContain("nothing: 2 orders, seeds 5-6");
});

test("Ctrl-C ends it", async () => {
  const controller = new AbortController();
  controller.abort();
  const { code, err } = await commandOf([...words, "--seeds", "0..9"], controller.signal);
  expect(code).toBe(4);
  expect(err).toBe("hakmem-trace: cancelled\n");
});
