// `replay`: one trace or workload, one policy, one verdict. After a failure, what each free route would have made of it;
// on demand, what every other reading of the open facts makes of it. The policy may be a file, and may be under the
// environment variables of a run of hakmem.

import { parseArgs } from "node:util";
import type { Environment } from "../../allocator/index.ts";
import type { PlayedEnvironment } from "../core/policy/index.ts";
import type { TraceSource } from "../core/protocol/index.ts";
import {
  assume,
  type CheckReport,
  otherReadings,
  type ReplayOptions,
  replay,
  replayVariants,
  routes,
  type Variant,
} from "../core/replay/index.ts";
import { type CheckSummary, replayJson, replayText } from "../core/report/index.ts";
import { parseFigure, parseSwitch } from "../core/trace/index.ts";
import { openTrace } from "../worker/engine.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";
import { policyOf, variablesOf } from "./policy-argument.ts";
import { commandPorts, fileSource } from "./ports.ts";
import { replaySeeds, type SeedRange } from "./replay-seeds.ts";

const MOST_SEEDS = 10_000;

export async function replayCommand(words: string[], console: Console): Promise<ExitCode> {
  const request = await parseReplay(words);
  const { source, options, assumed, variables, sensitivity, seeds, json } = request;
  if (seeds !== undefined && source.kind === "workload") {
    return replaySeeds({ workload: source.specification, seeds, options, assumed, json }, console);
  }
  const { ports, control } = commandPorts(console);
  const trace = assume(await openTrace(source, ports, control), assumed);
  const started = console.now();
  const { recording, check } = await replay(trace, options, control);
  const played = recording.totals.events + recording.totals.skippedEvents;
  const nsPerEvent = played === 0 ? 0 : Math.round((console.now() - started) / played);
  const failed = recording.verdict.kind !== "clean" || recording.totals.fallbacks > 0;
  const under = (variants: readonly Variant[]) =>
    replayVariants(trace, options, recording, variants, control);
  const report = {
    recording,
    eventCount: trace.events.length,
    nsPerEvent,
    variables,
    routes: failed && options.policy.fallback === "libc" ? await under(routes) : [],
    sensitivity: sensitivity ? await under(otherReadings(recording)) : undefined,
    check: check === undefined ? undefined : summarise(check),
  };
  console.out(json ? `${JSON.stringify(replayJson(report), undefined, 2)}\n` : replayText(report));
  const bad = recording.verdict.kind !== "clean" || check?.passed === false;
  return bad ? ExitCode.Findings : ExitCode.Clean;
}

interface ReplayRequest {
  source: TraceSource;
  options: ReplayOptions;
  /** Figures of the environment that a policy file or the command line chose. */
  assumed: Partial<Environment>;
  variables: PlayedEnvironment | undefined;
  sensitivity: boolean;
  /** Orders of a workload's threads that are played one after the other. */
  seeds: SeedRange | undefined;
  json: boolean;
}

async function parseReplay(words: string[]): Promise<ReplayRequest> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      workload: { type: "string" },
      policy: { type: "string", default: "seed" },
      seed: { type: "string" },
      seeds: { type: "string" },
      env: { type: "string", multiple: true, default: [] },
      "env-file": { type: "string", multiple: true, default: [] },
      switch: { type: "string", multiple: true, default: [] },
      environment: { type: "string", multiple: true, default: [] },
      "continue-after-null": { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      sensitivity: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [path] = positionals;
  const { workload } = values;
  if (positionals.length > 1)
    throw new UsageError(`replay takes one file, got ${positionals.length}`);
  if ((path === undefined) === (workload === undefined)) {
    throw new UsageError("replay takes either a file or --workload");
  }
  const seeds = values.seeds === undefined ? undefined : parseSeeds(values.seeds);
  if (seeds !== undefined) {
    if (workload === undefined)
      throw new UsageError("--seeds takes a --workload: a file has one order");
    const single = (["seed", "check", "sensitivity"] as const).find((name) => values[name]);
    if (single !== undefined) throw new UsageError(`--${single} is for one seed, not for --seeds`);
  }
  const seed = parseSeed(values.seed ?? "0");
  const switches = parseSettings("switch", values.switch, parseSwitch);
  const assumed = parseSettings("environment", values.environment, parseFigure);
  const file = await policyOf(values.policy);
  const variables = await variablesOf(file, values.env, values["env-file"]);
  return {
    source:
      workload === undefined
        ? fileSource(path as string)
        : { kind: "workload", specification: workload, seed },
    options: {
      policy: variables?.policy ?? file.policy,
      seed: workload === undefined ? 0 : seed,
      continueAfterNull: values["continue-after-null"],
      check: values.check,
      switches: { ...variables?.switches, ...switches },
    },
    assumed: { ...file.environment, ...assumed },
    variables,
    sensitivity: values.sensitivity,
    seeds,
    json: values.json,
  };
}

function parseSeed(word: string): number {
  const seed = Number(word);
  if (!Number.isSafeInteger(seed) || seed < 0 || word.trim() === "") {
    throw new UsageError(`--seed takes a whole number from 0, got "${word}"`);
  }
  return seed;
}

/** `A..B`, both included. */
function parseSeeds(word: string): SeedRange {
  const [first, last] = /^(\d{1,15})\.\.(\d{1,15})$/.exec(word)?.slice(1).map(Number) ?? [];
  if (first === undefined || last === undefined || last < first || last - first >= MOST_SEEDS) {
    throw new UsageError(
      `--seeds takes A..B with at most ${MOST_SEEDS} seeds from A to B, got "${word}"`,
    );
  }
  return { first, last };
}

/** `NAME=VALUE` words, each read by `parse`; `what` names them in errors. */
function parseSettings<T extends object>(
  what: string,
  words: readonly string[],
  parse: (
    name: string,
    value: string,
  ) => { readonly value: Partial<T> } | { readonly expected: string },
): Partial<T> {
  let settings: Partial<T> = {};
  for (const word of words) {
    const [name = "", ...values] = word.split("=");
    const parsed = parse(name, values.join("="));
    if ("expected" in parsed) {
      throw new UsageError(`--${what} ${word}: expected ${parsed.expected}`);
    }
    settings = { ...settings, ...parsed.value };
  }
  return settings;
}

function summarise(check: CheckReport): CheckSummary {
  return {
    passed: check.passed,
    audits: check.audits,
    breach: check.breach ?? null,
    findings: [
      ...check.heapFindings.map(({ id, declared, message }) => ({ id, declared, message })),
      ...check.shadowFindings.map(({ kind, declared, message }) => ({
        id: kind,
        declared,
        message,
      })),
    ],
  };
}
