// Turns what a replay saw into the one sentence everybody reads, and says what that sentence rests on.
//
// Binding: the hypothesis stands in every sentence; a fallback that was freed correctly is a result and is named; a
// trace without mapping records gets no verdict on the mapping count; nothing is said about rates.

import type { Crash, Environment, Policy, SwitchName } from "../../../allocator/index.ts";
import { count, counted } from "../base/number-words.ts";
import type { Totals, Verdict, VerdictKind } from "../recording/index.ts";
import { EventKind, type Trace } from "../trace/index.ts";

export interface VerdictFacts {
  readonly trace: Trace;
  readonly policy: Policy;
  readonly environment: Environment;
  /** Seed of the threads' order. */
  readonly seed: number;
  readonly mappingsJudged: boolean;
  readonly totals: Pick<Totals, "events" | "fallbacks">;
  /** Fallback blocks that libc took back. */
  readonly takenByLibc: number;
  /** Present when the process died before the horizon. */
  readonly crash: Crash | undefined;
  readonly dependsOn: readonly SwitchName[];
  /** Event that decided it, and which way; undefined: nothing did. */
  readonly decisive:
    | { readonly kind: Exclude<VerdictKind, "clean">; readonly event: number }
    | undefined;
  readonly horizon: number;
  /** The replay went on past the horizon. */
  readonly continued: boolean;
  /** First refill failure in words, with its event. */
  readonly refill:
    | { readonly event: number; readonly cause: string; readonly sizeClass: number }
    | undefined;
  /** Event that handed out the block that the decisive event freed, -1 unknown. */
  readonly allocatedAt: number;
}

export function makeVerdict(facts: VerdictFacts): Verdict {
  const { decisive } = facts;
  return {
    kind: decisive?.kind ?? "clean",
    event: decisive?.event ?? -1,
    sentence: `${what(facts)} ${under(facts)}`,
    horizon: facts.horizon,
    dependsOn: facts.dependsOn,
    crash: facts.crash,
  };
}

function what(facts: VerdictFacts): string {
  const { decisive, crash, refill } = facts;
  const cause = refill === undefined ? "" : ` ${refillWords(refill)}`;
  if (decisive === undefined) return clean(facts);
  const at = `at ${eventWords(facts, decisive.event)}`;
  switch (decisive.kind) {
    case "crash": {
      const message = crash?.message === "" ? "killed by a signal" : crash?.message;
      const block =
        facts.allocatedAt < 0
          ? ""
          : ` The block was handed out at event ${count(facts.allocatedAt)}.`;
      return `Crash ${at}: ${message} (exit ${crash?.exitCode}).${block}${cause}`;
    }
    case "null":
      return `NULL returned ${at}, errno 12 (ENOMEM).${cause} ${beyond(facts)}`;
    case "corrupted":
      return `Corrupted ${at}: an allocator took a block that it never gave out.${cause} ${beyond(facts)}`;
    case "thread-refused":
      return `A thread could not be born ${at}: pthread_create failed (EAGAIN).${fallbackWords(facts)}${cause}`;
  }
}

/** Past the horizon the recorded program would have gone another way. */
function beyond({ continued }: VerdictFacts): string {
  return continued
    ? "What follows is hypothetical."
    : "The replay stops here: the program would have gone another way.";
}

function clean(facts: VerdictFacts): string {
  const { totals } = facts;
  const events = counted(totals.events, "event");
  if (totals.fallbacks === 0) return `Clean: ${events} replayed without a failure.`;
  const refill = facts.refill === undefined ? "" : ` ${refillWords(facts.refill)}`;
  return `No crash: ${events} replayed.${fallbackWords(facts)}${refill}`;
}

function fallbackWords({ totals, takenByLibc }: VerdictFacts): string {
  if (totals.fallbacks === 0) return "";
  const fell = `${counted(totals.fallbacks, "request")} fell back to libc`;
  return ` ${fell}, which took ${counted(takenByLibc, "block")} back correctly.`;
}

function refillWords(refill: NonNullable<VerdictFacts["refill"]>): string {
  const when = refill.event < 0 ? "before the first event" : `at event ${count(refill.event)}`;
  return `Refill of class ${refill.sizeClass} first failed ${when}: ${refill.cause}.`;
}

function under(facts: VerdictFacts): string {
  const mappings = facts.mappingsJudged
    ? ""
    : " The trace holds no mappings, so nothing is said about the mapping limit.";
  const threads = facts.trace.hasThreads
    ? ""
    : " The trace has no thread ids, so nothing is said about caches of other threads.";
  const ends = endsUnknown(facts.trace)
    ? " Thread ends are unknown, so nothing is said about what they leave behind."
    : "";
  const order =
    facts.trace.format === "workload"
      ? ` The order of threads is a possible one (seed ${facts.seed}); in another, another call may fail first.`
      : "";
  return `Policy ${facts.policy.name}; assumed: ${facts.environment.hypothesis}.${mappings}${threads}${ends}${order}`;
}

/** Threads beside the main one, and of none of them an end. */
function endsUnknown({ hasThreads, threads }: Trace): boolean {
  const others = threads.slice(1);
  return hasThreads && others.length > 0 && others.every((life) => life.end === "unknown");
}

function eventWords(facts: VerdictFacts, event: number): string {
  const { events } = facts.trace;
  const of = `event ${count(event)} of ${count(events.length)}`;
  const thread = facts.trace.hasThreads ? `thread ${events.thread[event]}: ` : "";
  return `${of} (${thread}${callWords(facts.trace, event)})`;
}

function callWords(trace: Trace, event: number): string {
  const { events } = trace;
  const size = count(events.size[event] as number);
  switch (events.kind[event] as EventKind) {
    case EventKind.Malloc:
      return `malloc of ${size} bytes`;
    case EventKind.Calloc:
      return `calloc of ${size} bytes`;
    case EventKind.Realloc:
      return `realloc to ${size} bytes`;
    case EventKind.Aligned:
      return `aligned allocation of ${size} bytes`;
    case EventKind.Free:
      return "free";
    case EventKind.ThreadStart:
      return `start of thread ${events.other[event]}`;
    case EventKind.ThreadEnd:
      return "end of the thread";
  }
}
