// Listens to the allocator during a replay and keeps what went wrong, in event order, with a sentence each.
//
// Totals are complete; rows are kept up to FAILURES_KEPT and log lines up to LOG_KEPT, so a replay that fails ten
// million times stays small. The allocator's time is the event being played; everything else comes from the observer.

import {
  type Allocator,
  type AllocatorObserver,
  type Crash,
  Outcome,
  type RefillFailure,
  units,
} from "../../../allocator/index.ts";
import { GrowingColumn } from "../base/growing-column.ts";
import {
  FAILURES_KEPT,
  type FailureKind,
  type FailureTable,
  failureKinds,
  type Recording,
} from "../recording/index.ts";

const LOG_KEPT = 1000;
const NOWHERE = { superSlab: -1, slab: -1, sizeClass: -1 };

interface Failure {
  readonly kind: FailureKind;
  readonly thread: number;
  readonly address: number;
  readonly text: string;
  /** Known without an address: the class a refill failed for. */
  readonly sizeClass?: number;
}

export class FailureRecorder implements AllocatorObserver {
  firstRefillFailure: RefillFailure | undefined;
  /** Event of the first refill that failed, -1 none. */
  firstRefillFailureAt = -1;
  /** Fallback blocks that libc got back as libc wants them, by free or inside a realloc. */
  takenByLibc = 0;
  readonly totals = Object.fromEntries(failureKinds.map((kind) => [kind, 0])) as Record<
    FailureKind,
    number
  >;
  private allocator: Allocator | undefined;
  private readonly log: { event: number; thread: number; line: string }[] = [];
  private readonly texts: string[] = [];
  private readonly columns = {
    event: new GrowingColumn((n) => new Int32Array(n)),
    kind: new GrowingColumn((n) => new Uint8Array(n)),
    thread: new GrowingColumn((n) => new Int32Array(n)),
    sizeClass: new GrowingColumn((n) => new Int32Array(n)),
    superSlab: new GrowingColumn((n) => new Int32Array(n)),
    slab: new GrowingColumn((n) => new Int32Array(n)),
    address: new GrowingColumn((n) => new Float64Array(n)),
  };
  private readonly createdAt = new GrowingColumn((n) => new Int32Array(n));

  /** Event being played, -1 before the first. */
  private get event(): number {
    return this.allocator?.now ?? -1;
  }

  /** The allocator whose addresses are to be located; known only after it was made with this observer. */
  watch(allocator: Allocator): void {
    this.allocator = allocator;
  }

  onAllocate(
    thread: units.ThreadId,
    address: units.Address,
    requested: number,
    _usable: number,
    _alignment: number,
    outcome: Outcome,
  ): void {
    if (outcome !== Outcome.Fallback) return;
    this.add({
      kind: "fallback",
      thread,
      address,
      text: `${requested} bytes came from libc malloc`,
    });
  }

  onNull(thread: units.ThreadId, requested: number, errno: number): void {
    const name = errno === 22 ? "EINVAL" : "ENOMEM";
    const text = `NULL for a request of ${requested} bytes, errno ${errno} (${name})`;
    this.add({ kind: "null-returned", thread, address: 0, text });
  }

  onFree(thread: units.ThreadId, address: units.Address, outcome: Outcome): void {
    if (outcome === Outcome.ToLibc) this.takenByLibc++;
    else if (outcome === Outcome.Ignored) {
      const text = "free of a pointer that nobody knows: ignored";
      this.add({ kind: "foreign-free", thread, address, text });
    } else if (outcome === Outcome.Corrupted) {
      const text = "an allocator took a block for its own that it never gave out";
      this.add({ kind: "foreign-free", thread, address, text });
      this.add({ kind: "corruption", thread, address, text });
    }
  }

  onSuperSlab(): void {
    this.createdAt.push(this.event);
  }

  onRefillFailed(failure: RefillFailure): void {
    if (this.firstRefillFailure === undefined) {
      this.firstRefillFailure = failure;
      this.firstRefillFailureAt = this.event;
    }
    this.add({
      kind: "refill-failed",
      thread: failure.thread,
      address: failure.prevSuperSlab,
      sizeClass: failure.sizeClass,
      text: `superslab_refill returned NULL, errno ${failure.errno}: ${failure.cause}`,
    });
  }

  onThreadRefused(creator: units.ThreadId, cause: string): void {
    const text = `pthread_create failed (EAGAIN): ${cause}`;
    this.add({ kind: "thread-refused", thread: creator, address: 0, text });
  }

  onLog(thread: units.ThreadId, line: string): void {
    if (this.log.length < LOG_KEPT) this.log.push({ event: this.event, thread, line });
  }

  onCrash(thread: units.ThreadId, address: units.Address, crash: Crash): void {
    const text = `${crash.message || "killed by a signal"} (exit ${crash.exitCode}): ${crash.mechanism}`;
    if (address !== 0) {
      const foreign = "the free path gave the pointer to an allocator that never handed it out";
      this.add({ kind: "foreign-free", thread, address, text: foreign });
    }
    this.add({ kind: "crash", thread, address, text });
  }

  /** Event that created each SuperSlab, by its number. */
  superSlabBirths(): Int32Array {
    return this.createdAt.finish();
  }

  finishLog(): Recording["log"] {
    return this.log;
  }

  finishTable(): FailureTable {
    const { columns } = this;
    return {
      length: columns.event.length,
      event: columns.event.finish(),
      kind: columns.kind.finish(),
      thread: columns.thread.finish(),
      sizeClass: columns.sizeClass.finish(),
      superSlab: columns.superSlab.finish(),
      slab: columns.slab.finish(),
      address: columns.address.finish(),
      text: this.texts,
    };
  }

  private add(failure: Failure): void {
    this.totals[failure.kind]++;
    const { columns } = this;
    if (columns.event.length >= FAILURES_KEPT) return;
    const address = units.address(failure.address);
    const place = address === 0 ? NOWHERE : (this.allocator?.locate(address) ?? NOWHERE);
    columns.event.push(this.event);
    columns.kind.push(failureKinds.indexOf(failure.kind));
    columns.thread.push(failure.thread);
    columns.sizeClass.push(failure.sizeClass ?? place.sizeClass);
    columns.superSlab.push(place.superSlab);
    columns.slab.push(place.slab);
    columns.address.push(failure.address);
    this.texts.push(failure.text);
  }
}
