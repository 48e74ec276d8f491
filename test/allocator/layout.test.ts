// The numbers of the layout against hakmem's documents, and the two readings of "which class serves which size".

import { expect, test } from "vitest";
import {
  type BlockLayoutName,
  blockLayouts,
  geometryOf,
  ROUTES,
  switchTable,
} from "../../allocator/index.ts";
import { CLASS_COUNT, checkLayout } from "../../allocator/layout.ts";
import { findPolicy, policies, withSwitches } from "../../allocator/policies.ts";
import { SizeClasses, sizeClassNumbers, sizeClassOf } from "../../allocator/size-class.ts";

const layouts = Object.keys(blockLayouts) as readonly BlockLayoutName[];

test("the layout holds what its drawing claims", () => {
  expect(checkLayout).not.toThrow();
  expect(geometryOf(blockLayouts.E4, 21)).toEqual({
    superSlabBytes: 2_097_152,
    slabBytes: 65_536,
    slabsPerSuperSlab: 32,
    firstSlabOffset: 2048,
    blockSizes: [8, 16, 32, 64, 128, 256, 512, 1024],
  });
  expect(geometryOf(blockLayouts.E6, 20)).toMatchObject({
    slabsPerSuperSlab: 16,
    blockSizes: [9, 17, 33, 65, 129, 257, 513, 1024],
  });
});

test.each(
  layouts,
)("%s: size classes in both readings, and what a class's slabs hold", async (name) => {
  const sizes = new SizeClasses(name, "size+1");
  const rows = sizeClassNumbers.map((sizeClass) =>
    [
      sizeClass,
      sizes.strides[sizeClass],
      sizes.usables[sizeClass],
      rangeOf(name, sizeClass, "size+1"),
      rangeOf(name, sizeClass, "size"),
      sizes.capacity(sizeClass, 1),
      sizes.capacity(sizeClass, 0),
      `BASE+${sizes.linkOffsets[sizeClass]}`,
    ].join("  "),
  );
  const head = "class  block  usable  size+1  size  slab 1..31  slab 0  link";
  const file = name === "E4" ? "size-classes" : `size-classes-${name.toLowerCase()}`;
  await expect(`${[head, ...rows].join("\n")}\n`).toMatchFileSnapshot(
    `../golden/allocator/${file}.txt`,
  );
});

test("a whole SuperSlab's blocks, as the fact sheet counts them", () => {
  const blocksOf = (name: BlockLayoutName, slabs: number) => {
    const sizes = new SizeClasses(name, "size+1");
    return sizeClassNumbers.map((c) => sizes.capacity(c, 0) + (slabs - 1) * sizes.capacity(c, 1));
  };
  expect(blocksOf("E4", 32)).toEqual([261888, 130944, 65472, 32736, 16368, 8184, 4092, 2046]);
  expect(blocksOf("E4", 16)).toEqual([130816, 65408, 32704, 16352, 8176, 4088, 2044, 1022]);
});

test.each(layouts)("%s: the readings differ exactly where mappingsDiffer says", (name) => {
  const sizes = new SizeClasses(name, "size");
  const layout = blockLayouts[name];
  for (let size = 0; size <= 2100; size++) {
    const plain = sizeClassOf(layout, size, "size");
    expect(sizes.classOf(size), String(size)).toBe(plain);
    const differs = plain !== sizeClassOf(layout, size, "size+1");
    expect(sizes.mappingsDiffer(size), String(size)).toBe(differs);
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

test("the options differ from seed in what they change alone", () => {
  expect(policies.map((policy) => policy.name)).toEqual([
    ...[
      "seed",
      "no-fallback",
      "grow-superslabs",
      "ownership-bitmap",
      "ownership-bitmap-as-written",
    ],
    ...["a+b", "a+c", "b+c", "a+b+c", "fixed", "e5", "e6", "e7", "e8", "e9", "e10"],
  ]);
  expect(findPolicy("no-such-policy")).toBeUndefined();
  const seed = policies[0];
  const changes = policies.slice(0, 10).map((policy) => {
    const differs = (key: keyof typeof policy) =>
      JSON.stringify(policy[key]) !== JSON.stringify(seed?.[key]);
    const keys = ["epoch", "fallback", "blocks", "superSlabs", "cache", "ownership"] as const;
    return `${policy.name}: ${[...keys, "bugs", "switches"].filter((key) => differs(key as "bugs")).join(" ")}`;
  });
  expect(changes).toEqual([
    "seed: ",
    "no-fallback: fallback",
    "grow-superslabs: superSlabs",
    "ownership-bitmap: ownership switches",
    "ownership-bitmap-as-written: ownership switches",
    "a+b: fallback superSlabs",
    "a+c: fallback ownership",
    "b+c: superSlabs ownership switches",
    "a+b+c: fallback superSlabs ownership",
    "fixed: fallback superSlabs switches",
  ]);
});

test.each(policies)("$name: changed switches leave the policy alone", (policy) => {
  expect(policy.superSlabs.initialSlabs).toHaveLength(CLASS_COUNT);
  expect(withSwitches(policy, { writes: "larson" }).switches.writes).toBe("larson");
  expect(policy.switches.writes).toBe("none");
});

/** First and last size of a class, `-` if it serves none. */
function rangeOf(name: BlockLayoutName, sizeClass: number, mapping: "size" | "size+1"): string {
  const sizes = Array.from({ length: 2100 }, (_, size) => size).filter(
    (size) => sizeClassOf(blockLayouts[name], size, mapping) === sizeClass,
  );
  return `${sizes[0]}..${sizes.at(-1)}`;
}
