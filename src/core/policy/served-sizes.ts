// Which requests each pool above Tiny gets to see, and so which pools are never asked.
//
// What a pool serves is a range of sizes for each of its classes; earlier pools in the list take theirs first. Tiny's end
// is taken to be its largest block, which with a header serves a byte less.

import type { Policy } from "../../../allocator/index.ts";
import type { PoolPolicy } from "../../../allocator/layers.ts";
import { type BlockLayout, blockLayouts } from "../../../allocator/layout.ts";

interface Range {
  readonly least: number;
  readonly most: number;
}

/** For each pool: does any request above Tiny reach it? */
export function reachedPools(
  pools: readonly PoolPolicy[],
  blocks: Policy["blocks"],
): readonly boolean[] {
  const { sizes }: BlockLayout = blockLayouts[blocks];
  const tinyEnd = Math.max(...sizes);
  const taken: Range[] = [];
  return pools.map((pool) => {
    const ranges = rangesOf(pool, tinyEnd);
    const reached = ranges.some((range) => !covered(range, taken));
    taken.push(...ranges);
    return reached;
  });
}

function rangesOf({ from, classes, wMax }: PoolPolicy, tinyEnd: number): readonly Range[] {
  return classes.flatMap((bytes, index) => {
    const above = (classes[index - 1] ?? -1) + 1;
    const allowed = wMax === undefined ? 0 : Math.ceil(bytes / wMax);
    const least = Math.max(from, above, allowed, tinyEnd);
    return least <= bytes ? [{ least, most: bytes }] : [];
  });
}

function covered({ least, most }: Range, taken: readonly Range[]): boolean {
  let next = least;
  for (const range of taken.toSorted((a, b) => a.least - b.least)) {
    if (range.least <= next && range.most >= next) next = range.most + 1;
  }
  return next > most;
}
