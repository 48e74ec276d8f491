// One trace played in two ways, whose states are compared to the last byte: by the hot loop where it can, in stretches cut
// anywhere, and event by event through the calls alone.

import {
  type Allocator,
  type AllocatorState,
  createAllocator,
  type Environment,
  OUTCOME_COUNT,
  Outcome,
  type Policy,
  silentObserver,
} from "../../allocator/index.ts";
import { Step, TraceDriver } from "../../src/core/replay/trace-driver.ts";
import { EventKind, type Trace } from "../../src/core/trace/index.ts";
import type { Random } from "../../src/core/workload/random.ts";
import { figuresOf } from "./shadow-model.ts";

export interface World {
  readonly policy: Policy;
  readonly environment: Environment;
  readonly storage?: "bytes";
}

/** Outcomes, remote frees and the most live bytes, however the events were played. */
export interface Count {
  readonly outcomes: number[];
  remoteFrees: number;
  peak: number;
}

export class Player {
  readonly allocator: Allocator;
  readonly driver: TraceDriver;
  readonly log: string[] = [];
  /** Events that the hot loop played. */
  plain = 0;
  private died = false;
  private readonly stepped: Count = {
    outcomes: Array(OUTCOME_COUNT).fill(0),
    remoteFrees: 0,
    peak: 0,
  };

  constructor(trace: Trace, { policy, environment, storage }: World) {
    this.allocator = createAllocator({
      policy,
      environment,
      observer: { ...silentObserver, onLog: (thread, line) => this.log.push(`${thread}: ${line}`) },
      ...(storage === undefined ? {} : { storage }),
    });
    this.driver = new TraceDriver(trace, this.allocator);
  }

  /** Plays up to an event in stretches of random lengths. As in a replay, a call that dies in a stretch is stepped as well. */
  playTo(end: number, cuts: Random): void {
    const { driver } = this;
    while (driver.position < end && !this.died) {
      const from = driver.position;
      const cut = Math.min(end, from + 1 + cuts.below(cuts.below(3) === 0 ? 5 : 700));
      if (driver.playPlain(cut)) this.plain += driver.position - from;
      else this.step();
    }
  }

  stepTo(end: number): void {
    while (this.driver.position < end && !this.died) this.step();
  }

  /** What was counted so far by both. */
  get count(): Count {
    const { tally } = this.driver;
    const outcomes = [...this.stepped.outcomes];
    const add = (outcome: Outcome, count: number) => {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    };
    add(Outcome.CacheHit, tally.cacheHits);
    add(Outcome.Refill, tally.refills);
    add(Outcome.Cached, tally.cached);
    add(Outcome.Local, tally.local);
    add(Outcome.Remote, tally.remote);
    return {
      outcomes,
      remoteFrees: this.stepped.remoteFrees + tally.remoteFrees,
      peak: Math.max(this.stepped.peak, tally.peakLiveBytes),
    };
  }

  /** What the other one's state has otherwise, a line each. */
  differencesFrom(other: Player): string[] {
    const { columns, ...rest } = this.state;
    const { columns: others, ...otherRest } = other.state;
    const lines = columns.flatMap((column, at) => {
      const twin = others[at] ?? [];
      const place = Array.prototype.findIndex.call(column, (value, row) => value !== twin[row]);
      if (place < 0 && twin.length === column.length) return [];
      return [`column ${at}, place ${place}: ${column[place]} and ${twin[place]}`];
    });
    const [one, two] = [JSON.stringify(rest), JSON.stringify(otherRest)];
    return one === two ? lines : [...lines, one, two];
  }

  /** All that will decide the future, and all that is shown. */
  private get state() {
    const { allocator, driver } = this;
    const { slots, lives, births, position, ...rest } = driver.save();
    const columns = columnsOf(rest.allocator);
    return {
      columns,
      ...{ slots, lives, births, position },
      figures: figuresOf(allocator.statistics),
      touched: allocator.touchedSwitches(),
      crash: allocator.crash,
    };
  }

  private step(): void {
    const { driver, allocator, stepped } = this;
    const { kind, block, thread } = driver.trace.events;
    const event = driver.position;
    const isRemote =
      kind[event] === EventKind.Free &&
      driver.slots.isRemote(block[event] as number, thread[event] as number, thread);
    const step = driver.step();
    const isCall = (kind[event] as EventKind) <= EventKind.Free;
    if (step !== Step.Skipped && step !== Step.Refused) {
      if (isCall)
        stepped.outcomes[allocator.outcome] = (stepped.outcomes[allocator.outcome] ?? 0) + 1;
      if (isRemote) stepped.remoteFrees++;
    }
    stepped.peak = Math.max(stepped.peak, allocator.statistics.liveBytes);
    this.died = allocator.crash !== undefined;
  }
}

/** A saved state is opaque; only here its columns are looked at. */
function columnsOf(state: AllocatorState): readonly ArrayLike<number>[] {
  const columns: unknown = Reflect.get(state, "columns");
  if (!Array.isArray(columns) || columns.length < 50) throw new Error("no columns to compare");
  return columns;
}
