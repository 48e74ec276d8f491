// One trace, one policy, one recording: plays every event, watches, and stops where the model can no longer speak for
// the program.
//
// Same trace, policy, seed and model give the same recording, byte for byte, in every host: there is no clock and no
// chance in here. Replay stops at the divergence horizon (the first result the recorded program would have seen
// differently) unless told to go on; whatever comes after it is hypothetical.

import {
  type Allocator,
  blockLayouts,
  createAllocator,
  type Environment,
  geometryOf,
  MODEL_VERSION,
  OUTCOME_COUNT,
  Outcome,
  outcomeNames,
  type Policy,
  type Switches,
  type SwitchName,
  withSwitches,
} from "../../../allocator/index.ts";
import { CancelledError, type WorkControl } from "../base/cancelled.ts";
import { Fingerprint } from "../base/hash.ts";
import type { Recording, VerdictKind } from "../recording/index.ts";
import { EventKind, type Trace } from "../trace/index.ts";
import { FailureRecorder } from "./failure-recorder.ts";
import { HeapSeeker } from "./heap-seeker.ts";
import { environmentUnder } from "./hypothesis.ts";
import { Keyframes } from "./keyframes.ts";
import { type CheckReport, ReplayCheck } from "./replay-check.ts";
import { TimelineSampler } from "./timeline-sampler.ts";
import { Step, TraceDriver } from "./trace-driver.ts";
import { makeVerdict } from "./verdict.ts";

export interface ReplayOptions {
  readonly policy: Policy;
  /** Seed of the order in which the trace's threads run; 0 for recorded orders. */
  readonly seed: number;
  /** Replay past the horizon, treating a refused block as never allocated. */
  readonly continueAfterNull: boolean;
  /** Verify the model while replaying. */
  readonly check: boolean;
  /** Readings that the user chose; they win over the trace's and the policy's. */
  readonly switches?: Partial<Switches>;
  /** False: no timeline and no keyframes; totals and verdict are the same, but for peaks between events that were not looked at. */
  readonly record?: boolean;
  /** `bytes`: store every block's bytes from the start. Else only from where it makes a difference. Addresses are the same. */
  readonly storage?: "fast" | "bytes";
}

export interface ReplayResult {
  readonly recording: Recording;
  readonly seeker: HeapSeeker;
  /** Present when asked for. */
  readonly check: CheckReport | undefined;
}

/** Events between two looks at the cancel signal: some 10 ms. */
const SLICE = 32 * 1024;

export async function replay(
  trace: Trace,
  options: ReplayOptions,
  control: WorkControl,
): Promise<ReplayResult> {
  const run = new Run(trace, options);
  const total = trace.events.length;
  while (run.goesOn()) {
    if (control.signal.aborted) throw new CancelledError();
    run.playUntil(Math.min(total, run.position + SLICE));
    control.progress(run.position, total);
    await control.pause();
  }
  return run.finish();
}

class Run {
  private readonly trace: Trace;
  private readonly options: ReplayOptions;
  private readonly policy: Policy;
  private readonly environment: Environment;
  private readonly mappingsJudged: boolean;
  private readonly recorder = new FailureRecorder();
  private readonly sampler: TimelineSampler;
  private readonly keyframes: Keyframes;
  private readonly records: boolean;
  private readonly check: ReplayCheck | undefined;
  private readonly allocator: Allocator;
  private readonly driver: TraceDriver;
  private readonly outcomes = new Float64Array(OUTCOME_COUNT);
  private skipped = 0;
  private remoteFrees = 0;
  private decisive: { kind: Exclude<VerdictKind, "clean">; event: number } | undefined;
  private horizon = -1;
  /** Switches touched up to the horizon. */
  private touchedBefore: readonly SwitchName[] | undefined;
  private stopped = false;

  constructor(trace: Trace, options: ReplayOptions) {
    this.trace = trace;
    this.options = options;
    this.policy = withSwitches(options.policy, { ...trace.switches, ...options.switches });
    this.mappingsJudged = trace.hasMappings || trace.environment.mappingLimit !== undefined;
    this.environment = environmentOf(trace, this.mappingsJudged);
    this.check = options.check ? new ReplayCheck(this.recorder, trace.events.length) : undefined;
    this.allocator = createAllocator({
      policy: this.policy,
      environment: this.environment,
      observer: this.check?.observer ?? this.recorder,
      ...storageOf(options),
    });
    this.records = options.record !== false;
    this.recorder.watch(this.allocator);
    this.driver = new TraceDriver(trace, this.allocator);
    this.keyframes = new Keyframes(trace.events.length);
    this.sampler = new TimelineSampler(trace.events.length);
  }

  get position(): number {
    return this.driver.position;
  }

  goesOn(): boolean {
    return !this.stopped && this.driver.position < this.trace.events.length;
  }

  playUntil(end: number): void {
    const { driver, keyframes } = this;
    while (driver.position < end && !this.stopped) {
      if (this.records) keyframes.offer(driver);
      const stop = this.records ? Math.min(end, keyframes.next(driver.position + 1)) : end;
      if (this.check !== undefined || !this.playPlain(stop)) this.playOne();
    }
  }

  /** A stretch of plain events that no sample falls into; false if the next event is not plain. */
  private playPlain(end: number): boolean {
    const { driver, sampler, allocator } = this;
    const stop = this.records ? Math.min(end, sampler.next(driver.position) + 1) : end;
    driver.tally.peakLiveBytes = 0;
    if (!driver.playPlain(stop)) return false;
    sampler.after(driver.position - 1, allocator.statistics, driver.tally.peakLiveBytes);
    return true;
  }

  private playOne(): void {
    const { trace, driver, allocator } = this;
    const event = driver.position;
    const remote = this.isRemoteFree(event);
    const step = driver.step();
    const isCall = (trace.events.kind[event] as EventKind) <= EventKind.Free;
    if (step === Step.Skipped || (step === Step.Refused && isCall)) this.skipped++;
    else {
      if (isCall) this.outcomes[allocator.outcome] = (this.outcomes[allocator.outcome] ?? 0) + 1;
      if (remote) this.remoteFrees++;
    }
    if (step !== Step.Skipped) this.judge(event, step);
    this.sampler.after(event, allocator.statistics);
    this.check?.after(event, allocator);
  }

  finish(): ReplayResult {
    const { trace, recorder, sampler, driver, policy, environment, options } = this;
    const { statistics } = this.allocator;
    const played = driver.position;
    this.countPlain();
    const outcomes = Object.fromEntries(
      outcomeNames.map((name) => [name, this.outcomes[Outcome[name]] as number]),
    );
    const totals: Recording["totals"] = {
      events: played - this.skipped,
      skippedEvents: this.skipped,
      outcomes,
      failuresByKind: recorder.totals,
      oomEvents: statistics.refillFailures,
      fallbacks: statistics.fallbacks,
      foreignFrees: recorder.totals["foreign-free"],
      mixedFrees: statistics.mixedFrees,
      superSlabs: statistics.superSlabs,
      superSlabsReleased: statistics.superSlabsReleased,
      peakCommittedBytes: sampler.peakCommittedBytes,
      peakLiveBytes: sampler.peakLiveBytes,
      remoteFrees: trace.hasThreads ? this.remoteFrees : null,
      peakMappings: sampler.peakMappings,
      threadBirths: driver.births,
    };
    const first = recorder.firstRefillFailure;
    const recording: Recording = {
      version: 1,
      replayId: replayIdOf(trace, policy, environment, this.options),
      traceName: trace.name,
      policy,
      seed: this.options.seed,
      environment,
      switches: policy.switches,
      geometry: geometryOf(blockLayouts[policy.blocks], policy.superSlabs.lg),
      bytesFrom: this.allocator.bytesSince,
      verdict: makeVerdict({
        trace,
        policy,
        environment,
        seed: this.options.seed,
        mappingsJudged: this.mappingsJudged,
        totals,
        takenByLibc: recorder.takenByLibc,
        crash: this.decisive?.kind === "crash" ? this.allocator.crash : undefined,
        dependsOn: this.touchedBefore ?? this.allocator.touchedSwitches(),
        decisive: this.decisive,
        horizon: this.horizon,
        continued: this.options.continueAfterNull,
        refill:
          first === undefined
            ? undefined
            : {
                event: recorder.firstRefillFailureAt,
                cause: first.cause,
                sizeClass: first.sizeClass,
              },
        allocatedAt:
          this.decisive?.kind === "crash" ? this.allocationBefore(this.decisive.event) : -1,
      }),
      totals,
      failures: recorder.finishTable(),
      timeline: sampler.finish(played - 1, statistics),
      firstRefillFailure: first,
      log: recorder.finishLog(),
    };
    const seeker = new HeapSeeker({
      trace,
      policy,
      environment,
      keyframes: this.keyframes,
      superSlabBirths: recorder.superSlabBirths(),
      ...storageOf(options),
      lastEvent: played - 1,
    });
    return { recording, seeker, check: this.check?.finish(this.allocator) };
  }

  /** Outcomes of the plain stretches join those of single events. */
  private countPlain(): void {
    const { tally } = this.driver;
    const counts: readonly (readonly [Outcome, number])[] = [
      [Outcome.CacheHit, tally.cacheHits],
      [Outcome.Refill, tally.refills],
      [Outcome.Cached, tally.cached],
      [Outcome.Local, tally.local],
      [Outcome.Remote, tally.remote],
    ];
    for (const [outcome, count] of counts) {
      this.outcomes[outcome] = (this.outcomes[outcome] as number) + count;
    }
    this.remoteFrees += tally.remoteFrees;
  }

  private judge(event: number, step: Step): void {
    const { allocator } = this;
    if (allocator.crash !== undefined) this.decide("crash", event, true);
    else if (allocator.outcome === Outcome.Corrupted) this.diverge("corrupted", event);
    else if (step === Step.Null) this.diverge("null", event);
    else if (step === Step.Refused && this.trace.onThreadRefused === "chain-ends") {
      this.decide("thread-refused", event, false);
    } else if (step === Step.Refused) this.diverge("thread-refused", event);
  }

  /** From here on the recorded program would have gone another way. */
  private diverge(kind: Exclude<VerdictKind, "clean">, event: number): void {
    if (this.horizon < 0) {
      this.horizon = event;
      this.touchedBefore = this.allocator.touchedSwitches();
    }
    this.decide(kind, event, !this.options.continueAfterNull);
  }

  /** The first decisive event names the verdict; a crash outranks a thread that was not born. */
  private decide(kind: Exclude<VerdictKind, "clean">, event: number, stop: boolean): void {
    const outranks = this.decisive?.kind === "thread-refused" && kind !== "thread-refused";
    if (this.decisive === undefined || outranks) this.decisive = { kind, event };
    if (kind === "crash" && this.horizon < 0) this.horizon = event;
    if (stop) this.stopped = true;
  }

  private isRemoteFree(event: number): boolean {
    const { kind, block, thread } = this.trace.events;
    if (kind[event] !== EventKind.Free) return false;
    const slot = block[event] as number;
    return this.driver.slots.isRemote(slot, thread[event] as number, thread);
  }

  /** Event that allocated what the event's slot holds, -1 if it holds nothing. */
  private allocationBefore(event: number): number {
    const { kind, block } = this.trace.events;
    const slot = block[event] as number;
    if (this.driver.slots.addressOf(slot) === 0) return -1;
    for (let before = event - 1; before >= 0; before--) {
      if (block[before] === slot && (kind[before] as EventKind) < EventKind.Free) return before;
    }
    return -1;
  }
}

function storageOf({ storage }: ReplayOptions): { storage?: "bytes" } {
  return storage === "bytes" ? { storage } : {};
}

function environmentOf(trace: Trace, mappingsJudged: boolean): Environment {
  const environment = environmentUnder(trace.environment);
  return mappingsJudged ? environment : { ...environment, mappingLimit: Number.MAX_SAFE_INTEGER };
}

function replayIdOf(
  trace: Trace,
  policy: Policy,
  environment: Environment,
  options: ReplayOptions,
): string {
  const print = new Fingerprint()
    .text(trace.hash)
    .text(JSON.stringify(policy))
    .text(JSON.stringify(environment))
    .number(options.seed)
    .text(MODEL_VERSION);
  if (options.continueAfterNull) print.text("continue-after-null");
  return print.digest();
}
