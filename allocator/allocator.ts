// What the allocator offers: the C functions of the modelled process, and readings of its state.
//
// Threads are logical: a call names its thread and is atomic. Misuse by the program is never an exception here; it has
// an outcome and the observer hears of it. After a crash every further call does nothing and answers `Crashed`.

import type { Environment } from "./environment.ts";
import type { LayerFigures } from "./layers.ts";
import type { AllocatorObserver } from "./observer.ts";
import type { Crash, Outcome } from "./outcome.ts";
import type { PlainTally, Slots } from "./plain-calls.ts";
import type { Policy, Route, SwitchName } from "./policy.ts";
import type { Address, Bytes, SuperSlabId, ThreadId } from "./units.ts";

export interface AllocatorOptions {
  /** Its switches are taken as they stand; `withSwitches` changes some. */
  readonly policy: Policy;
  readonly environment: Environment;
  readonly observer: AllocatorObserver;
  /** `bytes`: every block's bytes are stored from the start. Left out: fast as long as nothing could tell the difference. */
  readonly storage?: "bytes";
}

export interface Allocator {
  readonly policy: Policy;
  readonly environment: Environment;
  /** What the last call did. */
  readonly outcome: Outcome;
  /** How the process died, once it has. */
  readonly crash: Crash | undefined;
  readonly statistics: Statistics;

  malloc(thread: ThreadId, size: Bytes): Address;
  calloc(thread: ThreadId, count: number, size: Bytes): Address;
  /** aligned_alloc, memalign, posix_memalign: no pool serves them, a mapping does. No power of two: NULL, EINVAL. */
  aligned(thread: ThreadId, alignment: Bytes, size: Bytes): Address;
  /**
   * In place if the block can hold `size`; else allocate, copy, free. NULL leaves the old block. Size 0 frees the block,
   * unless the caller knows of a program whose libc kept it.
   */
  realloc(thread: ThreadId, address: Address, size: Bytes, keepsAtZero?: boolean): Address;
  free(thread: ThreadId, address: Address): Outcome;
  /** malloc_usable_size: bytes from `address` on that the program may use; 0 for NULL and for what is not live. */
  usableSize(address: Address): Bytes;
  /** pthread_create: maps stack and guard. False: EAGAIN. */
  startThread(creator: ThreadId, thread: ThreadId): boolean;
  endThread(thread: ThreadId): void;

  /** hak_tiny_trim: unmaps SuperSlabs without active blocks; how many. */
  trim(): number;

  /** Calls so far, the model's time; whoever plays a trace sets it to the event. */
  now: number;
  /**
   * Plays packed plain calls `from` up to `to` at full speed and adds to `tally`. Answers the first call not played: `to`,
   * one that is not plain, or the one behind a call that changed mappings. The observer hears only what is unusual.
   */
  play(calls: Int32Array, from: number, to: number, tally: PlainTally): number;
  /** What packed calls name their blocks by; empty at first. Part of the saved state. */
  readonly slots: Slots;
  /** Number of the live Tiny block at an address, as `slots` of plain calls hold it; -1 if there is none. */
  blockAt(address: Address): number;
  /** Thread that asked for such a block, modulo 2^19. */
  requestedBy(block: number): number;
  /** Address that such a number stands for. */
  addressOf(block: number): Address;
  /** Call before which every block's bytes began to be stored; -1: only what nobody could tell from them is. */
  readonly bytesSince: number;

  /** Open facts that decided something so far. */
  touchedSwitches(): readonly SwitchName[];
  /** A copy of the whole state; restoring it later gives the same future. */
  saveState(): AllocatorState;
  restoreState(state: AllocatorState): void;
  /** fork(): a child process with the same memory and its own future; the parent's blocks are live in it. */
  fork(observer: AllocatorObserver): Allocator;
  /** SuperSlab and slab of an address, -1 where there is none. */
  locate(address: Address): Place;
  /** Blocks and bytes of every layer above Tiny; looks at each block. */
  describeLayers(): readonly LayerFigures[];
  /** Mapped SuperSlabs by row, in order of creation; without releases, the row is the SuperSlab's number. */
  describeSuperSlabs(first: number, count: number): HeapDescription;
  /** SuperSlabs that were given back, by row in order of creation. */
  describeReleased(first: number, count: number): ReleasedDescription;
  /** Row of a SuperSlab among the mapped ones; -1: given back, or not created yet. */
  rowOfSuperSlab(superSlab: SuperSlabId): number;
}

/** Opaque to everybody but the allocator that made it. */
export interface AllocatorState {
  readonly bytes: Bytes;
}

export interface Place {
  readonly superSlab: number;
  readonly slab: number;
  readonly sizeClass: number;
}

/** Running figures; all exact after each call. */
export interface Statistics {
  /** Σ requested size of live blocks. */
  readonly liveBytes: Bytes;
  readonly liveBlocks: number;
  /** Memory the process has been given and not returned: SuperSlabs, mappings, libc's heap. */
  readonly committedBytes: Bytes;
  /** SuperSlabs ever created, those mapped now, and those given back. */
  readonly superSlabs: number;
  readonly superSlabsMapped: number;
  readonly superSlabsReleased: number;
  readonly mappings: number;
  /** mmap calls made for requests above Tiny so far. */
  readonly mmapsAboveTiny: number;
  readonly libcBlocks: number;
  readonly libcBytes: Bytes;
  /** Frees that went to another thread's queue, or into the freeing thread's cache though another owns the slab. */
  readonly foreignOwnerFrees: number;
  readonly refillFailures: number;
  readonly fallbacks: number;
  /** Frees of a mixed allocation by mechanism (hakmem.md 6): each ends as its outcome says. */
  readonly mixedFrees: Readonly<Record<Route, number>>;
}

/** Rows of mapped SuperSlabs and of their slabs that are in use, as parallel arrays. */
export interface HeapDescription {
  readonly superSlabs: {
    readonly id: readonly number[];
    readonly base: readonly number[];
    /** -1 where slabs have classes of their own (shared pool). */
    readonly sizeClass: readonly number[];
    readonly bitmap: readonly number[];
    readonly registered: readonly boolean[];
  };
  readonly slabs: {
    /** Row in `superSlabs` above. */
    readonly superSlab: readonly number[];
    readonly index: readonly number[];
    readonly sizeClass: readonly number[];
    readonly owner: readonly number[];
    readonly capacity: readonly number[];
    readonly carved: readonly number[];
    readonly used: readonly number[];
    readonly live: readonly number[];
    readonly cached: readonly number[];
    readonly freeListed: readonly number[];
    readonly remoteQueued: readonly number[];
  };
}

/** SuperSlabs that were: their memory is Linux's, the LRU cache's or another SuperSlab's now. */
export interface ReleasedDescription {
  readonly id: readonly number[];
  readonly base: readonly number[];
}
