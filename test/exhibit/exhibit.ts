// Plays all orders and rows on worker threads and writes two files: the facts, and the document made from them.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeDocument } from "./document.ts";
import { type Facts, factsOf, type Job, jobsFor } from "./jobs.ts";
import type { End, OrderFacts } from "./play.ts";
import { runJobs } from "./pool.ts";

export const FACTS = "facts.json";
export const DOCUMENT = "what-ran-out.md";

/** `worker` is the bundle that plays jobs, `folder` where the golden files lie. */
export async function main(words: string[], worker: string, folder: string): Promise<void> {
  const { values } = parseArgs({
    args: words,
    options: { workers: { type: "string", default: "2" } },
  });
  const jobs = jobsFor(({ orders }) => orders);
  const told = (done: number, total: number): void => {
    process.stderr.write(`\r${done} of ${total} replays`);
  };
  const workers = Math.max(1, Number(values.workers));
  const results = await runJobs<Job, OrderFacts | End>(worker, jobs, workers, told);
  const facts = factsOf(jobs, results);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, FACTS), factsText(facts));
  await writeFile(join(folder, DOCUMENT), writeDocument(facts));
  process.stderr.write(`\nwritten: ${join(folder, DOCUMENT)}\n`);
}

/** JSON with a line for each replay, so that a change shows where it is. */
export function factsText({ orders, rows }: Facts): string {
  const sets = Object.entries(orders).map(
    ([workload, list]) => `${JSON.stringify(workload)}: [\n${lines(list)}\n]`,
  );
  const named = Object.entries(rows).map(([name, end]) => `"${name}": ${JSON.stringify(end)}`);
  return `{"orders": {\n${sets.join(",\n")}},\n"rows": {\n${named.join(",\n")}}}\n`;
}

function lines(list: readonly object[]): string {
  return list.map((item) => JSON.stringify(item)).join(",\n");
}
