// One modelled process: every part of the allocator, the world around it, and its counters, in one value that is passed.
//
// All mutable state lies in `store`'s columns, except how the process died. The parts know nothing of each other; the
// functions in tiny.ts, refill.ts, free.ts and their neighbours are the code of the C functions they are named after.

import { AddressIndex } from "./address-index.ts";
import { AddressSpace } from "./address-space.ts";
import type { AllocatorOptions } from "./allocator.ts";
import { NONE } from "./bits.ts";
import { ClassHeads } from "./class-heads.ts";
import type { ByteColumn, DoubleColumn, HotColumn, IntColumn } from "./columns.ts";
import { Store } from "./columns.ts";
import type { Environment } from "./environment.ts";
import { Heap } from "./heap.ts";
import { LargeLayers } from "./large/large-layers.ts";
import { Libc } from "./libc.ts";
import { LibcChunks } from "./libc-chunks.ts";
import { SuperSlabCache } from "./lru.ts";
import { Memory } from "./memory.ts";
import type { AllocatorObserver } from "./observer.ts";
import { type Crash, Outcome } from "./outcome.ts";
import { OutsideBlocks } from "./outside-blocks.ts";
import { OwnershipBitmap } from "./ownership-bitmap.ts";
import type { Bug, Policy } from "./policy.ts";
import { Registry } from "./registry.ts";
import { SharedPool } from "./shared-pool.ts";
import { Strays } from "./strays.ts";
import { Touched } from "./switches.ts";
import { Threads } from "./threads.ts";
import { address, threadId } from "./units.ts";
import { WrittenBytes } from "./written-bytes.ts";

/** Rows of the counter column. */
export const Counter = {
  LiveBytes: 0,
  LiveBlocks: 1,
  LibcBlocks: 2,
  LibcBytes: 3,
  ForeignOwnerFrees: 4,
  RefillFailures: 5,
  Fallbacks: 6,
  /** Bytes of mappings that hold one block each. */
  MappedBytes: 7,
  /** Bytes whose munmap was refused: still mapped, used by nobody. */
  StrandedBytes: 8,
  /** 1 once the one-shot line of superslab_refill is out. */
  LinePrinted: 9,
  /** Times a list got a block that it must not hold; from then on places cannot be counted. */
  Damage: 10,
  /** SuperSlabs that are mapped and the allocator's, without those in the LRU cache. */
  SuperSlabsMapped: 11,
  SuperSlabsReleased: 12,
  SlabsReleased: 13,
  /** Empty SuperSlabs kept as a reserve. */
  Reserved: 14,
  PoolStage1: 15,
  PoolStage2: 16,
  PoolStage3: 17,
  /** Call at which trim ran last. */
  LastTrim: 18,
  /** Calls so far: the model's time. */
  Now: 19,
  /** Call at which fast mode became bytes mode, plus one; 0: it did not. */
  BytesSince: 20,
  /** Bytes that the layers above Tiny have mapped for themselves: pools, tables, kept mappings. */
  LargeBytes: 21,
  /** mmap calls for requests above Tiny. */
  Mmaps: 22,
  /** Frees of a mixed allocation, by mechanism. */
  MixedM1: 23,
  MixedM2: 24,
  MixedM3: 25,
  MixedM4: 26,
  /** Frees that were pushed to a class that does not exist (S21). */
  DummyClassFrees: 27,
  /** Blocks that a program held when their SuperSlab was unmapped (S3). */
  LiveUnmapped: 28,
} as const;
type Counter = (typeof Counter)[keyof typeof Counter];
const COUNTERS = 29;

export class Model {
  readonly policy: Policy;
  readonly environment: Environment;
  readonly observer: AllocatorObserver;
  readonly store = new Store();
  readonly heap: Heap;
  readonly registry: Registry;
  readonly threads: Threads;
  readonly heads: ClassHeads;
  readonly pool: SharedPool;
  readonly lru: SuperSlabCache;
  readonly space: AddressSpace;
  readonly brk: ByteColumn;
  readonly outside: OutsideBlocks;
  readonly large: LargeLayers;
  readonly owned: OwnershipBitmap;
  readonly strays: Strays;
  readonly memory: Memory;
  readonly libc: Libc;
  readonly touched: Touched;
  readonly written: WrittenBytes;
  /** What packed calls name blocks by (plain-calls.ts); the caller's. */
  readonly slots: HotColumn;
  readonly bugs: ReadonlySet<Bug>;
  /** By slab: blocks that a bug cut, those among them that should not be included (bugs.ts). */
  readonly wrongCarves: IntColumn;
  /** Do all threads share a class's SuperSlabs? */
  readonly sharedHeads: boolean;
  crash: Crash | undefined;
  outcome: Outcome = Outcome.FreeNull;
  /** How the last refill got its blocks, or why it got none. */
  refillOutcome: Outcome = Outcome.Refill;
  refillCause = "";
  private readonly counters: DoubleColumn;

  constructor(options: AllocatorOptions) {
    const { policy, environment, observer } = options;
    const { store } = this;
    this.policy = policy;
    this.environment = environment;
    this.observer = observer;
    this.bugs = new Set(policy.bugs);
    this.sharedHeads =
      policy.superSlabs.supply !== "own" || environment.superSlabsPerClass !== undefined;
    this.heap = new Heap(store, policy);
    this.registry = new Registry(store, this.heap, policy.superSlabs.registry === "growing");
    this.threads = new Threads(store, policy.cache);
    this.heads = new ClassHeads(store);
    this.pool = new SharedPool(store);
    this.lru = new SuperSlabCache(store);
    this.space = new AddressSpace(store, environment);
    this.brk = store.bytes();
    this.outside = new OutsideBlocks(store);
    this.large = new LargeLayers(store, policy.layers);
    this.owned = new OwnershipBitmap(store);
    this.strays = new Strays(store);
    this.wrongCarves = store.ints();
    this.touched = new Touched(store.ints());
    this.written = new WrittenBytes(policy.switches.writes);
    const mappedChunks = new AddressIndex(store);
    this.memory = new Memory(store, {
      heap: this.heap,
      space: this.space,
      brk: this.brk,
      outside: this.outside,
      large: this.large,
      mappedChunks,
      touched: this.touched,
      written: this.written,
      turnToBytes: () => this.turnToBytes(),
    });
    const chunks = new LibcChunks(store, this.brk, this.memory);
    const { space, memory, touched } = this;
    this.libc = new Libc({ store, space, memory, chunks, mappedChunks, touched });
    this.counters = store.doubles();
    this.counters.extend(COUNTERS, 0);
    this.slots = store.hotInts();
    if (options.storage === "bytes") this.heap.turnToBytes();
    if (this.heap.blocks.inBytes) this.counters.set(Counter.BytesSince, 1);
  }

  /** Calls so far; a trace counts its events. */
  get now(): number {
    return this.counters.get(Counter.Now);
  }

  set now(calls: number) {
    this.counters.set(Counter.Now, calls);
  }

  counter(name: Counter): number {
    return this.counters.get(name);
  }

  count(name: Counter, change: number): void {
    this.counters.add(name, change);
  }

  /** From here on every block's bytes are stored. */
  turnToBytes(): void {
    if (this.heap.blocks.inBytes) return;
    this.heap.turnToBytes();
    this.counters.set(Counter.BytesSince, this.now + 1);
  }

  /** Where a free block of the class keeps its link, counted from BASE. */
  linkAt(sizeClass: number): number {
    return this.heap.sizes.linkOffsets[sizeClass] as number;
  }

  /** Does free take the slab for the thread's own? The version may compare fewer bits than the id has. */
  owns(thread: number, slab: number): boolean {
    const owner = this.heap.ownerOf(slab);
    const { ownerBits } = this.policy.superSlabs;
    return owner !== NONE && (owner ^ thread) << (32 - ownerBits) === 0;
  }

  /** munmap whose result nobody looks at. */
  unmap(start: number, end: number): void {
    if (!this.space.unmap(start, end)) this.count(Counter.StrandedBytes, end - start);
  }

  log(thread: number, line: string): void {
    this.observer.onLog(threadId(thread), line);
  }

  /** The process ends. The state stays as it is. */
  die(thread: number, at: number, crash: Crash): Outcome {
    this.crash = crash;
    this.outcome = Outcome.Crashed;
    if (crash.message !== "") this.log(thread, crash.message);
    this.observer.onCrash(threadId(thread), address(at), crash);
    return Outcome.Crashed;
  }
}
