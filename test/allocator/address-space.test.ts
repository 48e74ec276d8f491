// Address space against a naive list of mappings: same places, same counts, same refusals; and the address index
// against a Map.

import fc from "fast-check";
import { expect, test } from "vitest";
import { AddressIndex, NO_ROW } from "../../allocator/address-index.ts";
import { AddressSpace, MappingKind } from "../../allocator/address-space.ts";
import { Store } from "../../allocator/columns.ts";
import { defaultEnvironment } from "../../allocator/index.ts";
import { MMAP_BOTTOM, MMAP_TOP, PAGE_BYTES } from "../../allocator/layout.ts";

const LIMIT = 52;
const SEED = 20251108;

interface Mapping {
  start: number;
  end: number;
  kind: MappingKind;
}

/** Linux's rules over a sorted list, written for reading. */
class NaiveSpace {
  mappings: Mapping[] = [];

  get count(): number {
    return this.mappings.length + 40;
  }

  map(length: number, kind: MappingKind): number {
    if (this.count > LIMIT) return 0;
    const bounds = [...this.mappings, { start: MMAP_TOP, end: MMAP_TOP }];
    for (let above = bounds.length - 1; above >= 0; above--) {
      const top = bounds[above]?.start ?? 0;
      const floor = bounds[above - 1]?.end ?? MMAP_BOTTOM;
      if (top - floor < length) continue;
      this.mappings.push({ start: top - length, end: top, kind });
      this.tidy();
      return top - length;
    }
    return 0;
  }

  unmap(start: number, end: number): boolean {
    const hit = this.mappings.find((mapping) => mapping.start <= start && mapping.end >= end);
    if (hit === undefined) throw new Error("not mapped");
    if (hit.start < start && hit.end > end && this.count >= LIMIT) return false;
    this.mappings = this.mappings.filter((mapping) => mapping !== hit);
    if (hit.start < start) this.mappings.push({ ...hit, end: start });
    if (hit.end > end) this.mappings.push({ ...hit, start: end });
    this.tidy();
    return true;
  }

  private tidy(): void {
    this.mappings.sort((one, other) => one.start - other.start);
    const merged: Mapping[] = [];
    for (const mapping of this.mappings) {
      const last = merged.at(-1);
      const joins = last?.end === mapping.start && last.kind === mapping.kind;
      if (last !== undefined && joins && mapping.kind === MappingKind.Memory)
        last.end = mapping.end;
      else merged.push({ ...mapping });
    }
    this.mappings = merged;
  }
}

const steps = fc.array(
  fc.record({
    map: fc.integer({ min: 0, max: 9 }),
    pages: fc.integer({ min: 1, max: 12 }),
    stack: fc.nat(5),
    pick: fc.nat(1000),
    from: fc.nat(11),
    to: fc.nat(11),
  }),
  { maxLength: 150, size: "max" },
);

test("places, counts and refusals are those of a plain sorted list", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const environment = { ...defaultEnvironment(), mappingLimit: LIMIT };
      const space = new AddressSpace(new Store(), environment);
      const naive = new NaiveSpace();
      for (const step of script) {
        const target = naive.mappings[step.pick % Math.max(1, naive.mappings.length)];
        if (step.map < 5 || target === undefined) {
          const kind = step.stack === 0 ? MappingKind.Stack : MappingKind.Memory;
          const length = step.pages * PAGE_BYTES;
          expect(space.map(length, kind)).toBe(naive.map(length, kind));
        } else {
          const pages = (target.end - target.start) / PAGE_BYTES;
          const from = step.from % pages;
          const to = from + 1 + (step.to % (pages - from));
          const range = [target.start + from * PAGE_BYTES, target.start + to * PAGE_BYTES] as const;
          expect(space.unmap(...range)).toBe(naive.unmap(...range));
        }
        expect(space.count).toBe(naive.count);
        expect(space.recount()).toBe(naive.count);
        for (const { start, end } of naive.mappings) {
          expect([space.isMapped(start), space.isMapped(end - 1)]).toEqual([true, true]);
        }
      }
    }),
    { numRuns: 60, seed: SEED },
  );
});

test("mmap is refused above the limit, splitting at it", () => {
  const environment = { ...defaultEnvironment(), mappingLimit: 42 };
  const space = new AddressSpace(new Store(), environment);
  const first = space.map(3 * PAGE_BYTES, MappingKind.Memory);
  space.map(PAGE_BYTES, MappingKind.Stack);
  expect(space.count).toBe(42);
  expect(space.unmap(first + PAGE_BYTES, first + 2 * PAGE_BYTES)).toBe(false);
  expect(space.refusal).toBe("mapping limit: 42 of 42 mappings");
  expect(space.map(PAGE_BYTES, MappingKind.Stack)).not.toBe(0);
  expect(space.map(PAGE_BYTES, MappingKind.Stack)).toBe(0);
  expect(space.refusal).toBe("mapping limit: 43 of 42 mappings");
});

test("address space can run out before mappings do", () => {
  const environment = { ...defaultEnvironment(), addressSpaceBytes: 4 * PAGE_BYTES };
  const space = new AddressSpace(new Store(), environment);
  expect(space.map(3 * PAGE_BYTES, MappingKind.Memory)).not.toBe(0);
  expect(space.map(2 * PAGE_BYTES, MappingKind.Memory)).toBe(0);
  expect(space.refusal).toBe("address space: 8,192 bytes wanted, 12,288 of 16,384 mapped");
});

test("the address index is a map", () => {
  const entry = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 200 }), fc.nat(9));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 400, size: "max" }), (script) => {
      const index = new AddressIndex(new Store());
      const map = new Map<number, number>();
      for (const [add, key, row] of script) {
        const address = key * 2 ** 33 + key;
        if (add) {
          index.set(address, row);
          map.set(address, row);
        } else {
          expect(index.remove(address)).toBe(map.get(address) ?? NO_ROW);
          map.delete(address);
        }
        expect(index.size).toBe(map.size);
      }
      for (const [address, row] of map) expect(index.find(address)).toBe(row);
    }),
    { numRuns: 100, seed: SEED },
  );
});
