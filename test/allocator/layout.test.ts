// The numbers of the layout against hakmem's documents, and the two readings of "which class serves which size".

import { expect, test } from "vitest";
import { geometry, ROUTES, switchTable } from "../../allocator/index.ts";
import { CLASS_COUNT, checkLayout } from "../../allocator/layout.ts";
import { findPolicy, policies, withSwitches } from "../../allocator/policies.ts";
import {
  blockBytes,
  linkOffset,
  mappingsDiffer,
  sizeClasses,
  sizeClassOf,
  slabCapacity,
  usableBytes,
} from "../../allocator/size-class.ts";

test("the layout holds what its drawing claims", () => {
  expect(checkLayout).not.toThrow();
  expect(geometry).toEqual({
    superSlabBytes: 2_097_152,
    slabBytes: 65_536,
    slabsPerSuperSlab: 32,
    firstSlabOffset: 2048,
    blockSizes: [8, 16, 32, 64, 128, 256, 512, 1024],
  });
});

test("size classes in both readings, and what a class's slabs hold", async () => {
  const rows = sizeClasses.map((sizeClass) =>
    [
      sizeClass,
      blockBytes(sizeClass),
      usableBytes(sizeClass),
      rangeOf(sizeClass, "size+1"),
      rangeOf(sizeClass, "size"),
      slabCapacity(sizeClass, 1),
      slabCapacity(sizeClass, 0),
      `BASE+${linkOffset(sizeClass)}`,
    ].join("  "),
  );
  const head = "class  block  usable  size+1  size  slab 1..31  slab 0  link";
  await expect(`${[head, ...rows].join("\n")}\n`).toMatchFileSnapshot(
    "../golden/allocator/size-classes.txt",
  );
});

test("a whole SuperSlab's blocks, as the fact sheet counts them", () => {
  const blocks = sizeClasses.map(
    (sizeClass) => slabCapacity(sizeClass, 0) + 31 * slabCapacity(sizeClass, 1),
  );
  expect(blocks).toEqual([261888, 130944, 65472, 32736, 16368, 8184, 4092, 2046]);
});

test("the readings differ exactly where mappingsDiffer says", () => {
  for (let size = 0; size <= 1100; size++) {
    const differs = sizeClassOf(size, "size") !== sizeClassOf(size, "size+1");
    expect(mappingsDiffer(size), String(size)).toBe(differs);
  }
});

test("switches: every default is a listed value, every route too", () => {
  const seed = findPolicy("seed");
  for (const { name, values, default: value } of switchTable) {
    expect(values).toContain(value);
    expect(seed?.switches[name]).toBe(value);
    for (const route of Object.values(ROUTES)) {
      if (route[name] !== undefined) expect(values).toContain(route[name]);
    }
  }
  expect(switchTable).toHaveLength(Object.keys(seed?.switches ?? {}).length);
});

test("policies differ from seed in their option alone", () => {
  expect(policies.map((policy) => policy.name)).toEqual(["seed", "no-fallback", "grow-superslabs"]);
  expect(findPolicy("no-such-policy")).toBeUndefined();
  for (const policy of policies) {
    expect(policy.initialSlabs).toHaveLength(CLASS_COUNT);
    expect(policy.switches).toEqual(policies[0]?.switches);
    const changed = withSwitches(policy, { writes: "larson" });
    expect(changed.switches.writes).toBe("larson");
    expect(policy.switches.writes).toBe("none");
  }
});

/** First and last size of a class, `-` if it serves none. */
function rangeOf(sizeClass: number, mapping: "size" | "size+1"): string {
  const sizes = Array.from({ length: 1100 }, (_, size) => size).filter(
    (size) => sizeClassOf(size, mapping) === sizeClass,
  );
  return `${sizes[0]}..${sizes.at(-1)}`;
}
