// Rows of a heap whose SuperSlabs come and go: the mapped ones in order of creation, those given back apart, and the row of
// any number.

import { beforeAll, describe, expect, test } from "vitest";
import { findPolicy, type Policy } from "../../../allocator/index.ts";
import type { HeapRange, HeapSnapshot } from "../../../src/core/recording/index.ts";
import { type HeapSeeker, replay } from "../../../src/core/replay/index.ts";
import { importTrace } from "../../../src/core/trace/index.ts";
import { freely } from "../work-control.ts";

const BLOCKS = 15_000;
const policy = findPolicy("e9") as Policy;

const everything: HeapRange = {
  firstSuperSlab: 0,
  superSlabCount: 1000,
  firstReleased: 0,
  releasedCount: 1000,
  firstLibc: 0,
  libcCount: 0,
  soughtSuperSlab: -1,
};

let seeker: HeapSeeker;
let timeline: { readonly event: Int32Array; readonly superSlabs: Int32Array };

/** Fills a few SuperSlabs with two classes, and frees all but a block here and there. */
beforeAll(async () => {
  const blocks = Array.from({ length: BLOCKS }, (_, block) => block);
  const text = [
    "hakmem-trace 1",
    ...blocks.map((block) => `t0 malloc ${block} ${block % 2 === 0 ? 900 : 400}`),
    ...blocks.filter((block) => block % 7000 > 1).map((block) => `t0 free ${block}`),
  ].join("\n");
  const trace = await importTrace(new TextEncoder().encode(text), "waves.trace", freely());
  const result = await replay(
    trace,
    { policy, seed: 0, continueAfterNull: false, check: true },
    freely(),
  );
  seeker = result.seeker;
  timeline = result.recording.timeline;
});

const at = (event: number, range: Partial<HeapRange> = {}): Promise<HeapSnapshot> =>
  seeker.snapshot(event, { ...everything, ...range }, freely());

const FULL = BLOCKS - 1;
const END = 29_000;
const events = [-1, 0, 3000, FULL, 20_000, 26_000, END];

describe("a heap whose SuperSlabs are given back", () => {
  test("has each SuperSlab that was ever created in one of two lists, in order of creation", async () => {
    for (const event of events) {
      const { superSlabs, released, superSlabCount, releasedCount } = await at(event);
      expect([superSlabs.length, released.length]).toEqual([superSlabCount, releasedCount]);
      const both = [...superSlabs.id, ...released.id].sort((a, b) => a - b);
      expect(both).toEqual(Array.from({ length: both.length }, (_, index) => index));
      expect([...superSlabs.id]).toEqual([...superSlabs.id].sort((a, b) => a - b));
      expect([...released.id]).toEqual([...released.id].sort((a, b) => a - b));
    }
    expect((await at(FULL)).releasedCount).toBe(0);
    expect((await at(END)).releasedCount).toBeGreaterThan(1);
  });

  test("tells the row of any number, -1 where it has none", async () => {
    for (const event of events) {
      const { superSlabs, superSlabCount, releasedCount } = await at(event);
      for (let number = -1; number <= superSlabCount + releasedCount; number++) {
        const { soughtRow } = await at(event, { soughtSuperSlab: number });
        expect(soughtRow).toBe(superSlabs.id.indexOf(number));
      }
    }
  });

  test("answers a range as it answers the whole", async () => {
    const whole = await at(END);
    const part = await at(END, { firstSuperSlab: 1, superSlabCount: 2, firstReleased: 1 });
    expect([...part.superSlabs.id]).toEqual([...whole.superSlabs.id.slice(1, 3)]);
    expect([...part.released.id]).toEqual([...whole.released.id.slice(1)]);
    expect([...part.released.base]).toEqual([...whole.released.base.slice(1)]);
    expect(part.slabs.length).toBe(
      whole.slabs.superSlab.filter((row) => row === 1 || row === 2).length,
    );
  });

  test("has slabs of several classes in SuperSlabs of none", async () => {
    const { superSlabs, slabs } = await at(FULL);
    expect(new Set(superSlabs.sizeClass)).toEqual(new Set([-1]));
    const first = slabs.sizeClass.filter((_, row) => slabs.superSlab[row] === 0);
    expect(new Set(first).size).toBeGreaterThan(1);
  });

  test("counts on the timeline what is mapped, not what was", async () => {
    const last = timeline.superSlabs.length - 1;
    const { superSlabCount } = await at(timeline.event[last] as number);
    expect(timeline.superSlabs[last]).toBe(superSlabCount);
    expect(Math.max(...timeline.superSlabs)).toBeGreaterThan(superSlabCount);
  });
});
