// What two fields of one policy may not be together: a field that could never matter, or whose neighbours make no sense
// of it. Such a policy would play, and would not be the one that its author has in mind.
//
// Every built-in policy is free of these, which a test holds.

import { type Policy, policies } from "../../../allocator/index.ts";
import { shown } from "./check-shape.ts";
import type { PolicyProblem } from "./policy-problem.ts";

interface Rule {
  readonly path: string;
  /** The contradiction's value, or undefined where there is none. */
  readonly broken: (policy: Policy) => unknown;
  readonly expected: string;
  readonly remedy: string;
}

const CLASS_7_RESIZED = "E10";

const rules: readonly Rule[] = [
  {
    path: "$.superSlabs.lru",
    broken: ({ superSlabs }) =>
      superSlabs.lru !== null && !gives(superSlabs) ? superSlabs.lru : undefined,
    expected: "null where nothing is ever released",
    remedy: 'set release to "when-empty", or to "trim" with trimEvery above 0',
  },
  {
    path: "$.superSlabs.emptyReserve",
    broken: ({ superSlabs }) =>
      superSlabs.emptyReserve > 0 && !gives(superSlabs) ? superSlabs.emptyReserve : undefined,
    expected: "0 where nothing is ever released",
    remedy: 'set release to "when-empty", or to "trim" with trimEvery above 0',
  },
  {
    path: "$.superSlabs.trimEvery",
    broken: ({ superSlabs: { release, trimEvery } }) =>
      trimEvery > 0 && release !== "trim" ? trimEvery : undefined,
    expected: "0 where trim does not release",
    remedy: 'set release to "trim"',
  },
  {
    path: "$.superSlabs.initialSlabs",
    broken: ({ superSlabs: { supply, initialSlabs } }) =>
      supply !== "chunk-list" && new Set(initialSlabs).size > 1 ? initialSlabs : undefined,
    expected: "the same number for all classes where no class has a list of its own",
    remedy: 'set supply to "chunk-list", or give 32 eight times',
  },
  {
    path: "$.cache.adaptive",
    broken: ({ cache: { capacity, adaptive } }) =>
      adaptive !== null && (capacity < adaptive.min || capacity > adaptive.max)
        ? adaptive
        : undefined,
    expected: "bounds that hold the initial capacity",
    remedy: "change cache.capacity, min or max",
  },
  {
    path: "$.cache.adaptive.shrinkBelow",
    broken: ({ cache: { adaptive } }) =>
      adaptive !== null && adaptive.shrinkBelow >= adaptive.growAbove
        ? adaptive.shrinkBelow
        : undefined,
    expected: "less than growAbove",
    remedy: "or one use would both grow and shrink the cache",
  },
  {
    path: "$.bugs",
    broken: ({ bugs, cache }) =>
      cache.drainEvery === 0 && bugs.some((bug) => bug.startsWith("S15")) ? bugs : undefined,
    expected: "S15 only where caches are drained",
    remedy: "set cache.drainEvery, 1024 in E9",
  },
  {
    path: "$.bugs",
    broken: ({ bugs }) =>
      bugs.includes("S15-leak") && bugs.includes("S15-duplicate") ? bugs : undefined,
    expected: "one of S15-leak and S15-duplicate",
    remedy: "a drain that dropped a block has none left to push twice",
  },
  {
    path: "$.bugs",
    broken: ({ bugs, blocks }) =>
      bugs.includes("S13") && blocks !== CLASS_7_RESIZED ? bugs : undefined,
    expected: "S13 only where class 7 changed its size",
    remedy: `set blocks to "${CLASS_7_RESIZED}"`,
  },
  {
    path: "$.name",
    broken: (policy) => {
      const known = policies.find(({ name }) => name === policy.name);
      const differs = known !== undefined && JSON.stringify(known) !== JSON.stringify(policy);
      return differs ? policy.name : undefined;
    },
    expected: "a name that no built-in policy has, since this one differs",
    remedy: "give it another name",
  },
];

export function contradictionsOf(policy: Policy): readonly PolicyProblem[] {
  return rules.flatMap(({ path, broken, expected, remedy }) => {
    const value = broken(policy);
    return value === undefined ? [] : [{ path, found: shown(value), expected, remedy }];
  });
}

/** Does the policy ever give a SuperSlab back? */
function gives({ release, trimEvery }: Policy["superSlabs"]): boolean {
  return release === "when-empty" || (release === "trim" && trimEvery > 0);
}
