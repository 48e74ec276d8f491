// The exhibit's facts are what the model does: a part of them is played again.
//
// The first orders of each parameter set (`ordersTested` in sets.ts) and every row are played here; the rest only by
// `npm run exhibit`.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleExhibit } from "./bundle-exhibit.mjs";
import { FACTS } from "./exhibit.ts";
import { type Facts, factsOf, type Job, jobsFor } from "./jobs.ts";
import type { End, OrderFacts } from "./play.ts";
import { runJobs } from "./pool.ts";
import { rows } from "./rows.ts";
import { parameterSets } from "./sets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const golden = join(root, "test", "golden", "exhibit");

const stored = JSON.parse(await readFile(join(golden, FACTS), "utf8")) as Facts;
let played: Facts;

beforeAll(async () => {
  const worker = join(await bundleExhibit(root), "job-worker.mjs");
  const jobs = jobsFor(({ ordersTested }) => ordersTested);
  const results = await runJobs<Job, OrderFacts | End>(worker, jobs, 2, () => {});
  played = factsOf(jobs, results);
}, 10 * 60_000);

describe.each(parameterSets)("$handOff", ({ workload, orders, ordersTested }) => {
  test("every order is there", () => {
    expect(stored.orders[workload]).toHaveLength(orders);
  });

  test("the first orders are as told", () => {
    const [facts, again] = [stored.orders[workload], played.orders[workload]];
    expect(again).toHaveLength(ordersTested);
    expect(again).toEqual(facts?.slice(0, ordersTested));
  });

  test("fixed is clean in every order", () => {
    const verdicts = stored.orders[workload]?.map(({ fixed }) => fixed.verdict);
    expect(new Set(verdicts)).toEqual(new Set(["clean"]));
  });
});

test.each(rows)("$name is as told", ({ name }) => {
  expect(played.rows[name]).toBeDefined();
  expect(played.rows[name]).toEqual(stored.rows[name]);
});
