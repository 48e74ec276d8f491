// What a scenario is: a known bug of hakmem as data, and the few things that scenarios are put together from.
//
// A script is ours: the documents name functions and symptoms, not sequences of calls. It is as short as the mechanism
// allows. Caches and batches are made small where the reported sizes would only make a longer story of the same bug.

import type { HeapFinding } from "./check-heap.ts";
import type { Environment } from "./environment.ts";
import type { Outcome } from "./outcome.ts";
import { findPolicy, withSwitches } from "./policies.ts";
import type { Bug, Policy, Switches } from "./policy.ts";
import { GiB, MiB } from "./units.ts";

/** What must be seen for the symptom to show. */
export type Sign =
  | { readonly kind: "exit"; readonly code: 134 | 135 | 139; readonly message: string }
  | { readonly kind: "heap"; readonly id: HeapFinding["id"] }
  /** A finding of the witness, by its kind. */
  | { readonly kind: "witness"; readonly id: string }
  | { readonly kind: "outcome"; readonly name: keyof typeof Outcome }
  /** No SuperSlab was ever given back. */
  | { readonly kind: "none-released" };

export interface ScenarioVariant {
  /** The policy as words. */
  readonly title: string;
  readonly policy: Policy;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly date: string;
  /** As it was reported, and where. */
  readonly symptom: string;
  readonly source: string;
  readonly cause: string;
  readonly fix: string;
  /** What of the report the model does not show. */
  readonly limits?: string;
  /** All of them make the symptom. */
  readonly signs: readonly Sign[];
  readonly environment: Partial<Environment>;
  /** Told where it changes: what SuperSlab 0 counts as active, and what is. */
  readonly tells?: "active-blocks";
  readonly broken: ScenarioVariant;
  readonly fixed: ScenarioVariant;
  readonly script: string;
}

/** A known bug that another part of the model shows. */
export interface Elsewhere {
  readonly id: string;
  readonly title: string;
  readonly where: string;
}

/** Main is not prewarmed: a shorter story of the same bug. */
const quiet = { prewarm: "off" } as const;

/** A policy that ships, under other readings. */
export function version(name: string, changes: Partial<Switches> = {}): Policy {
  const policy = findPolicy(name);
  if (policy === undefined) throw new Error(`scenarios: no policy ${name}`);
  return withSwitches(policy, { ...quiet, ...changes });
}

export function withBug(policy: Policy, bug: Bug): Policy {
  return { ...policy, bugs: [bug] };
}

export function withCache(policy: Policy, cache: Partial<Policy["cache"]>): Policy {
  return { ...policy, cache: { ...policy.cache, ...cache } };
}

/**
 * Stacks of 8 GiB less the 4 MiB of a SuperSlab's mapping put each thread's SuperSlab 4,096 units of 2 MiB below the one
 * before: all hash to one registry slot, and the ninth finds none within 8 probes. Larson needs 2,900 SuperSlabs for it.
 */
export const collidingSuperSlabs: Partial<Environment> = { threadStackBytes: 8 * GiB - 4 * MiB };
export const EIGHT_SUPER_SLABS = `
each n 1..8
  t0 start t{n}
  t{n} a{n}=malloc 24
t0 start t9`;
