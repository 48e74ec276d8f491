// The window through which everybody else sees the allocator work: recorder, shadow checker, log panes.
//
// Calls arrive after the allocator's own state is consistent again. An observer must not call back into the allocator.
// Nothing here tells how blocks are found; a checker that watches through this shares no idea with the allocator.

import type { Crash, Outcome } from "./outcome.ts";
import type { Address, Bytes, SizeClass, SuperSlabId, ThreadId } from "./units.ts";

/** The one-shot line of superslab_refill, field by field (hakmem.md 3.7). */
export interface RefillFailure {
  readonly thread: ThreadId;
  readonly sizeClass: SizeClass;
  /** 0 when the thread had no SuperSlab bound for the class: printed as (nil). */
  readonly prevSuperSlab: Address;
  readonly active: number;
  readonly bitmap: number;
  readonly prevMeta: Address;
  readonly used: number;
  readonly capacity: number;
  readonly slabIndex: number;
  readonly reusedFreelist: 0 | 1;
  /** Result of the free-slab search: -2 search not run, -1 none found. */
  readonly freeIndex: number;
  readonly errno: number;
  /** Why no memory was to be had, in words: which limit, at which count. */
  readonly cause: string;
}

export interface AllocatorObserver {
  /** A request was served: `usable` bytes from `address` on. */
  onAllocate(
    thread: ThreadId,
    address: Address,
    requested: Bytes,
    usable: Bytes,
    alignment: number,
    outcome: Outcome,
  ): void;
  /** A request got NULL; errno is 12 (ENOMEM), or 22 (EINVAL) for an alignment that is no power of two. */
  onNull(thread: ThreadId, requested: Bytes, errno: number): void;
  /** `free(address)` came back, or `realloc` let go of an old block. */
  onFree(thread: ThreadId, address: Address, outcome: Outcome): void;
  onSuperSlab(thread: ThreadId, superSlab: SuperSlabId, base: Address, sizeClass: SizeClass): void;
  onRefillFailed(failure: RefillFailure): void;
  /** pthread_create failed: EAGAIN. */
  onThreadRefused(creator: ThreadId, cause: string): void;
  /** A line the real program would print on stderr. */
  onLog(thread: ThreadId, line: string): void;
  onCrash(thread: ThreadId, address: Address, crash: Crash): void;
}

const nothing = () => {};

/** Hears everything and keeps nothing. */
export const silentObserver: AllocatorObserver = {
  onAllocate: nothing,
  onNull: nothing,
  onFree: nothing,
  onSuperSlab: nothing,
  onRefillFailed: nothing,
  onThreadRefused: nothing,
  onLog: nothing,
  onCrash: nothing,
};
