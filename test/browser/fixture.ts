// Recordings made by rule instead of by replay, so that a browser test knows every number it should see.
//
// A SuperSlab appears every few events and its slabs are taken one by one; counts come from a hash of the place. A pooled
// shape has SuperSlabs of 16 slabs of any class, of which every third is given back after a while. Nothing here is what an
// allocator would do: only the shapes are right.

import { defaultEnvironment } from "../../allocator/environment.ts";
import type { Switches } from "../../allocator/policy.ts";
import type { OpenedTrace, PolicyChoice, RecordingView } from "../../src/core/protocol/index.ts";
import type {
  FailureKind,
  FailureTable,
  Geometry,
  HeapRange,
  HeapSnapshot,
  Verdict,
} from "../../src/core/recording/index.ts";
import { failureKinds } from "../../src/core/recording/index.ts";

export const HOSTILE = '<img src=x onerror="window.pwned=1">';

export interface Fixture {
  readonly trace: OpenedTrace;
  readonly recording: RecordingView;
  readonly policies: readonly PolicyChoice[];
  readonly allFailures: FailureTable;
  heap(event: number, range: HeapRange): HeapSnapshot | Promise<HeapSnapshot>;
}

export interface FixtureShape {
  readonly superSlabs: number;
  readonly events: number;
  readonly failures: readonly FixtureFailure[];
  readonly verdict: Verdict;
  readonly threads: number | null;
  /** Last event that was replayed. */
  readonly lastEvent: number;
  readonly pooled?: true;
  readonly bytesFrom?: number;
}

export interface FixtureFailure {
  readonly event: number;
  readonly kind: FailureKind;
  readonly superSlab: number;
  readonly slab: number;
  readonly text: string;
}

export const geometry: Geometry = {
  superSlabBytes: 2 * 1024 * 1024,
  slabBytes: 64 * 1024,
  slabsPerSuperSlab: 32,
  firstSlabOffset: 2048,
  blockSizes: [8, 16, 32, 64, 128, 256, 512, 1024],
};

const pooledGeometry: Geometry = {
  ...geometry,
  superSlabBytes: 1024 * 1024,
  slabsPerSuperSlab: 16,
  blockSizes: [8, 16, 32, 64, 128, 256, 512, 2048],
};

const FIRST_BASE = 0x7f10_0000_0000;
const FIRST_LIBC = 0x5555_5576_4010;
const LIBC_FROM = 6001;

const switches: Switches = {
  sizeMapping: "size+1",
  prewarm: "process",
  threadExit: "leave",
  registryFull: "unregistered",
  tinyLookup: "header",
  fallbackOrigin: "F1",
  fallbackFree: "subtract",
  allocHeaderWord: "zero",
  unknownFree: "libc",
  gap: "mmap",
  callocDetour: "off",
  writes: "none",
};

const policies: readonly PolicyChoice[] = [
  {
    name: "seed",
    kind: "epoch",
    title: "As handed off (E4)",
    summary: "libc fallback, fixed SuperSlabs.",
  },
  {
    name: "no-fallback",
    kind: "option",
    title: "Option A: no fallback",
    summary: "NULL and errno 12 instead.",
  },
  { name: "hostile", kind: "file", title: HOSTILE, summary: HOSTILE },
];

/** A recording by rule answers at once. */
export interface RuledFixture extends Fixture {
  heap(event: number, range: HeapRange): HeapSnapshot;
}

export function makeFixture(shape: FixtureShape, policyName = "seed"): RuledFixture {
  const chosen = policies.find(({ name }) => name === policyName) ?? policies[0];
  const environment = defaultEnvironment();
  const allFailures = failureTable(shape.failures);
  const byKind = Object.fromEntries(
    failureKinds.map((kind) => [kind, shape.failures.filter((f) => f.kind === kind).length]),
  ) as Record<FailureKind, number>;
  const heap = (event: number, range: HeapRange) => heapAt(shape, event, range);
  const whole = heap(shape.lastEvent, noRange);
  const samples = Array.from({ length: 400 }, (_, index) =>
    Math.round((shape.lastEvent * index) / 399),
  );
  const states = samples.map((event) => heap(event, noRange));
  const numbers = (of: (state: HeapSnapshot) => number) => states.map(of);
  const recording: RecordingView = {
    version: 1,
    recording: 1 + policies.findIndex(({ name }) => name === policyName),
    replayId: `7f3a90c1d2e4${policyName.length.toString(16).padStart(4, "0")}`,
    traceName: `larson-4t ${HOSTILE}.hktrace`,
    policy: {
      name: policyName,
      title: chosen?.title ?? "",
      summary: chosen?.summary ?? "",
      epoch: "E4",
      fallback: "libc",
      blocks: "E4",
      superSlabs: {
        lg: shape.pooled ? 20 : 21,
        supply: shape.pooled ? "shared-pool" : "own",
        initialSlabs: [],
        release: "never",
        trimEvery: 0,
        emptyReserve: 0,
        lru: null,
        registry: "fixed",
        ownerBits: 32,
      },
      cache: { capacity: 64, refillBatch: 16, adaptive: null, drainEvery: 0, magazine: null },
      ownership: { kind: "lookup" },
      bugs: [],
      layers: { pools: [], bigCache: undefined },
      switches,
    },
    seed: 0,
    bytesFrom: shape.bytesFrom ?? -1,
    environment,
    switches,
    geometry: geometryOf(shape),
    verdict: shape.verdict,
    totals: {
      events: shape.lastEvent + 1,
      skippedEvents: 0,
      outcomes: {},
      failuresByKind: byKind,
      oomEvents: byKind["refill-failed"],
      fallbacks: byKind.fallback,
      foreignFrees: byKind["foreign-free"],
      mixedFrees: { M1: 0, M2: byKind["foreign-free"], M3: 0, M4: 0 },
      superSlabsReleased: whole.releasedCount,
      superSlabs: shape.superSlabs,
      peakCommittedBytes: whole.committedBytes,
      peakLiveBytes: Math.max(...numbers((state) => state.liveBytes)),
      remoteFrees: shape.threads === null ? null : 412,
      peakMappings: 61,
      threadBirths: shape.threads ?? 0,
    },
    firstRefillFailure: undefined,
    log: [],
    eventCount: shape.events,
    timeline: {
      length: samples.length,
      event: Int32Array.from(samples),
      liveBytes: Float64Array.from(numbers((state) => state.liveBytes)),
      liveBlocks: Int32Array.from(numbers((state) => Math.floor(state.liveBytes / 100))),
      committedBytes: Float64Array.from(numbers((state) => state.committedBytes)),
      superSlabs: Int32Array.from(numbers((state) => state.superSlabCount)),
      libcBlocks: Int32Array.from(numbers((state) => state.libcCount)),
      mappings: Int32Array.from(numbers((state) => state.mappings)),
    },
    failures: sliceOf(allFailures, 0, 500),
  };
  const trace: OpenedTrace = {
    trace: 1,
    name: recording.traceName,
    summary: {
      format: "hakmem-text",
      events: shape.events,
      mallocs: shape.events / 2,
      callocs: 0,
      reallocs: 0,
      aligned: 0,
      frees: shape.events / 2,
      freeNull: 0,
      unknownFrees: 0,
      threads: shape.threads,
      remoteFrees: shape.threads === null ? null : 412,
      peakLiveBytes: 1,
      peakLiveBlocks: 1,
      endLiveBytes: 0,
      endLiveBlocks: 0,
      problems: { total: 2, byKind: { "cut-line": 2 }, first: [] },
    },
    confessions:
      shape.threads === null
        ? ["no thread ids: remote frees and caches cannot be seen", `no times in ${HOSTILE}`]
        : ["no mapping records: the mapping count is the model's alone"],
    hypothesis: { environment, switches },
  };
  return { trace, recording, policies, allFailures, heap };
}

export function sliceOf(table: FailureTable, first: number, count: number): FailureTable {
  const end = first + count;
  const event = table.event.slice(first, end);
  return {
    length: event.length,
    event,
    kind: table.kind.slice(first, end),
    thread: table.thread.slice(first, end),
    sizeClass: table.sizeClass.slice(first, end),
    superSlab: table.superSlab.slice(first, end),
    slab: table.slab.slice(first, end),
    address: table.address.slice(first, end),
    text: table.text.slice(first, end),
  };
}

export const noRange: HeapRange = {
  firstSuperSlab: 0,
  superSlabCount: 0,
  firstReleased: 0,
  releasedCount: 0,
  firstLibc: 0,
  libcCount: 0,
  soughtSuperSlab: -1,
};

function geometryOf(shape: FixtureShape): Geometry {
  return shape.pooled ? pooledGeometry : geometry;
}

function failureTable(failures: readonly FixtureFailure[]): FailureTable {
  const column = (of: (failure: FixtureFailure) => number) => Int32Array.from(failures.map(of));
  return {
    length: failures.length,
    event: column(({ event }) => event),
    kind: Uint8Array.from(failures.map(({ kind }) => failureKinds.indexOf(kind))),
    thread: column(({ event }) => event % 4),
    sizeClass: column(({ superSlab }) => (superSlab < 0 ? -1 : superSlab % 8)),
    superSlab: column(({ superSlab }) => superSlab),
    slab: column(({ slab }) => slab),
    address: Float64Array.from(
      failures.map(({ event, superSlab, slab }) =>
        superSlab < 0 ? libcAddress(event % 37) : baseOf(superSlab) + slab * geometry.slabBytes,
      ),
    ),
    text: failures.map(({ text }) => text),
  };
}

function heapAt(shape: FixtureShape, event: number, range: HeapRange): HeapSnapshot {
  const { slabsPerSuperSlab, superSlabBytes } = geometryOf(shape);
  const created = (index: number) => Math.floor((index * shape.lastEvent * 0.8) / shape.superSlabs);
  let count = 0;
  if (event >= 0) {
    count = Math.min(
      shape.superSlabs,
      Math.floor((event * shape.superSlabs) / (shape.lastEvent * 0.8)) + 1,
    );
  }
  const isReleased = (index: number) =>
    index % 3 === 1 && event > created(index) + shape.lastEvent * 0.2;
  const all = shape.pooled ? Array.from({ length: count }, (_, index) => index) : [];
  const released = all.filter(isReleased);
  const mapped = all.filter((index) => !isReleased(index));
  const mappedCount = count - released.length;
  const rowOf = (index: number) =>
    shape.pooled ? mapped.indexOf(index) : index < mappedCount ? index : -1;
  const libcCount = Math.max(0, Math.min(37, Math.floor((event - LIBC_FROM) / 57) + 1));
  const first = Math.min(range.firstSuperSlab, mappedCount);
  const rows = Math.min(range.superSlabCount, mappedCount - first);
  const columns = shape.pooled
    ? mapped.slice(first, first + rows)
    : Array.from({ length: rows }, (_, row) => first + row);
  const taken = (index: number) =>
    Math.max(
      1,
      Math.min(slabsPerSuperSlab, Math.floor((event - created(index)) / (shape.lastEvent * 0.006))),
    );
  const classOf = (index: number, slab: number) =>
    shape.pooled ? (index + ((slab * 3) >> 2)) % 8 : index % 8;
  const slabs = columns.flatMap((index, row) =>
    Array.from({ length: taken(index) }, (_, slab) => ({ row, index, slab })),
  );
  const counts = slabs.map(({ index, slab }) =>
    slabCounts(index, slab, event, geometryOf(shape).blockSizes[classOf(index, slab)] as number),
  );
  const each = (of: (at: (typeof counts)[number]) => number) => Int32Array.from(counts.map(of));
  const libcFirst = Math.min(range.firstLibc, libcCount);
  const libcRows = Array.from(
    { length: Math.min(range.libcCount, libcCount - libcFirst) },
    (_, row) => libcFirst + row,
  );
  const listed = released.slice(range.firstReleased, range.firstReleased + range.releasedCount);
  const base = (index: number) => FIRST_BASE + index * superSlabBytes;
  return {
    event,
    superSlabCount: mappedCount,
    releasedCount: released.length,
    libcCount,
    soughtRow: rowOf(range.soughtSuperSlab),
    mappings: 40 + mappedCount,
    liveBytes: Math.round(
      mappedCount * 900_000 * (0.72 + 0.2 * Math.sin(event / (shape.events / 11))),
    ),
    committedBytes: mappedCount * superSlabBytes,
    superSlabs: {
      length: rows,
      id: Int32Array.from(columns),
      base: Float64Array.from(columns.map(base)),
      sizeClass: Int32Array.from(columns.map((index) => (shape.pooled ? -1 : index % 8))),
      bitmap: Uint32Array.from(columns.map((index) => 2 ** taken(index) - 1)),
      createdAt: Int32Array.from(columns.map(created)),
      registered: Uint8Array.from(columns.map((index) => (index % 13 === 4 ? 0 : 1))),
    },
    slabs: {
      length: slabs.length,
      superSlab: Int32Array.from(slabs.map(({ row }) => row)),
      index: Uint8Array.from(slabs.map(({ slab }) => slab)),
      sizeClass: Int32Array.from(slabs.map(({ index, slab }) => classOf(index, slab))),
      owner: Int32Array.from(slabs.map(({ index, slab }) => ((index + (slab >> 3)) % 5) - 1)),
      capacity: each(({ capacity }) => capacity),
      carved: each(({ carved }) => carved),
      used: each(({ live, cached }) => live + cached),
      live: each(({ live }) => live),
      cached: each(({ cached }) => cached),
      freeListed: each(({ freeListed }) => freeListed),
      remoteQueued: each(({ remoteQueued }) => remoteQueued),
    },
    released: {
      length: listed.length,
      id: Int32Array.from(listed),
      base: Float64Array.from(listed.map(base)),
    },
    libc: {
      length: libcRows.length,
      address: Float64Array.from(libcRows.map(libcAddress)),
      requested: Float64Array.from(libcRows.map((row) => 16 + (row % 5) * 24)),
      thread: Int32Array.from(libcRows.map((row) => row % 4)),
      allocatedAt: Int32Array.from(libcRows.map((row) => LIBC_FROM + row * 57)),
    },
  };
}

function slabCounts(superSlab: number, slab: number, event: number, blockSize: number) {
  const bytes = slab === 0 ? geometry.slabBytes - geometry.firstSlabOffset : geometry.slabBytes;
  const capacity = Math.floor(bytes / blockSize);
  const noise = hash(superSlab * 64 + slab);
  const phase = 0.5 + 0.5 * Math.sin(event / 700 + noise * 6);
  const carved = Math.ceil(capacity * Math.min(1, 0.4 + noise));
  const live = Math.floor(carved * (0.25 + 0.65 * phase));
  const cached = Math.floor((carved - live) * 0.5 * noise);
  const remoteQueued = noise > 0.85 ? Math.min(3, carved - live - cached) : 0;
  return {
    capacity,
    carved,
    live,
    cached,
    remoteQueued,
    freeListed: carved - live - cached - remoteQueued,
  };
}

/** A number in [0, 1) that depends on `value` alone. */
function hash(value: number): number {
  const mixed = Math.imul((value + 1) ^ ((value + 1) >>> 7), 0x9e37_79b1) >>> 0;
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

function baseOf(superSlab: number): number {
  return FIRST_BASE + superSlab * geometry.superSlabBytes;
}

function libcAddress(row: number): number {
  return FIRST_LIBC + row * 0x90;
}
