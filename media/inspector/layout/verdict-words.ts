// The verdict in the words of the header: severity, facts that it depends on, and how far it reaches.
//
// The sentence itself comes from the recording; nothing here makes a claim stronger. "Depends on no open fact" is not
// "robust": that is what flipping the switches would show.

import type { ReadyState } from "../state.ts";
import { amountText, countText, eventText } from "./figures.ts";
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

export interface SentenceParts {
  /** What happened, and at which event. */
  readonly lead: string;
  /** How it came to that; may be empty. */
  readonly cause: string;
  /** Policy and hypothesis, and what the trace cannot say. */
  readonly assumed: string;
}

/** The verdict's sentence cut where its print gets smaller; joined, the parts are the sentence. */
export function sentenceParts(shown: ReadyState): SentenceParts {
  const { verdict, policy } = shown.recording;
  const { sentence } = verdict;
  const under = sentence.indexOf(` Policy ${policy.name}; assumed: `);
  const end = under < 0 ? sentence.length : under;
  const stop = sentence.indexOf(". ");
  const lead = stop < 0 || stop >= end ? end : stop + 1;
  return {
    lead: sentence.slice(0, lead),
    cause: sentence.slice(lead, end),
    assumed: sentence.slice(end),
  };
}

/** One line for what the header folds away. */
export function basisText(shown: ReadyState): string {
  const { verdict, eventCount, totals } = shown.recording;
  const last = lastEventOf(shown);
  const hypothetical = hypotheticalFrom(shown);
  const open = verdict.dependsOn.length;
  const skipped = totals.skippedEvents;
  const bytes = storedWords(shown);
  return [
    open === 0 ? "depends on no open fact" : `depends on ${amountText(open, "open fact")}`,
    ...(last < eventCount - 1 ? [`replayed to ${eventText(last)}`] : []),
    ...(hypothetical === undefined ? [] : [`hypothetical after ${eventText(hypothetical)}`]),
    ...(skipped === 0 ? [] : [`${amountText(skipped, "event")} skipped`]),
    ...(bytes === undefined ? [] : [bytes]),
    `${originWord(shown)} trace`,
  ].join(" · ");
}

export function headerFacts(shown: ReadyState): readonly HeaderFact[] {
  const { verdict, environment, totals, eventCount } = shown.recording;
  const last = lastEventOf(shown);
  const facts: HeaderFact[] = [fact("hypothesis", environment.hypothesis)];
  facts.push(
    verdict.dependsOn.length === 0
      ? fact("depends on", "no open fact")
      : caution("depends on", verdict.dependsOn.join(", ")),
  );
  if (verdict.horizon >= 0) facts.push(caution("divergence horizon", eventText(verdict.horizon)));
  const hypothetical = hypotheticalFrom(shown);
  if (hypothetical !== undefined) {
    facts.push(caution("hypothetical after", eventText(hypothetical)));
  }
  if (last < eventCount - 1) {
    facts.push(caution("replayed to", `${eventText(last)} of ${countText(eventCount)}`));
  }
  if (totals.skippedEvents > 0) {
    facts.push(caution("skipped", amountText(totals.skippedEvents, "event")));
  }
  const bytes = storedWords(shown);
  if (bytes !== undefined) facts.push(fact("blocks", bytes));
  return facts;
}

/** From where the model kept what lies in blocks; undefined: nothing that happened asked for it. */
function storedWords({ recording: { bytesFrom } }: ReadyState): string | undefined {
  if (bytesFrom < 0) return undefined;
  const from = bytesFrom === 0 ? "the start" : eventText(bytesFrom);
  return `every byte stored from ${from}`;
}

/** Without thread ids, owners, caches and remote frees are withheld. */
export function threadsKnown(shown: ReadyState): boolean {
  return shown.trace.summary.threads !== null;
}

/** Provenance of the trace's own numbers; a generated trace that was saved says so in its notes. */
export function originWord(shown: ReadyState): "recorded" | "generated" {
  const { summary, confessions } = shown.trace;
  const confessed = confessions.some((confession) => confession.startsWith("Generated"));
  return summary.format === "workload" || confessed ? "generated" : "recorded";
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
