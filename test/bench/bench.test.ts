// The bench from end to end, on short traces and without a network: everybody has a row, and every figure is a number.
// How large the figures are is nobody's promise.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPolicy } from "../../allocator/index.ts";
import { benchTraces } from "../../src/core/workload/index.ts";
import { type BenchReport, reportJson, reportText, runBench } from "./bench.ts";
import { bundleBench } from "./bundle-bench.mjs";
import { PASSES } from "./contestants.ts";
import { libraries } from "./native-libraries.ts";
import { peers } from "./peers.ts";
import { placesIn } from "./places.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const figure = /^\d+\.\d \(\d+\.\d\d\)$/;
const policies = ["seed", "fixed"].filter((policy) => findPolicy(policy) !== undefined);
const models = policies.flatMap((policy) =>
  ["full recording", "no recording", "bytes"].map((mode) => `model, ${policy}, ${mode}`),
);
const natives = ["glibc", ...Object.keys(libraries)];

let folder = "";
let report: BenchReport;
const said: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hakmem-bench-test-"));
  const places = placesIn(root, folder);
  await bundleBench(root, places.built);
  const say = (line: string) => said.push(line);
  report = await runBench({ events: 20_000, rounds: 1, offline: true, places, say });
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test("both tables have a row for everybody, and nobody failed", () => {
  expect(said.filter((line) => line.includes("failed"))).toEqual([]);
  const tables = reportText(report)
    .split("\n\n")
    .filter((part) => part.startsWith("| "));
  expect(tables).toHaveLength(2);
  for (const table of tables) {
    const rows = table.trim().split("\n").slice(2);
    const cells = rows.map((row) => row.slice(2, -2).split(" | "));
    const named = cells.map(([name]) => name).sort();
    expect(named).toEqual([...natives, ...models, ...peers.map(({ name }) => name)].sort());
    for (const [name = "", ...figures] of cells) {
      if (figures[0]?.startsWith("absent: ")) continue;
      expect(figures, name).toHaveLength(benchTraces.length + 1);
      for (const text of figures.slice(0, -1)) expect(text, name).toMatch(figure);
    }
  }
});

test("the model always takes part; what is not installed says why not", () => {
  const absent = report.absent.map(({ name }) => name);
  expect(absent.filter((name) => models.includes(name))).toEqual([]);
  for (const peer of peers) expect(absent.includes(peer.name)).toBe(peer.package !== undefined);
  expect(report.absent.every((entry) => entry.absent.length > 5)).toBe(true);
});

test("the JSON has each pass of each process", () => {
  const json = JSON.parse(reportJson(report));
  expect(json).toMatchObject({ events: 20_000, rounds: 1 });
  expect(Object.keys(json.passes).length).toBe(json.warm.length);
  for (const model of models) {
    expect(Object.keys(json.passes[model])).toEqual([...benchTraces]);
    for (const rounds of Object.values<unknown[][]>(json.passes[model])) {
      expect(rounds.map((passes) => passes.length)).toEqual([PASSES]);
    }
  }
});
