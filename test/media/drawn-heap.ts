// A snapshot from a drawing: one line per SuperSlab, one word per slab, four slabs to a SuperSlab.
//
//   C3 t1:6/2/1+1 t1:0/0/8 . .        live/cached/free, then "+n" for queued remote frees; "." is a slab not taken
//   C3 unregistered t2:10/0/0 . . .
//   mixed C3t1:6/2/1 C0t2:1/0/0 . .   slabs with classes of their own
//   given back                        a SuperSlab that was; it keeps its number
//   libc t1:48 t2:64                  thread and requested bytes of each libc block
//
// Every slab has ten blocks (slab 0 too); what is not named was never carved.

import type { Geometry, HeapSnapshot } from "../../src/core/recording/index.ts";

export const geometry: Geometry = {
  superSlabBytes: 0x4_0000,
  slabBytes: 0x1_0000,
  slabsPerSuperSlab: 4,
  firstSlabOffset: 0x800,
  blockSizes: [8, 16, 32, 64, 128, 256, 512, 1024],
};

const CAPACITY = 10;
const FIRST_BASE = 0x7f00_0000_0000;

interface DrawnSlab {
  readonly superSlab: number;
  readonly index: number;
  readonly sizeClass: number;
  readonly owner: number;
  readonly live: number;
  readonly cached: number;
  readonly freeListed: number;
  readonly remoteQueued: number;
}

export function drawnHeap(drawing: string, event = 7): HeapSnapshot {
  const lines = drawing
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== "");
  const created = lines.filter(([first]) => first !== "libc");
  const numbers = [...created.keys()];
  const isReleased = (number: number) => created[number]?.[0] === "given";
  const ids = numbers.filter((number) => !isReleased(number));
  const released = numbers.filter(isReleased);
  const heads = ids.map((id) => created[id] ?? []);
  const blocks = lines.filter(([first]) => first === "libc").flatMap(([, ...words]) => words);
  const slabs = heads.flatMap((words, superSlab) => drawnSlabs(words, superSlab));
  const column = (of: (slab: DrawnSlab) => number) => Int32Array.from(slabs.map(of));
  const bitmap = heads.map((_, row) =>
    slabs
      .filter(({ superSlab }) => superSlab === row)
      .reduce((bits, { index }) => bits | (1 << index), 0),
  );
  const parts = blocks.map((word) => word.slice(1).split(":").map(Number));
  return {
    event,
    superSlabCount: heads.length,
    releasedCount: released.length,
    libcCount: blocks.length,
    soughtRow: -1,
    mappings: 40,
    liveBytes: 0,
    committedBytes: heads.length * geometry.superSlabBytes,
    superSlabs: {
      length: heads.length,
      id: Int32Array.from(ids),
      base: Float64Array.from(ids, baseOf),
      sizeClass: Int32Array.from(heads.map(([word]) => classOf(word))),
      bitmap: Uint32Array.from(bitmap),
      createdAt: Int32Array.from(ids),
      registered: Uint8Array.from(heads.map((words) => (words.includes("unregistered") ? 0 : 1))),
    },
    slabs: {
      length: slabs.length,
      superSlab: column(({ superSlab }) => superSlab),
      index: Uint8Array.from(slabs.map(({ index }) => index)),
      sizeClass: column(({ sizeClass }) => sizeClass),
      owner: column(({ owner }) => owner),
      capacity: column(() => CAPACITY),
      carved: column((s) => s.live + s.cached + s.freeListed + s.remoteQueued),
      used: column((s) => s.live + s.cached),
      live: column(({ live }) => live),
      cached: column(({ cached }) => cached),
      freeListed: column(({ freeListed }) => freeListed),
      remoteQueued: column(({ remoteQueued }) => remoteQueued),
    },
    released: {
      length: released.length,
      id: Int32Array.from(released),
      base: Float64Array.from(released, baseOf),
    },
    libc: {
      length: blocks.length,
      address: Float64Array.from(blocks.keys(), (row) => 0x5000 + row * 0x100),
      requested: Float64Array.from(parts.map(([, requested]) => requested ?? 0)),
      thread: Int32Array.from(parts.map(([thread]) => thread ?? -1)),
      allocatedAt: Int32Array.from(blocks.keys()),
    },
  };
}

function drawnSlabs(words: readonly string[], superSlab: number): DrawnSlab[] {
  const sizeClass = classOf(words[0]);
  return words
    .slice(1)
    .filter((word) => word !== "unregistered")
    .flatMap((word, index) => {
      const match = /^(C\d)?t(-?\d+):(\d+)\/(\d+)\/(\d+)(?:\+(\d+))?$/.exec(word);
      if (match === null) return [];
      const [owner = -1, live = 0, cached = 0, freeListed = 0, remoteQueued = 0] = match
        .slice(2)
        .map((part) => Number(part ?? 0));
      const own = match[1] === undefined ? sizeClass : classOf(match[1]);
      return [{ superSlab, index, sizeClass: own, owner, live, cached, freeListed, remoteQueued }];
    });
}

/** "C3" is 3; a mixed SuperSlab has none. */
function classOf(word: string | undefined): number {
  return word === "mixed" ? -1 : Number(word?.slice(1));
}

function baseOf(superSlab: number): number {
  return FIRST_BASE + superSlab * geometry.superSlabBytes;
}
