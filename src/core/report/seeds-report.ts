// Several orders of one workload's threads: a line each, which call failed first, and what the lines add up to.
//
// A seed is a possible order. The summary counts orders that were played; it is no failure rate and must never be worded as
// one. The JSON is described by media/schemas/replay-seeds.schema.json.

import { count, counted } from "../base/number-words.ts";
import { type FailedFirst, failedCalls, type VerdictKind } from "../recording/index.ts";

export interface SeedRow {
  readonly seed: number;
  readonly replayId: string;
  readonly failedFirst: FailedFirst;
  /** How the replay ended, and where (-1: at its last event). */
  readonly verdict: VerdictKind;
  readonly event: number;
  /** What libc printed when the process died. */
  readonly message: string | null;
  readonly births: number;
  readonly superSlabs: number;
}

export interface SeedsReport {
  readonly workload: string;
  readonly policy: string;
  readonly rows: readonly SeedRow[];
}

const NO_RATE =
  "Each seed is a possible order of the threads; how often a real run meets one is not known from them.";

export function seedsTitle({ workload, policy }: Omit<SeedsReport, "rows">): string {
  return `${workload}, policy ${policy}: which call failed first\n`;
}

export function seedLine(row: SeedRow): string {
  const { call, event, sizeClass } = row.failedFirst;
  const of = sizeClass < 0 ? "" : ` of class ${sizeClass}`;
  const failed = call === "nothing" ? call : `${call}${of} at event ${count(event)}`;
  const figures = `${counted(row.births, "birth")}, ${counted(row.superSlabs, "SuperSlab")}`;
  return `  seed ${row.seed}: ${failed}; ${figures}; ${endWords(row)}\n`;
}

export function seedsSummary({ rows }: SeedsReport): string {
  const lines = failedCalls.flatMap((call) => {
    const seeds = rows.filter(({ failedFirst }) => failedFirst.call === call);
    if (seeds.length === 0) return [];
    return `  ${call}: ${counted(seeds.length, "order")}, ${seeds.length === 1 ? "seed" : "seeds"} ${seedRanges(seeds.map((row) => row.seed))}\n`;
  });
  return `\nFailed first, of ${counted(rows.length, "order")}:\n${lines.join("")}${NO_RATE}\n`;
}

export function seedsJson({ workload, policy, rows }: SeedsReport): object {
  const failedFirst = failedCalls.map((call) => [
    call,
    rows.filter((row) => row.failedFirst.call === call).map(({ seed }) => seed),
  ]);
  return { workload, policy, replays: rows, seedsByFailedCall: Object.fromEntries(failedFirst) };
}

/** Rising numbers as ranges: `0-3, 7`. */
export function seedRanges(seeds: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const seed of seeds) {
    const range = ranges.at(-1);
    if (range !== undefined && seed === range.last + 1) range.last = seed;
    else ranges.push({ first: seed, last: seed });
  }
  return ranges
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
    .join(", ");
}

function endWords({ verdict, event, message }: SeedRow): string {
  if (verdict === "clean") return "no crash to the last event";
  const words = {
    crash: message === "" ? "killed by a signal" : `crash, ${message}`,
    null: "NULL returned",
    corrupted: "corrupted",
    "thread-refused": "a chain of threads ends",
  } as const;
  return `${words[verdict]} at event ${count(event)}`;
}
