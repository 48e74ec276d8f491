// The verdict in the words of the header: severity, facts that it depends on, and how far it reaches.
//
// The sentence itself comes from the recording; nothing here makes a claim stronger. "Depends on no open fact" is not
// "robust": that is what flipping the switches would show.

import type { ReadyState } from "../state.ts";
import { amountText, countText } from "./figures.ts";
import { hypotheticalFrom, lastEventOf } from "./timeline-marks.ts";

export type Severity = "error" | "warning" | "passed";

export interface HeaderFact {
  readonly name: string;
  readonly value: string;
  readonly caution: boolean;
}

export function severityOf(shown: ReadyState): Severity {
  switch (shown.recording.verdict.kind) {
    case "crash":
    case "corrupted":
      return "error";
    case "null":
    case "thread-refused":
      return "warning";
    case "clean":
      return "passed";
  }
}

export const severityWords: Readonly<Record<Severity, string>> = {
  error: "Failure",
  warning: "Warning",
  passed: "No failure",
};

export function headerFacts(shown: ReadyState): readonly HeaderFact[] {
  const { verdict, environment, totals, eventCount } = shown.recording;
  const last = lastEventOf(shown);
  const facts: HeaderFact[] = [fact("hypothesis", environment.hypothesis)];
  facts.push(
    verdict.dependsOn.length === 0
      ? fact("depends on", "no open fact")
      : caution("depends on", verdict.dependsOn.join(", ")),
  );
  if (verdict.horizon >= 0) facts.push(caution("divergence horizon", `event ${verdict.horizon}`));
  const hypothetical = hypotheticalFrom(shown);
  if (hypothetical !== undefined) {
    facts.push(caution("hypothetical after", `event ${hypothetical}`));
  }
  if (last < eventCount - 1)
    facts.push(caution("replayed to", `event ${last} of ${eventCount - 1}`));
  if (totals.skippedEvents > 0) {
    facts.push(caution("skipped", amountText(totals.skippedEvents, "event")));
  }
  return facts;
}

/** Without thread ids, owners, caches and remote frees are withheld. */
export function threadsKnown(shown: ReadyState): boolean {
  return shown.trace.summary.threads !== null;
}

/** Provenance of the trace's own numbers. */
export function originWord(shown: ReadyState): "recorded" | "generated" {
  return shown.trace.summary.format === "workload" ? "generated" : "recorded";
}

/** What the file says, as opposed to the model. */
export function recordedText(shown: ReadyState): string {
  const { summary } = shown.trace;
  const threads =
    summary.threads === null ? "no thread ids" : amountText(summary.threads, "thread");
  const problems =
    summary.problems.total === 0
      ? []
      : [`${amountText(summary.problems.total, "problem")} in the file`];
  return [`${countText(summary.events)} events`, threads, summary.format, ...problems].join(" · ");
}

function fact(name: string, value: string): HeaderFact {
  return { name, value, caution: false };
}

function caution(name: string, value: string): HeaderFact {
  return { name, value, caution: true };
}
