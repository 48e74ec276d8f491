// What the fields of the layers above Tiny may not be together, pool by pool.

import { HEADER_BYTES } from "../../../allocator/bits.ts";
import type { Policy } from "../../../allocator/index.ts";
import type { PoolPolicy } from "../../../allocator/layers.ts";
import { shown } from "./check-shape.ts";
import type { PolicyProblem } from "./policy-problem.ts";
import { reachedPools } from "./served-sizes.ts";

export function layerContradictions({ layers, blocks }: Policy): readonly PolicyProblem[] {
  const { pools, bigCache } = layers;
  const inside = pools.flatMap((pool, index) => poolProblems(pool, `$.layers.pools[${index}]`));
  return [
    ...inside,
    ...(inside.length === 0 ? betweenPools(pools, blocks) : []),
    ...(bigCache?.kind === "dynamic" && bigCache.firstBuckets > bigCache.mostBuckets
      ? [
          problem(
            "$.layers.bigCache.firstBuckets",
            bigCache.firstBuckets,
            "at most mostBuckets",
            "raise mostBuckets",
          ),
        ]
      : []),
  ];
}

function poolProblems(pool: PoolPolicy, path: string): readonly PolicyProblem[] {
  const { classes } = pool;
  const problems: PolicyProblem[] = [];
  if (classes.some((bytes, index) => index > 0 && bytes <= (classes[index - 1] as number))) {
    const expected = "sizes that ascend";
    problems.push(problem(`${path}.classes`, classes, expected, "sort them, each size once"));
  }
  if (pool.kind === "pool-tls") {
    const { refill, chunkBytes } = pool;
    if (refill.length !== classes.length) {
      const expected = `as many numbers as classes, ${classes.length}`;
      problems.push(problem(`${path}.refill`, refill, expected, "a class refills by its own"));
    }
    const stride = Math.max(...classes) + HEADER_BYTES;
    if (chunkBytes.some((bytes) => bytes < stride)) {
      const expected = `chunks that hold a block of the largest class, ${stride} bytes`;
      problems.push(problem(`${path}.chunkBytes`, chunkBytes, expected, "raise them"));
    }
  }
  if (pool.kind === "l25" && pool.shards.kind === "dynamic") {
    const { first, most } = pool.shards;
    if (first > most) {
      problems.push(problem(`${path}.shards.first`, first, "at most shards.most", "raise most"));
    }
  }
  return problems;
}

function betweenPools(
  pools: readonly PoolPolicy[],
  blocks: Policy["blocks"],
): readonly PolicyProblem[] {
  const firstTls = pools.findIndex(({ kind }) => kind === "pool-tls");
  const reached = reachedPools(pools, blocks);
  return pools.flatMap((pool, index) => {
    const path = `$.layers.pools[${index}]`;
    if (pool.kind === "pool-tls" && index > firstTls) {
      const remedy = "the header byte names no pool, so free could not tell two apart";
      return [problem(`${path}.kind`, pool.kind, "one pool-tls", remedy)];
    }
    if (reached[index] === true) return [];
    const expected = "a pool that some request reaches";
    const remedy =
      "Tiny and the pools before it serve all that it does: leave it out or move it up";
    return [problem(path, pool, expected, remedy)];
  });
}

function problem(path: string, value: unknown, expected: string, remedy: string): PolicyProblem {
  return { path, found: shown(value), expected, remedy };
}
