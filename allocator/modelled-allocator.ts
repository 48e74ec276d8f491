// The allocator's public face: the C functions over one model, its figures, its state, and readings of the heap.
//
// After a crash nothing changes any more: every call answers NULL and `Crashed`. calloc is malloc and zeroes, unless the
// switch `callocDetour` sends it to libc. Its overflow, and every other request that no mapping could hold, is ENOMEM.

import { announceAdaptive } from "./adaptive-sizing.ts";
import { NO_ROW } from "./address-index.ts";
import type {
  Allocator,
  AllocatorOptions,
  AllocatorState,
  HeapDescription,
  Place,
  ReleasedDescription,
  Statistics,
} from "./allocator.ts";
import { NONE, REQUEST_SHIFT } from "./bits.ts";
import type { SavedColumn } from "./columns.ts";
import type { Environment } from "./environment.ts";
import { allocateInLibc, fallBack, writeOutside } from "./fallback.ts";
import { freeAddress } from "./free.ts";

import {
  describeReleased,
  describeSuperSlabs,
  placeOf,
  rowOfSuperSlab,
} from "./heap-description.ts";
import { layerFigures } from "./large/layer-figures.ts";
import { allocateLarge, endThreadLarge } from "./large/route.ts";
import type { LayerFigures } from "./layers.ts";
import { CALLOC_DETOUR_ABOVE, EINVAL, ENOMEM, USER_SPACE_END } from "./layout.ts";
import { allocateMapped } from "./mapped-blocks.ts";
import { Counter, Model } from "./model.ts";
import type { AllocatorObserver } from "./observer.ts";
import { type Crash, Outcome } from "./outcome.ts";
import { OutsideKind } from "./outside-blocks.ts";
import { deathByMark } from "./ownership-bitmap.ts";
import type { PlainTally, Slots } from "./plain-calls.ts";
import { play } from "./play.ts";
import type { Policy, SwitchName } from "./policy.ts";
import { reallocate } from "./realloc.ts";
import { trim } from "./slab-release.ts";
import { RunningStatistics } from "./statistics.ts";
import { endThread, prewarm, startThread } from "./thread-life.ts";
import { allocateTiny, clearTiny } from "./tiny.ts";
import {
  type Address,
  address,
  MAIN_THREAD,
  NULL_ADDRESS,
  type SuperSlabId,
  type ThreadId,
  threadId,
} from "./units.ts";
import { usableSize } from "./usable-size.ts";

export function createAllocator(options: AllocatorOptions): Allocator {
  return new ModelledAllocator(options);
}

export class ModelledAllocator implements Allocator {
  readonly policy: Policy;
  readonly environment: Environment;
  readonly statistics: Statistics;
  private readonly options: AllocatorOptions;
  /** For checks and readings only, by `modelOf`. */
  readonly model: Model;

  constructor(options: AllocatorOptions) {
    this.options = options;
    this.policy = options.policy;
    this.environment = options.environment;
    this.model = new Model(options);
    this.statistics = new RunningStatistics(this.model);
    this.model.threads.know(MAIN_THREAD);
    const { adaptive } = this.policy.cache;
    if (adaptive !== null) announceAdaptive(this.model, MAIN_THREAD, adaptive);
    this.model.touched.add("prewarm");
    if (this.policy.switches.prewarm !== "off") prewarm(this.model, MAIN_THREAD);
  }

  get outcome(): Outcome {
    return this.model.outcome;
  }

  get crash(): Crash | undefined {
    return this.model.crash;
  }

  malloc(thread: ThreadId, size: number): Address {
    if (!this.ready(thread)) return NULL_ADDRESS;
    return this.done(allocate(this.model, thread, size));
  }

  calloc(thread: ThreadId, count: number, size: number): Address {
    if (!this.ready(thread)) return NULL_ADDRESS;
    const total = Math.round(count * size);
    if (!(total < USER_SPACE_END)) return this.refuse(thread, total, ENOMEM);
    const user = takesDetour(this.model, total)
      ? orNull(this.model, thread, total, allocateInLibc(this.model, thread, total, "F4"))
      : allocate(this.model, thread, total);
    if (user !== 0) clear(this.model, user, total);
    return this.done(user);
  }

  aligned(thread: ThreadId, alignment: number, size: number): Address {
    if (!this.ready(thread)) return NULL_ADDRESS;
    const valid = alignment >= 1 && Number.isInteger(Math.log2(alignment));
    if (!valid) return this.refuse(thread, size, EINVAL);
    const user = allocateMapped(this.model, thread, size, alignment);
    return user === 0 ? this.refuse(thread, size, ENOMEM) : this.done(user);
  }

  realloc(thread: ThreadId, old: Address, size: number, keepsAtZero = false): Address {
    if (!this.ready(thread)) return NULL_ADDRESS;
    if (size === 0 && old !== 0 && !keepsAtZero) {
      release(this.model, thread, old);
      return this.done(0);
    }
    return this.done(reallocate(this.model, thread, old, size, allocate, release));
  }

  free(thread: ThreadId, user: Address): Outcome {
    if (!this.ready(thread)) return Outcome.Crashed;
    const outcome = release(this.model, thread, user);
    this.done(0);
    return outcome;
  }

  startThread(creator: ThreadId, thread: ThreadId): boolean {
    return this.model.crash === undefined && startThread(this.model, creator, thread);
  }

  endThread(thread: ThreadId): void {
    if (this.model.crash !== undefined) return;
    endThreadLarge(this.model, thread);
    endThread(this.model, thread);
  }

  usableSize(user: Address): number {
    return usableSize(this.model, user);
  }

  trim(): number {
    return this.model.crash === undefined ? trim(this.model) : 0;
  }

  get slots(): Slots {
    return this.model.slots;
  }

  play(calls: Int32Array, from: number, to: number, tally: PlainTally): number {
    return play(this.model, calls, from, to, tally);
  }

  blockAt(user: Address): number {
    const { heap, bugs } = this.model;
    if (bugs.size > 0) return NONE;
    const block = heap.findUser(user);
    return block !== NONE && heap.blocks.isLive(block) ? block : NONE;
  }

  requestedBy(block: number): number {
    return this.model.heap.blocks.state(block) >>> REQUEST_SHIFT;
  }

  addressOf(block: number): Address {
    return address(this.model.heap.userOf(block));
  }

  get bytesSince(): number {
    return this.model.counter(Counter.BytesSince) - 1;
  }

  /** The time of a dead process stands still. */
  set now(calls: number) {
    if (this.model.crash === undefined) this.model.now = calls;
  }

  get now(): number {
    return this.model.now;
  }

  touchedSwitches(): readonly SwitchName[] {
    return this.model.touched.list();
  }

  saveState(): AllocatorState {
    const columns = this.model.store.save();
    const bytes = columns.reduce((sum, column) => sum + column.byteLength, 0);
    return new SavedState(bytes, columns, this.model.outcome, this.model.crash);
  }

  restoreState(state: AllocatorState): void {
    if (!(state instanceof SavedState)) throw new Error("restoreState: not a saved state");
    this.model.store.restore(state.columns);
    this.model.outcome = state.outcome;
    this.model.crash = state.crash;
    this.model.libc.death = undefined;
  }

  fork(observer: AllocatorObserver): Allocator {
    const child = new ModelledAllocator({ ...this.options, observer });
    child.restoreState(this.saveState());
    return child;
  }

  locate(at: Address): Place {
    return placeOf(this.model.heap, at);
  }

  describeSuperSlabs(first: number, count: number): HeapDescription {
    return describeSuperSlabs(this.model.heap, first, count);
  }

  describeReleased(first: number, count: number): ReleasedDescription {
    return describeReleased(this.model.heap, first, count);
  }

  rowOfSuperSlab(superSlab: SuperSlabId): number {
    return rowOfSuperSlab(this.model.heap, superSlab);
  }

  describeLayers(): readonly LayerFigures[] {
    return layerFigures(this.model);
  }

  private refuse(thread: ThreadId, size: number, errno: number): Address {
    refuse(this.model, thread, size, errno);
    return this.done(0);
  }

  /** The call is over; its result. */
  private done(user: number): Address {
    this.model.now++;
    return address(user);
  }

  /** False after a crash; else the thread's rows exist. */
  private ready(thread: ThreadId): boolean {
    if (this.model.crash !== undefined) {
      this.model.outcome = Outcome.Crashed;
      return false;
    }
    if (thread >= this.model.threads.count) this.model.threads.know(thread);
    return true;
  }
}

/** The model behind an allocator of ours. */
export function modelOf(allocator: Allocator): Model {
  if (allocator instanceof ModelledAllocator) return allocator.model;
  throw new Error("not an allocator made by createAllocator");
}

class SavedState implements AllocatorState {
  readonly bytes: number;
  readonly columns: readonly SavedColumn[];
  readonly outcome: Outcome;
  readonly crash: Crash | undefined;

  constructor(
    bytes: number,
    columns: readonly SavedColumn[],
    outcome: Outcome,
    crash: Crash | undefined,
  ) {
    this.bytes = bytes;
    this.columns = columns;
    this.outcome = outcome;
    this.crash = crash;
  }
}

/** malloc: Tiny by class, above it a mapping, then whatever the policy does without memory. */
function allocate(model: Model, thread: number, size: number): number {
  if (model.heap.sizes.mappingsDiffer(size)) model.touched.add("sizeMapping");
  const sizeClass = model.heap.sizes.classOf(size);
  const user =
    sizeClass === NONE
      ? allocateLarge(model, thread, size)
      : allocateTiny(model, thread, size, sizeClass);
  if (model.crash !== undefined) return 0;
  if (user === 0) return orNull(model, thread, size, fallBack(model, thread, size));
  const death = deathByMark(model.policy.ownership, user);
  if (death === undefined) return user;
  model.die(thread, user, death);
  return 0;
}

/** Reports a request that stayed without memory. */
function orNull(model: Model, thread: number, size: number, user: number): number {
  if (user === 0 && model.crash === undefined) refuse(model, thread, size, ENOMEM);
  return user;
}

function refuse(model: Model, thread: number, size: number, errno: number): void {
  model.outcome = Outcome.Null;
  model.observer.onNull(threadId(thread), size, errno);
}

/** F4: does calloc of so many bytes go to libc? */
function takesDetour(model: Model, total: number): boolean {
  if (total <= CALLOC_DETOUR_ABOVE) return false;
  model.touched.add("callocDetour");
  return model.policy.switches.callocDetour === "libc";
}

function release(model: Model, thread: number, user: number): Outcome {
  const outcome = user === 0 ? Outcome.FreeNull : freeAddress(model, thread, user);
  model.outcome = outcome;
  if (outcome !== Outcome.Crashed) {
    model.observer.onFree(threadId(thread), address(user), outcome);
  }
  return outcome;
}

function clear(model: Model, user: number, size: number): void {
  const row = model.outside.find(user);
  if (row === NO_ROW) clearTiny(model, user, size);
  else if (model.outside.kind(row) !== OutsideKind.Mapping) {
    model.memory.fill(user, size, 0);
    writeOutside(model, user, size);
  }
}
