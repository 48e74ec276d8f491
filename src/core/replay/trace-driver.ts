// Plays the events of a trace into an allocator, one call per event, in the trace's order.
//
// The driver knows what the program knows: which slot holds which block, which threads live. It decides nothing about
// memory. Replay and seeking use this same code, so a state reached by seeking is the state the replay went through.
// `playPlain` plays stretches of plain events through the allocator's hot loop, `step` any event; their results are equal.
//
// What the model refuses has consequences the program would have seen differently: a slot whose allocation got NULL
// stays empty and later events on it are skipped and counted; so are the events of a thread that was never born.

import {
  type Allocator,
  type AllocatorState,
  emptyTally,
  Outcome,
  type PlainTally,
  units,
} from "../../../allocator/index.ts";
import { EventKind, NO_BLOCK, type Trace } from "../trace/index.ts";
import { type Plan, planOf } from "./plan.ts";
import { SlotTable, type SlotTableState } from "./slot-table.ts";

/** What `step` reports beside the allocator's own outcome. */
export const Step = {
  Done: 0,
  /** The event had no counterpart in the model: recorded failure, unknown block, unborn thread, block never given. */
  Skipped: 1,
  /** The model returned NULL where the recorded program got memory. */
  Null: 2,
  /** A thread could not be born: the one to be started, or the event's own, which then did not take place. */
  Refused: 3,
} as const;
export type Step = (typeof Step)[keyof typeof Step];

const Life = { Unborn: 0, Alive: 1, Ended: 2, Refused: 3 } as const;

export interface DriverState {
  readonly position: number;
  readonly births: number;
  readonly allocator: AllocatorState;
  readonly slots: SlotTableState;
  readonly lives: Uint8Array;
  readonly refused: number;
}

export class TraceDriver {
  /** Index of the next event. */
  position = 0;
  /** Threads born so far, the main thread not counted. */
  births = 0;
  readonly trace: Trace;
  readonly allocator: Allocator;
  /** What plain stretches added up to. */
  readonly tally: PlainTally = emptyTally();
  readonly slots: SlotTable;
  private readonly plan: Plan;
  private lives: Uint8Array;
  /** Threads that could not be born: their events do not take place, so none is plain any more. */
  private refused = 0;

  constructor(trace: Trace, allocator: Allocator) {
    this.trace = trace;
    this.allocator = allocator;
    this.plan = planOf(trace);
    this.slots = new SlotTable(trace.events.slots, allocator);
    this.lives = new Uint8Array(trace.threads.length);
    this.lives[units.MAIN_THREAD] = Life.Alive;
  }

  /** Plays plain events up to `end`; false if the one at `position` is not plain. */
  playPlain(end: number): boolean {
    if (this.refused > 0) return false;
    const before = this.position;
    this.plan.pack(end);
    this.position = this.allocator.play(this.plan.calls, before, end, this.tally);
    return this.position > before;
  }

  /** Plays the event at `position` and moves on. */
  step(): Step {
    const event = this.position++;
    this.allocator.now = event;
    const { events } = this.trace;
    const thread = units.threadId(events.thread[event] as number);
    const kind = events.kind[event] as EventKind;
    if (this.lives[thread] !== Life.Alive) {
      if (!this.mayBeBorn(thread)) return Step.Skipped;
      if (!this.start(units.NO_THREAD, thread)) return Step.Refused;
    }
    const step = this.play(event, kind, thread);
    // Thread-exit destructors still free after `thread_done`: the end comes when nothing of that life follows.
    if (this.plan.lastEventOf[thread] === event) {
      this.allocator.now = event;
      this.allocator.endThread(thread);
      this.lives[thread] = Life.Ended;
    }
    return step;
  }

  save(): DriverState {
    return {
      position: this.position,
      births: this.births,
      allocator: this.allocator.saveState(),
      slots: this.slots.save(),
      lives: this.lives.slice(),
      refused: this.refused,
    };
  }

  restore(state: DriverState): void {
    this.position = state.position;
    this.births = state.births;
    this.allocator.restoreState(state.allocator);
    this.slots.restore(state.slots);
    this.lives = state.lives.slice();
    this.refused = state.refused;
  }

  private play(event: number, kind: EventKind, thread: units.ThreadId): Step {
    const { events } = this.trace;
    const block = events.block[event] as number;
    const other = events.other[event] as number;
    const size = events.size[event] as number;
    if (isAllocation(kind)) this.endStale(thread, block);
    switch (kind) {
      case EventKind.Malloc:
        if (block < 0) return Step.Skipped;
        return this.keep(event, block, this.allocator.malloc(thread, size));
      case EventKind.Calloc: {
        if (block < 0) return Step.Skipped;
        const count = Math.max(1, other);
        return this.keep(event, block, this.allocator.calloc(thread, count, size / count));
      }
      case EventKind.Aligned:
        if (block < 0) return Step.Skipped;
        return this.keep(event, block, this.allocator.aligned(thread, other, size));
      case EventKind.Realloc:
        return this.realloc(event, thread, block, other, size);
      case EventKind.Free:
        return this.free(thread, block);
      case EventKind.ThreadStart:
        return this.start(thread, units.threadId(other)) ? Step.Done : Step.Refused;
      case EventKind.ThreadEnd:
        return Step.Done;
    }
  }

  private realloc(
    event: number,
    thread: units.ThreadId,
    block: number,
    old: number,
    size: number,
  ): Step {
    const from = this.slots.addressOf(old);
    if (old >= 0 && from === 0) return Step.Skipped;
    if (block < 0 && size > 0) return Step.Skipped;
    const to = this.allocator.realloc(thread, units.address(from), size, block >= 0);
    if (block >= 0) return to === 0 && old >= 0 ? Step.Null : this.keep(event, block, to);
    if (old >= 0) this.slots.clear(old);
    return Step.Done;
  }

  private free(thread: units.ThreadId, block: number): Step {
    if (block === NO_BLOCK) {
      this.allocator.free(thread, units.NULL_ADDRESS);
      return Step.Done;
    }
    const address = this.slots.addressOf(block);
    if (address === 0) return Step.Skipped;
    this.allocator.free(thread, units.address(address));
    if (this.allocator.crash === undefined) this.slots.clear(block);
    return Step.Done;
  }

  /** A live address that is handed out again: the trace missed a free, so the old block ends here. */
  private endStale(thread: units.ThreadId, slot: number): void {
    const address = this.slots.addressOf(slot);
    if (address !== 0) this.allocator.free(thread, units.address(address));
  }

  private keep(event: number, slot: number, address: number): Step {
    const { outcome } = this.allocator;
    const fromLibc =
      outcome === Outcome.InPlace ? this.slots.isFromLibc(slot) : outcome === Outcome.Fallback;
    this.slots.set(slot, address, event, fromLibc);
    return address === 0 ? Step.Null : Step.Done;
  }

  /** A thread whose birth is not in the trace is born at its first event. */
  private mayBeBorn(thread: units.ThreadId): boolean {
    const born = this.trace.threads[thread]?.birth;
    return this.lives[thread] === Life.Unborn && born !== "recorded";
  }

  private start(creator: units.ThreadId, thread: units.ThreadId): boolean {
    const born = this.allocator.startThread(creator, thread);
    this.lives[thread] = born ? Life.Alive : Life.Refused;
    if (born) this.births++;
    else this.refused++;
    return born;
  }
}

function isAllocation(kind: EventKind): boolean {
  return kind === EventKind.Malloc || kind === EventKind.Calloc || kind === EventKind.Aligned;
}
