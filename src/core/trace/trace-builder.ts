// Where every importer ends: calls of the recorded program go in, a Trace comes out.
//
// The builder knows which pointers live, names blocks by slots and counts what cannot be: frees of blocks nobody
// allocated, live pointers handed out again. An importer only reads lines; pointers are two 32-bit halves and (0, 0) is
// NULL, whatever the file calls it.
//
// A live pointer handed out again ends the old block without a row of its own: the new row names the same slot. Only
// where a realloc moves onto a live pointer does the stale block keep its slot for good, because a realloc keeps its own.

import type { Environment } from "../../../allocator/environment.ts";
import type { Switches } from "../../../allocator/policy.ts";
import type { WorkControl } from "../base/cancelled.ts";
import { BlockSlots } from "./block-slots.ts";
import { EventColumns } from "./event-columns.ts";
import { EventKind, NO_BLOCK, UNKNOWN_BLOCK } from "./event-table.ts";
import { hashTrace } from "./hash-trace.ts";
import { LiveBlocks } from "./live-blocks.ts";
import { ProblemLog } from "./problem-log.ts";
import { ThreadLives } from "./thread-lives.ts";
import type { CallSite, FormatId, ProblemKind, Trace } from "./trace.ts";

/** Sizes beyond this are not exact, and no allocation of that size can have succeeded. */
export const LARGEST_SIZE = 2 ** 53;
const LARGEST_INT = 2 ** 31 - 1;
const NO_SITE = -1;

export interface TraceBuilderOptions {
  readonly name: string;
  readonly format: FormatId;
  readonly hasThreads: boolean;
  readonly times: boolean;
  readonly sites: boolean;
  readonly confessions: readonly string[];
}

export class TraceBuilder {
  /** Line that is being read, for problems. */
  line = 0;
  /** Time and call site that the next rows get. */
  time = 0;
  site = NO_SITE;
  readonly lives = new ThreadLives();
  readonly sites: CallSite[] = [];
  readonly confessions: string[];
  /** What a pointer is called in problems. */
  pointerText: (high: number, low: number) => string = hexPointer;
  name: string;
  hasThreads: boolean;
  hasMappings = false;
  onThreadRefused: Trace["onThreadRefused"] = "unknown";
  environment: Partial<Environment> = {};
  switches: Partial<Switches> = {};
  private readonly format: FormatId;
  private readonly columns: EventColumns;
  private readonly slots = new BlockSlots();
  private readonly live = new LiveBlocks();
  private readonly log = new ProblemLog();

  constructor(options: TraceBuilderOptions) {
    this.name = options.name;
    this.format = options.format;
    this.hasThreads = options.hasThreads;
    this.confessions = [...options.confessions];
    this.columns = new EventColumns(options);
  }

  get length(): number {
    return this.columns.length;
  }

  problem(kind: ProblemKind, message: string, line = this.line): void {
    this.log.add(kind, line, message);
  }

  /** malloc, calloc and aligned allocation; `other` as EventTable says. NULL: the recorded call failed. */
  allocate(
    kind: EventKind,
    tid: number,
    high: number,
    low: number,
    size: number,
    other: number,
  ): void {
    const thread = this.thread(tid);
    const fits = other <= LARGEST_INT && size <= LARGEST_SIZE;
    const stored = fits ? other : kind === EventKind.Calloc ? 1 : Math.min(other, LARGEST_INT);
    if ((high === 0 && low === 0) || size > LARGEST_SIZE) {
      this.failed(kind, thread, high, low, size, stored);
      return;
    }
    let slot = this.live.find(high, low);
    if (slot >= 0) {
      this.reused(high, low);
    } else {
      slot = this.slots.take();
      this.live.set(high, low, slot);
    }
    this.push(kind, thread, slot, stored, size);
  }

  /** realloc: `old` NULL allocates, `new` NULL freed (size 0) or failed. */
  reallocate(
    tid: number,
    newHigh: number,
    newLow: number,
    oldHigh: number,
    oldLow: number,
    size: number,
  ): void {
    const thread = this.thread(tid);
    const gotNull = newHigh === 0 && newLow === 0;
    let old = NO_BLOCK;
    if (oldHigh !== 0 || oldLow !== 0) {
      old = this.live.find(oldHigh, oldLow);
      if (old < 0) {
        old = UNKNOWN_BLOCK;
        if (this.log.count("unknown-realloc")) {
          const what = `realloc of ${this.pointerText(oldHigh, oldLow)}, which no earlier line allocated`;
          this.log.keep("unknown-realloc", this.line, `${what}; read as an allocation`);
        }
      }
    }
    if (gotNull && size === 0) {
      if (old >= 0) this.slots.release(this.live.remove(oldHigh, oldLow));
      this.push(EventKind.Realloc, thread, NO_BLOCK, old, 0);
      return;
    }
    if (gotNull || size > LARGEST_SIZE) {
      this.failed(EventKind.Realloc, thread, newHigh, newLow, size, old);
      return;
    }
    this.push(
      EventKind.Realloc,
      thread,
      this.move(old, newHigh, newLow, oldHigh, oldLow),
      old,
      size,
    );
  }

  free(tid: number, high: number, low: number): void {
    const thread = this.thread(tid);
    let slot = NO_BLOCK;
    if (high !== 0 || low !== 0) {
      slot = this.live.remove(high, low);
      if (slot >= 0) this.slots.release(slot);
      else slot = this.unknownFree(`free of ${this.pointerText(high, low)}`);
    }
    this.push(EventKind.Free, thread, slot, 0, 0);
  }

  /** The free of a block that even the file does not name. */
  freeUnknown(tid: number, what: string): void {
    this.push(EventKind.Free, this.thread(tid), this.unknownFree(what), 0, 0);
  }

  /** Allocates a block that has no pointer in the file; answers its slot, to be given to `freeSlot`, -1 if it got none. */
  allocateSlot(tid: number, size: number): number {
    if (size > LARGEST_SIZE) {
      this.failed(EventKind.Malloc, this.thread(tid), 0, 1, size, 0);
      return NO_BLOCK;
    }
    const slot = this.slots.take();
    this.push(EventKind.Malloc, this.thread(tid), slot, 0, size);
    return slot;
  }

  /** A block without a pointer that is allocated while it lives: the old one ends, the new one has its slot. */
  reuseSlot(tid: number, slot: number, size: number, what: string): void {
    if (this.log.count("live-address-reused")) {
      this.log.keep("live-address-reused", this.line, `${what} lives; the old block ends here`);
    }
    this.push(EventKind.Malloc, this.thread(tid), slot, 0, size);
  }

  freeSlot(tid: number, slot: number): void {
    this.slots.release(slot);
    this.push(EventKind.Free, this.thread(tid), slot, 0, 0);
  }

  isLive(high: number, low: number): boolean {
    return this.live.find(high, low) >= 0;
  }

  startThread(creator: number, tid: number): void {
    const thread = this.thread(creator);
    const born = this.lives.lifeOf(tid);
    this.lives.recordBirth(born);
    this.push(EventKind.ThreadStart, thread, NO_BLOCK, born, 0);
  }

  endThread(tid: number): void {
    const thread = this.lives.lifeOf(tid);
    this.lives.recordEnd(thread);
    this.push(EventKind.ThreadEnd, thread, NO_BLOCK, 0, 0);
  }

  /** Counts a defect that can come in millions: its text is only made while texts are kept. */
  countProblem(kind: ProblemKind): boolean {
    return this.log.count(kind);
  }

  keepProblem(kind: ProblemKind, message: string): void {
    this.log.keep(kind, this.line, message);
  }

  async finish(control: WorkControl): Promise<Trace> {
    if (this.lives.count === 0) this.lives.lifeOf(0);
    const trace = {
      name: this.name,
      format: this.format,
      events: await this.columns.finish(this.slots.count, control),
      threads: this.lives.finish(),
      sites: this.sites,
      hasThreads: this.hasThreads,
      onThreadRefused: this.onThreadRefused,
      hasMappings: this.hasMappings,
      environment: this.environment,
      switches: this.switches,
      confessions: this.confessions,
      ...this.log.finish(),
    };
    return { ...trace, hash: await hashTrace(trace, control) };
  }

  private push(kind: EventKind, thread: number, block: number, other: number, size: number): void {
    this.columns.push(kind, thread, block, other, size, this.time, this.site);
  }

  private thread(tid: number): number {
    const life = this.lives.lifeOf(tid);
    if (this.lives.hasEnded(life) && this.log.count("event-after-thread-end")) {
      const message = `thread ${tid} speaks again after its end; the same life goes on`;
      this.log.keep("event-after-thread-end", this.line, message);
    }
    return life;
  }

  private failed(
    kind: EventKind,
    thread: number,
    high: number,
    low: number,
    size: number,
    other: number,
  ): void {
    if (high !== 0 || low !== 0) {
      const what = `${size} bytes are said to have been allocated, more than 2^53`;
      this.problem("bad-number", `${what}; read as a failed call`);
    } else if (this.log.count("failed-allocation")) {
      const message = `the recorded call for ${size} bytes returned NULL`;
      this.log.keep("failed-allocation", this.line, message);
    }
    this.push(kind, thread, NO_BLOCK, other, Math.min(size, LARGEST_SIZE));
  }

  /** The slot of a reallocated block: the one it had, or a new one if it had none. */
  private move(
    old: number,
    newHigh: number,
    newLow: number,
    oldHigh: number,
    oldLow: number,
  ): number {
    if (old >= 0) this.live.remove(oldHigh, oldLow);
    const stale = this.live.find(newHigh, newLow);
    if (stale >= 0) this.reused(newHigh, newLow);
    const slot = old >= 0 ? old : stale >= 0 ? stale : this.slots.take();
    this.live.set(newHigh, newLow, slot);
    return slot;
  }

  private reused(high: number, low: number): void {
    if (!this.log.count("live-address-reused")) return;
    const message = `${this.pointerText(high, low)} is handed out while it lives; the old block ends here`;
    this.log.keep("live-address-reused", this.line, message);
  }

  private unknownFree(what: string): number {
    if (this.log.count("unknown-free")) {
      const message = `${what}, which no earlier line allocated; ignored`;
      this.log.keep("unknown-free", this.line, message);
    }
    return UNKNOWN_BLOCK;
  }
}

function hexPointer(high: number, low: number): string {
  const value = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return `0x${value.toString(16)}`;
}
