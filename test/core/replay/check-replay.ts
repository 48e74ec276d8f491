// The one door to replay tests: a trace as text and a policy go in, the story of the replay comes out as text.

import { findPolicy, type Switches } from "../../../allocator/index.ts";
import { failureKinds } from "../../../src/core/recording/index.ts";
import { type ReplayResult, replay } from "../../../src/core/replay/index.ts";
import { importTrace, type Trace } from "../../../src/core/trace/index.ts";
import { freely } from "../work-control.ts";

export interface ReplayCase {
  readonly policy?: string;
  readonly switches?: Partial<Switches>;
  readonly continueAfterNull?: boolean;
  readonly check?: boolean;
}

/** Our text format; the first line may be left out. */
export function traceOf(text: string): Promise<Trace> {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.trim());
  const whole = lines[0]?.startsWith("hakmem-trace") ? lines : ["hakmem-trace 1", ...lines];
  return importTrace(new TextEncoder().encode(`${whole.join("\n")}\n`), "case", freely());
}

export async function replayOf(text: string, options: ReplayCase = {}): Promise<ReplayResult> {
  const policy = findPolicy(options.policy ?? "seed");
  if (policy === undefined) throw new Error(`no policy ${options.policy}`);
  return replay(
    await traceOf(text),
    {
      policy,
      seed: 0,
      continueAfterNull: options.continueAfterNull ?? false,
      check: options.check ?? true,
      ...(options.switches === undefined ? {} : { switches: options.switches }),
    },
    freely(),
  );
}

/** Verdict, horizon, switches and failures, a line each. */
export function story(result: ReplayResult): string {
  const { verdict, failures, totals } = result.recording;
  const rows = Array.from({ length: failures.length }, (_, row) => {
    const kind = failureKinds[failures.kind[row] as number];
    return `event ${failures.event[row]} thread ${failures.thread[row]} ${kind}: ${failures.text[row]}`;
  });
  return [
    verdict.sentence,
    `kind ${verdict.kind}, event ${verdict.event}, horizon ${verdict.horizon}, skipped ${totals.skippedEvents}`,
    `live blocks at the end ${result.recording.timeline.liveBlocks.at(-1)}`,
    `depends on ${verdict.dependsOn.join(" ")}`,
    ...rows,
    result.check === undefined ? "" : `check ${result.check.passed ? "passed" : "failed"}`,
  ]
    .join("\n")
    .trimEnd();
}
