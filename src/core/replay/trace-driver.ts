// Plays the events of a trace into an allocator, one call per event, in the trace's order.
//
// The driver knows what the program knows: which slot holds which address, which threads live. It decides nothing about
// memory. Replay and seeking use this same code, so a state reached by seeking is the state the replay went through.
//
// What the model refuses has consequences the program would have seen differently: a slot whose allocation got NULL
// stays empty and later events on it are skipped and counted; so are the events of a thread that was never born.

import { type Allocator, type AllocatorState, Outcome, units } from "../../../allocator/index.ts";
import { EventKind, NO_BLOCK, type Trace } from "../trace/index.ts";

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
  readonly addresses: Float64Array;
  readonly allocatedAt: Int32Array;
  readonly fromLibc: Uint8Array;
  readonly lives: Uint8Array;
}

export class TraceDriver {
  /** Index of the next event. */
  position = 0;
  /** Threads born so far, the main thread not counted. */
  births = 0;
  readonly trace: Trace;
  readonly allocator: Allocator;
  private readonly lastEventOf: Int32Array;
  private addresses: Float64Array;
  private allocatedAt: Int32Array;
  private fromLibc: Uint8Array;
  private lives: Uint8Array;

  constructor(trace: Trace, allocator: Allocator, lastEventOf = lastEvents(trace)) {
    this.trace = trace;
    this.allocator = allocator;
    this.lastEventOf = lastEventOf;
    this.addresses = new Float64Array(trace.events.slots);
    this.allocatedAt = new Int32Array(trace.events.slots).fill(-1);
    this.fromLibc = new Uint8Array(trace.events.slots);
    this.lives = new Uint8Array(trace.threads.length);
    this.lives[units.MAIN_THREAD] = Life.Alive;
  }

  /** Address that a slot holds, 0 when it holds none. */
  addressOf(slot: number): number {
    return slot < 0 ? 0 : (this.addresses[slot] as number);
  }

  /** Event that allocated (or last reallocated) what the slot holds, -1 when it holds nothing. */
  allocationOf(slot: number): number {
    return slot < 0 ? -1 : (this.allocatedAt[slot] as number);
  }

  /** Slots whose block came from libc. */
  libcSlots(): number[] {
    const slots: number[] = [];
    for (
      let slot = this.fromLibc.indexOf(1);
      slot >= 0;
      slot = this.fromLibc.indexOf(1, slot + 1)
    ) {
      slots.push(slot);
    }
    return slots;
  }

  /** Plays the event at `position` and moves on. */
  step(): Step {
    const event = this.position++;
    const { events } = this.trace;
    const thread = units.threadId(events.thread[event] as number);
    const kind = events.kind[event] as EventKind;
    if (this.lives[thread] !== Life.Alive) {
      if (!this.mayBeBorn(thread)) return Step.Skipped;
      if (!this.start(units.NO_THREAD, thread)) return Step.Refused;
    }
    const step = this.play(event, kind, thread);
    if (this.lastEventOf[thread] === event && this.ends(event, kind, thread)) {
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
      addresses: this.addresses.slice(),
      allocatedAt: this.allocatedAt.slice(),
      fromLibc: this.fromLibc.slice(),
      lives: this.lives.slice(),
    };
  }

  restore(state: DriverState): void {
    this.position = state.position;
    this.births = state.births;
    this.allocator.restoreState(state.allocator);
    this.addresses = state.addresses.slice();
    this.allocatedAt = state.allocatedAt.slice();
    this.fromLibc = state.fromLibc.slice();
    this.lives = state.lives.slice();
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
    const from = this.addressOf(old);
    if (old >= 0 && from === 0) return Step.Skipped;
    if (block < 0 && size > 0) return Step.Skipped;
    const to = this.allocator.realloc(thread, units.address(from), size, block >= 0);
    if (block >= 0) return to === 0 && old >= 0 ? Step.Null : this.keep(event, block, to);
    if (old >= 0) this.forget(old);
    return Step.Done;
  }

  private free(thread: units.ThreadId, block: number): Step {
    if (block === NO_BLOCK) {
      this.allocator.free(thread, units.NULL_ADDRESS);
      return Step.Done;
    }
    const address = this.addressOf(block);
    if (address === 0) return Step.Skipped;
    this.allocator.free(thread, units.address(address));
    if (this.allocator.crash === undefined) this.forget(block);
    return Step.Done;
  }

  /** A live address that is handed out again: the trace missed a free, so the old block ends here. */
  private endStale(thread: units.ThreadId, slot: number): void {
    const address = this.addressOf(slot);
    if (address !== 0) this.allocator.free(thread, units.address(address));
  }

  private keep(event: number, slot: number, address: number): Step {
    this.addresses[slot] = address;
    this.allocatedAt[slot] = address === 0 ? -1 : event;
    if (this.allocator.outcome !== Outcome.InPlace) {
      this.fromLibc[slot] = this.allocator.outcome === Outcome.Fallback ? 1 : 0;
    }
    return address === 0 ? Step.Null : Step.Done;
  }

  private forget(slot: number): void {
    this.addresses[slot] = 0;
    this.allocatedAt[slot] = -1;
    this.fromLibc[slot] = 0;
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
    return born;
  }

  /** An end counts only when nothing of that life follows: thread-exit destructors still free after `thread_done`. */
  private ends(event: number, kind: EventKind, thread: units.ThreadId): boolean {
    return (
      kind === EventKind.ThreadEnd ||
      (event === this.lastEventOf[thread] && this.trace.threads[thread]?.end === "recorded")
    );
  }
}

function isAllocation(kind: EventKind): boolean {
  return kind === EventKind.Malloc || kind === EventKind.Calloc || kind === EventKind.Aligned;
}

/** Last event of each thread life. */
export function lastEvents(trace: Trace): Int32Array {
  const last = new Int32Array(trace.threads.length).fill(-1);
  const { thread, length } = trace.events;
  for (let event = 0; event < length; event++) last[thread[event] as number] = event;
  return last;
}
