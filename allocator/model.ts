// One modelled process: every part of the allocator, the world around it, and its counters, in one value that is passed.
//
// All mutable state lies in `store`'s columns, except how the process died. The parts know nothing of each other; the
// functions in tiny.ts, refill.ts, free.ts and their neighbours are the code of the C functions they are named after.

import { AddressIndex } from "./address-index.ts";
import { AddressSpace } from "./address-space.ts";
import type { AllocatorOptions } from "./allocator.ts";
import { type ByteColumn, type DoubleColumn, IntColumn, Store } from "./columns.ts";
import type { Environment } from "./environment.ts";
import { Heap, NONE } from "./heap.ts";
import { LargeLayers } from "./large/large-layers.ts";
import { CLASS_COUNT, LARGEST_BLOCK } from "./layout.ts";
import { Libc } from "./libc.ts";
import { LibcChunks } from "./libc-chunks.ts";
import { Memory } from "./memory.ts";
import type { AllocatorObserver } from "./observer.ts";
import { type Crash, Outcome } from "./outcome.ts";
import { OutsideBlocks } from "./outside-blocks.ts";
import type { Policy } from "./policy.ts";
import { Registry } from "./registry.ts";
import { sizeClassOf } from "./size-class.ts";
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
  /** Bytes that the layers above Tiny have mapped for themselves: pools, tables, kept mappings. */
  LargeBytes: 11,
  /** mmap calls for requests above Tiny. */
  Mmaps: 12,
} as const;
type Counter = (typeof Counter)[keyof typeof Counter];
const COUNTERS = 13;

/** Class heads that threads share, and lists of slabs whose owner returned them. */
export interface ClassHeads {
  readonly first: IntColumn;
  readonly last: IntColumn;
  readonly count: IntColumn;
  /** First SuperSlab of the head that may have a free slab. */
  readonly open: IntColumn;
  readonly adoptable: IntColumn;
}

export class Model {
  readonly policy: Policy;
  readonly environment: Environment;
  readonly observer: AllocatorObserver;
  readonly store = new Store();
  readonly heap: Heap;
  readonly registry: Registry;
  readonly threads: Threads;
  readonly heads: ClassHeads;
  readonly space: AddressSpace;
  readonly brk: ByteColumn;
  readonly outside: OutsideBlocks;
  readonly large: LargeLayers;
  readonly memory: Memory;
  readonly libc: Libc;
  readonly touched: Touched;
  readonly written: WrittenBytes;
  /** Do all threads share a class's SuperSlabs? */
  readonly sharedHeads: boolean;
  crash: Crash | undefined;
  outcome: Outcome = Outcome.FreeNull;
  /** How the last refill got its blocks, or why it got none. */
  refillOutcome: Outcome = Outcome.Refill;
  refillCause = "";
  private readonly counters: DoubleColumn;
  private readonly classes = new IntColumn();

  constructor(options: AllocatorOptions) {
    const { policy, environment, observer } = options;
    const { store } = this;
    this.policy = policy;
    this.environment = environment;
    this.observer = observer;
    this.sharedHeads =
      policy.superSlabs === "chunk-list" || environment.superSlabsPerClass !== undefined;
    this.heap = new Heap(store);
    this.registry = new Registry(store, this.heap);
    this.threads = new Threads(store);
    this.heads = {
      first: perClass(store, NONE),
      last: perClass(store, NONE),
      count: perClass(store, 0),
      open: perClass(store, NONE),
      adoptable: perClass(store, NONE),
    };
    this.space = new AddressSpace(store, environment);
    this.brk = store.bytes();
    this.outside = new OutsideBlocks(store);
    this.large = new LargeLayers(store, policy.layers);
    this.touched = new Touched(store.ints());
    this.written = new WrittenBytes(policy.switches.writes);
    const mappedChunks = new AddressIndex(store);
    const parts = {
      heap: this.heap,
      space: this.space,
      brk: this.brk,
      outside: this.outside,
      large: this.large,
    };
    this.memory = new Memory({
      ...parts,
      mappedChunks,
      touched: this.touched,
      written: this.written,
    });
    const chunks = new LibcChunks(store, this.brk, this.memory);
    this.libc = new Libc({ store, space: this.space, memory: this.memory, chunks, mappedChunks });
    this.counters = store.doubles();
    this.counters.extend(COUNTERS, 0);
    for (let size = 0; size <= LARGEST_BLOCK; size++) {
      this.classes.push(sizeClassOf(size, policy.switches.sizeMapping));
    }
  }

  /** Size class of a request, NONE above Tiny. */
  classOf(size: number): number {
    return size <= LARGEST_BLOCK ? this.classes.get(size) : NONE;
  }

  counter(name: Counter): number {
    return this.counters.get(name);
  }

  count(name: Counter, change: number): void {
    this.counters.add(name, change);
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

function perClass(store: Store, value: number): IntColumn {
  const column = store.ints();
  column.extend(CLASS_COUNT, value);
  return column;
}
