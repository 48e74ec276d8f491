// A replay in words and as JSON, for the command line and for whoever reads it in CI.
//
// The JSON is described by media/schemas/replay.schema.json; all its figures are *replayed* (the model's) except
// `nsPerEvent`, which is measured on this machine and is the only one that differs between two runs.

import type { Switches } from "../../../allocator/index.ts";
import { bytes, count } from "../base/number-words.ts";
import { type FailureKind, failureKinds, type Recording } from "../recording/index.ts";
import { type VariablesSummary, variableLines } from "./variables-report.ts";

export interface CheckSummary {
  readonly passed: boolean;
  readonly audits: number;
  readonly breach: string | null;
  readonly findings: readonly {
    readonly id: string;
    readonly declared: boolean;
    readonly message: string;
  }[];
}

/** The same replay under other readings of open facts. */
export interface VariantSummary {
  readonly name: string;
  readonly switches: Partial<Switches>;
  readonly recording: Recording;
}

export interface ReplayReport {
  readonly recording: Recording;
  readonly eventCount: number;
  readonly nsPerEvent: number;
  /** Present when environment variables or build flags were given. */
  readonly variables: VariablesSummary | undefined;
  readonly routes: readonly VariantSummary[];
  /** Present when asked for. */
  readonly sensitivity: readonly VariantSummary[] | undefined;
  readonly check: CheckSummary | undefined;
}

const FAILURES_SHOWN = 100;

export function replayJson(report: ReplayReport): object {
  const { recording } = report;
  const { totals } = recording;
  return {
    replayId: recording.replayId,
    trace: recording.traceName,
    policy: recording.policy.name,
    ...(report.variables === undefined ? {} : { variables: variablesJson(report.variables) }),
    seed: recording.seed,
    events: report.eventCount,
    replayedEvents: totals.events,
    skippedEvents: totals.skippedEvents,
    environment: {
      ...recording.environment,
      superSlabsPerClass: recording.environment.superSlabsPerClass ?? null,
      superSlabLimit: recording.environment.superSlabLimit ?? null,
    },
    switches: recording.switches,
    bytesFrom: recording.bytesFrom < 0 ? null : recording.bytesFrom,
    verdict: verdictJson(recording),
    failures: {
      total: failureKinds.reduce((sum, kind) => sum + totals.failuresByKind[kind], 0),
      byKind: totals.failuresByKind,
      first: failureRows(recording, FAILURES_SHOWN),
    },
    refillFailure: refillJson(recording),
    oomEvents: totals.oomEvents,
    fallbacks: totals.fallbacks,
    foreignFrees: totals.foreignFrees,
    mixedFrees: totals.mixedFrees,
    superSlabs: totals.superSlabs,
    superSlabsReleased: totals.superSlabsReleased,
    threadBirths: totals.threadBirths,
    peakMappings: totals.peakMappings,
    peakCommittedBytes: totals.peakCommittedBytes,
    peakLiveBytes: totals.peakLiveBytes,
    remoteFrees: totals.remoteFrees,
    outcomes: totals.outcomes,
    log: recording.log,
    routes: report.routes.map((route) => ({
      route: route.name,
      switches: route.switches,
      replayId: route.recording.replayId,
      verdict: verdictJson(route.recording),
    })),
    ...(report.sensitivity === undefined
      ? {}
      : { sensitivity: sensitivityJson(report.sensitivity, recording) }),
    ...(report.check === undefined ? {} : { check: report.check }),
    nsPerEvent: report.nsPerEvent,
  };
}

export function replayText(report: ReplayReport): string {
  const { recording } = report;
  const { totals, verdict } = recording;
  const lines = [
    `${sign(recording)} ${verdict.sentence}`,
    "",
    `  replay          ${recording.replayId}   (${recording.traceName}, policy ${recording.policy.name}, seed ${recording.seed})`,
    ...(verdict.crash === undefined ? [] : [`  mechanism       ${verdict.crash.mechanism}`]),
    `  events          ${count(totals.events)} replayed, ${count(totals.skippedEvents)} skipped, of ${count(report.eventCount)}${hypotheticalWords(recording)}`,
    `  peak            live ${bytes(totals.peakLiveBytes)}, committed ${bytes(totals.peakCommittedBytes)}, ${count(totals.peakMappings)} mappings`,
    `  SuperSlabs      ${superSlabWords(recording)}   thread births ${count(totals.threadBirths)}`,
    `  failures        ${failureWords(recording)}`,
    ...mixedLines(recording),
    `  remote frees    ${totals.remoteFrees === null ? "withheld: the trace has no thread ids" : count(totals.remoteFrees)}`,
    `  storage         ${storageWords(recording)}`,
    `  depends on      ${dependsOnWords(recording)}`,
  ];
  const oom = recording.log.filter((entry) => entry.line.startsWith("[DEBUG] superslab_refill"));
  if (report.variables !== undefined) lines.push("", ...variableLines(report.variables));
  if (oom.length > 0) lines.push("", `  stderr, ${whenWords(oom[0]?.event ?? 0)}: ${oom[0]?.line}`);
  for (const row of failureRows(recording, 5)) {
    const after = verdict.horizon >= 0 && row.event > verdict.horizon ? " (hypothetical)" : "";
    lines.push(`  ${whenWords(row.event)}, thread ${row.thread}: ${row.kind}${after}: ${row.text}`);
  }
  if (report.routes.length > 0) {
    lines.push(
      "",
      'By the route a free takes; no document says which ("as above": nothing it changes was asked):',
    );
    for (const { name: route, switches, recording: routed } of report.routes) {
      const readings = Object.entries(switches).map(([name, value]) => `${name}=${value}`);
      lines.push(
        `  ${route}  ${routed === recording ? "as above" : `${sign(routed)} ${routed.verdict.sentence}`}`,
        `      ${readings.join(", ")}`,
      );
    }
  }
  if (report.sensitivity !== undefined) {
    lines.push("", ...sensitivityLines(report.sensitivity, recording));
  }
  if (report.check !== undefined) lines.push("", ...checkLines(report.check));
  return `${lines.join("\n")}\n`;
}

function superSlabWords({ totals }: Recording): string {
  const { superSlabs, superSlabsReleased } = totals;
  const made = count(superSlabs);
  return superSlabsReleased === 0 ? made : `${made}, ${count(superSlabsReleased)} given back`;
}

const mechanisms = {
  M1: "libc got its own block",
  M2: "libc got the pointer 16 bytes too high",
  M3: "a plain libc block, asked about in vain",
  M4: "a block of ours that no question found",
} as const;

/** Which mechanism took the frees of mixed allocations; nothing where there were none. */
function mixedLines({ totals }: Recording): string[] {
  const words = Object.entries(mechanisms)
    .filter(([route]) => totals.mixedFrees[route as keyof typeof mechanisms] > 0)
    .map(
      ([route, what]) =>
        `${route} ${count(totals.mixedFrees[route as keyof typeof mechanisms])} (${what})`,
    );
  return words.length === 0 ? [] : [`  mixed frees     ${words.join(", ")}`];
}

/** Fast as long as nobody could tell; from then on every byte. */
function storageWords({ bytesFrom }: Recording): string {
  if (bytesFrom < 0) return "fast: no event read or stored a byte that only memory has";
  if (bytesFrom === 0) return "every byte of every block, from the start";
  return `fast, then every byte of every block from event ${count(bytesFrom)} on`;
}

/** Same kind of end, same last words: the event may move. */
function sameOutcome(a: Recording, b: Recording): boolean {
  return a.verdict.kind === b.verdict.kind && a.verdict.crash?.message === b.verdict.crash?.message;
}

function variablesJson({ notes, warnings }: VariablesSummary): object {
  return { settings: notes, warnings };
}

function sensitivityLines(variants: readonly VariantSummary[], base: Recording): string[] {
  const other = variants.filter(({ recording }) => !sameOutcome(recording, base));
  const head =
    other.length === 0
      ? `Robust: the same outcome under all ${variants.length} other readings of the open facts it asked about.`
      : `Depends on ${other.map(({ name }) => name).join(", ")} (${other.length} of ${variants.length} other readings):`;
  return [
    head,
    ...variants.map(({ name, recording }) =>
      sameOutcome(recording, base)
        ? `  ${name}: the same outcome, ${endWords(recording)}`
        : `  ${name}: ${sign(recording)} ${recording.verdict.sentence}`,
    ),
  ];
}

function endWords(recording: Recording): string {
  const { event } = recording.verdict;
  return event < 0 ? "to the last event" : `at event ${count(event)}`;
}

function sensitivityJson(variants: readonly VariantSummary[], base: Recording): object {
  return {
    robust: variants.every(({ recording }) => sameOutcome(recording, base)),
    readings: variants.map(({ name, recording }) => ({
      reading: name,
      sameOutcome: sameOutcome(recording, base),
      replayId: recording.replayId,
      verdict: verdictJson(recording),
    })),
  };
}

function verdictJson(recording: Recording): object {
  const { verdict } = recording;
  return {
    kind: verdict.kind,
    event: verdict.event,
    sentence: verdict.sentence,
    horizon: verdict.horizon,
    dependsOn: verdict.dependsOn,
    exitCode: verdict.crash?.exitCode ?? null,
    message: verdict.crash?.message ?? null,
    mechanism: verdict.crash?.mechanism ?? null,
  };
}

interface FailureRow {
  readonly event: number;
  readonly kind: FailureKind;
  readonly thread: number;
  readonly sizeClass: number;
  readonly superSlab: number;
  readonly slab: number;
  readonly address: string;
  readonly text: string;
}

function failureRows(recording: Recording, most: number): FailureRow[] {
  const { failures } = recording;
  return Array.from({ length: Math.min(most, failures.length) }, (_, row) => ({
    event: failures.event[row] as number,
    kind: failureKinds[failures.kind[row] as number] as FailureKind,
    thread: failures.thread[row] as number,
    sizeClass: failures.sizeClass[row] as number,
    superSlab: failures.superSlab[row] as number,
    slab: failures.slab[row] as number,
    address: `0x${(failures.address[row] as number).toString(16)}`,
    text: failures.text[row] as string,
  }));
}

function refillJson(recording: Recording): object | null {
  const failure = recording.firstRefillFailure;
  if (failure === undefined) return null;
  return {
    ...failure,
    prevSuperSlab: `0x${failure.prevSuperSlab.toString(16)}`,
    prevMeta: `0x${failure.prevMeta.toString(16)}`,
  };
}

/** Figures of a replay that went on past its horizon are no longer about the recorded program. */
function hypotheticalWords({ verdict, totals }: Recording): string {
  const played = totals.events + totals.skippedEvents;
  if (verdict.horizon < 0 || played <= verdict.horizon + 1) return "";
  return `; hypothetical after event ${count(verdict.horizon)}, and so are the figures below`;
}

function whenWords(event: number): string {
  return event < 0 ? "before the first event" : `event ${count(event)}`;
}

function failureWords(recording: Recording): string {
  const parts = failureKinds
    .filter((kind) => recording.totals.failuresByKind[kind] > 0)
    .map((kind) => `${count(recording.totals.failuresByKind[kind])} ${kind}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

function dependsOnWords(recording: Recording): string {
  const { dependsOn } = recording.verdict;
  if (dependsOn.length === 0) return "no open fact";
  return dependsOn.map((name) => `${name}=${recording.switches[name]}`).join(", ");
}

function checkLines(check: CheckSummary): string[] {
  const findings = check.findings.map(
    (finding) =>
      `  ${finding.declared ? "declared" : "UNDECLARED"} ${finding.id}: ${finding.message}`,
  );
  const breach = check.breach === null ? [] : [`  BREACH ${check.breach}`];
  return [
    `check ${check.passed ? "passed" : "FAILED"}: ${check.audits} audits of the model`,
    ...breach,
    ...findings,
  ];
}

function sign(recording: Recording): string {
  return recording.verdict.kind === "clean" ? "✔" : recording.verdict.kind === "crash" ? "✖" : "⚠";
}
