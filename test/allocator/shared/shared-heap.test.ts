// What the buffer heap promises its caller: edges of sizes, what it refuses, and which mistakes it sees.

import { describe, expect, test } from "vitest";
import {
  attachSharedHeap,
  checkSharedHeap,
  createSharedHeap,
  type SharedHeap,
  units,
} from "../../../allocator/index.ts";

const { KiB, MiB } = units;

const heapOf = (bytes: number) => createSharedHeap(new ArrayBuffer(bytes));

function pair(): { owner: SharedHeap; other: SharedHeap } {
  const owner = createSharedHeap(new SharedArrayBuffer(MiB), { owners: 2 });
  return { owner, other: attachSharedHeap(owner.buffer) };
}

function fillUp(heap: SharedHeap, size: number): number[] {
  const blocks: number[] = [];
  for (let block = heap.malloc(size); block !== 0; block = heap.malloc(size)) blocks.push(block);
  return blocks;
}

describe("sizes", () => {
  test.each([
    [0, 16],
    [1, 16],
    [16, 16],
    [17, 32],
    [129, 160],
    [1025, 1280],
    [32_768, 32_768],
    [32_769, 65_536],
    [65_537, 131_072],
  ])("malloc(%i) is a block of %i bytes", (size, usable) => {
    const heap = heapOf(MiB);
    expect(heap.usableSize(heap.malloc(size))).toBe(usable);
  });

  test("a request of no bytes that is aligned to a slab is a slab", () => {
    const heap = heapOf(MiB);
    const block = heap.alignedAlloc(64 * KiB, 0);
    expect(block % (64 * KiB)).toBe(0);
    expect(heap.usableSize(block)).toBe(64 * KiB);
  });

  test("a block of no bytes is a block of its own", () => {
    const heap = heapOf(MiB);
    expect(heap.malloc(0)).not.toBe(heap.malloc(0));
  });

  test.each([
    ["malloc", (heap: SharedHeap) => heap.malloc(2 ** 31)],
    ["malloc", (heap: SharedHeap) => heap.malloc(2 ** 53)],
    ["calloc", (heap: SharedHeap) => heap.calloc(2 ** 32, 2 ** 32)],
    ["alignedAlloc", (heap: SharedHeap) => heap.alignedAlloc(2 ** 40, 8)],
  ])("%s beyond the buffer is 0", (_, call) => {
    expect(call(heapOf(MiB))).toBe(0);
  });

  test.each([
    ["malloc: a size is a whole number", (heap: SharedHeap) => heap.malloc(-1)],
    ["malloc: a size is a whole number", (heap: SharedHeap) => heap.malloc(1.5)],
    ["malloc: a size is a whole number", (heap: SharedHeap) => heap.malloc(Number.NaN)],
    ["calloc: a size is a whole number", (heap: SharedHeap) => heap.calloc(-1, 8)],
    ["an alignment is a power of two", (heap: SharedHeap) => heap.alignedAlloc(24, 8)],
    ["an alignment is a power of two", (heap: SharedHeap) => heap.alignedAlloc(0, 8)],
  ])("%s", (message, call) => {
    expect(() => call(heapOf(MiB))).toThrow(message);
  });
});

describe("room", () => {
  test("a full heap answers 0, and serves again after a free", () => {
    const heap = heapOf(256 * KiB);
    const blocks = fillUp(heap, 1000);
    expect(blocks.length).toBeGreaterThan(100);
    heap.free(blocks[7] as number);
    expect(heap.malloc(1000)).toBe(blocks[7]);
    expect(heap.malloc(1000)).toBe(0);
  });

  test("slabs of one class serve another once they are idle", () => {
    const heap = heapOf(256 * KiB);
    const tiny = fillUp(heap, 16);
    expect(heap.malloc(3000)).toBe(0);
    for (const block of tiny) heap.free(block);
    expect(fillUp(heap, 3000).length).toBeGreaterThan(50);
    expect(checkSharedHeap(heap.buffer).problems).toEqual([]);
  });

  test("neighbouring runs that are freed serve a larger one", () => {
    const heap = heapOf(MiB);
    const runs = fillUp(heap, 64 * KiB);
    expect(heap.malloc(65 * KiB)).toBe(0);
    heap.free(runs[4] as number);
    heap.free(runs[3] as number);
    expect(heap.malloc(128 * KiB)).toBe(runs[3]);
  });

  test("a run grows in place and shrinks by its end", () => {
    const heap = heapOf(MiB);
    const run = heap.malloc(100_000);
    expect(heap.realloc(run, 400_000)).toBe(run);
    expect(heap.realloc(run, 40_000)).toBe(run);
    expect(heap.usableSize(run)).toBe(64 * KiB);
    expect(checkSharedHeap(heap.buffer, [run]).problems).toEqual([]);
  });

  test("realloc without room leaves the block alone", () => {
    const heap = heapOf(256 * KiB);
    const block = heap.malloc(100);
    new Uint8Array(heap.buffer)[block] = 77;
    expect(heap.realloc(block, MiB)).toBe(0);
    expect(new Uint8Array(heap.buffer)[block]).toBe(77);
    heap.free(block);
  });
});

describe("mistakes", () => {
  test.each([
    ["the heap's own tables", () => 64],
    ["holds no blocks", () => 512 * KiB],
    ["the buffer ends", () => 2 * MiB],
    ["whole number", () => -16],
    ["whole number", () => 0.5],
    ["the inside of a block of 112 bytes", (block: number) => block + 16],
    ["the inside of a block of 112 bytes", (block: number) => block + 1],
    ["ever handed out", (block: number) => block + 224],
  ])("free of a pointer where %s", (words, pointer) => {
    const heap = heapOf(MiB);
    const block = heap.malloc(100);
    heap.malloc(100);
    expect(() => heap.free(pointer(block))).toThrow(words);
    expect(checkSharedHeap(heap.buffer).problems).toEqual([]);
  });

  test.each([100, 100_000])("a second free of %i bytes is refused, the first was right", (size) => {
    const heap = heapOf(MiB);
    const block = heap.malloc(size);
    heap.free(block);
    expect(() => heap.free(block)).toThrow(RangeError);
    expect(() => heap.usableSize(block)).toThrow(RangeError);
    expect(checkSharedHeap(heap.buffer, []).problems).toEqual([]);
  });

  test("a block cut for one thread is refused inside by another", () => {
    const { owner, other } = pair();
    const block = owner.malloc(100);
    expect(() => other.free(block + 16)).toThrow("the inside of a block");
    other.free(block);
  });

  test("a second free by another thread is not seen, and the check tells", () => {
    const { owner, other } = pair();
    const block = owner.malloc(100);
    other.free(block);
    other.free(block);
    expect(checkSharedHeap(owner.buffer).problems[0]).toContain("on two lists");
  });

  test("the check tells of a block that nobody holds, and of one held without right", () => {
    const heap = heapOf(MiB);
    const block = heap.malloc(100);
    expect(checkSharedHeap(heap.buffer, []).problems).toEqual(["blocks handed out: 1; held: 0"]);
    heap.free(block);
    expect(checkSharedHeap(heap.buffer, [block]).problems[0]).toContain(
      "held twice, or held and free",
    );
  });

  test("NULL may be freed", () => {
    heapOf(MiB).free(0);
  });
});

describe("owners", () => {
  test("a remote free reaches the owner with the 32nd block, or a flush", () => {
    const { owner, other } = pair();
    const blocks = Array.from({ length: 40 }, () => owner.malloc(100));
    for (const block of blocks) other.free(block);
    expect(checkSharedHeap(owner.buffer)).toMatchObject({ stackBlocks: 32, outboxBlocks: 8 });
    other.flush();
    expect(checkSharedHeap(owner.buffer)).toMatchObject({ stackBlocks: 40, outboxBlocks: 0 });
    const again = Array.from({ length: 40 }, () => owner.malloc(100));
    expect([...again].sort()).toEqual([...blocks].sort());
  });

  test("a successor inherits the slot with its blocks, also those that come back late", () => {
    const { owner, other } = pair();
    const early = owner.malloc(100);
    const late = owner.malloc(100);
    owner.free(early);
    owner.malloc(200);
    owner.end();
    other.free(late);
    other.flush();
    const successor = attachSharedHeap(other.buffer);
    expect(successor.slot).toBe(owner.slot);
    expect([successor.malloc(100), successor.malloc(100)].sort()).toEqual([early, late].sort());
    expect(checkSharedHeap(other.buffer).problems).toEqual([]);
  });

  test("an ended object refuses every call", () => {
    const { owner } = pair();
    const block = owner.malloc(100);
    owner.end();
    for (const call of [
      () => owner.malloc(100),
      () => owner.malloc(100_000),
      () => owner.calloc(1, 8),
      () => owner.alignedAlloc(65_536, 8),
      () => owner.realloc(block, 200),
      () => owner.free(block),
      () => owner.usableSize(block),
      () => owner.flush(),
      () => owner.trim(),
    ]) {
      expect(call).toThrow("was ended");
    }
  });
});

describe("geometry", () => {
  test("64 MiB cost 4.1 MiB of tables", () => {
    expect(checkSharedHeap(heapOf(64 * MiB).buffer).takenSlabs).toBe(66);
  });

  test.each([
    ["a multiple of 65536 bytes", () => heapOf(100_000)],
    ["give it at least 131072 bytes", () => heapOf(64 * KiB)],
    [
      "a heap has 1 to 64 owners",
      () => createSharedHeap(new SharedArrayBuffer(MiB), { owners: 65 }),
    ],
    ["or fewer owners", () => createSharedHeap(new SharedArrayBuffer(MiB), { owners: 64 })],
    ["Pass a SharedArrayBuffer", () => createSharedHeap(new ArrayBuffer(MiB), { owners: 2 })],
    ["holds no heap", () => attachSharedHeap(new SharedArrayBuffer(MiB))],
    ["holds no heap", () => attachSharedHeap(new SharedArrayBuffer(0))],
    ["all 1 owner slot", () => attachSharedHeap(heapOf(MiB).buffer)],
  ])("refused: %s", (message, open) => {
    expect(open).toThrow(RangeError);
    expect(open).toThrow(message);
  });
});
