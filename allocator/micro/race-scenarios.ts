// The races that hakmem's documents report, each as a short window: how the words stand, what each thread calls, and the
// rules before and after the fix. Numbers S.. are those of the project's list of known bugs.
//
// A window is ours: the documents name functions and symptoms, not schedules. It is as small as shows the symptom, so
// that all of its interleavings can be seen.

import type { Call, Rules } from "./calls.ts";
import type { FailureKind } from "./failure.ts";

export interface Variant {
  /** What these rules are, as a sentence without a full stop. */
  readonly title: string;
  readonly rules: Rules;
}

export interface RaceScenario {
  readonly id: string;
  readonly title: string;
  /** Where the race is reported. */
  readonly source: string;
  /** What the reports saw; shown first where an exploration finds several kinds. */
  readonly symptom: FailureKind;
  readonly writes: "none" | "larson";
  /** Numbers of the blocks in each list, first one first; what thread n has cached and holds stands at n. */
  readonly start: {
    readonly freelist?: readonly number[];
    readonly remote?: readonly number[];
    readonly cached?: readonly (readonly number[])[];
    readonly held?: readonly (readonly number[])[];
  };
  /** Thread 0 owns the slab. */
  readonly threads: readonly (readonly Call[])[];
  readonly broken: Variant;
  readonly fixed: Variant;
}

const sound: Rules = {
  freelist: "plain",
  foreignDrain: "claim-first",
  acquire: "release-first",
  failedLookup: "push-back",
};

const unownedDrain: Variant = {
  title: "a refill drains slabs that other threads own (Fix #1 and #2)",
  rules: { ...sound, foreignDrain: "unowned" },
};
const claimFirst: Variant = {
  title: "a drain claims the slab first (ss_owner_cas)",
  rules: sound,
};
const lockFree: Variant = {
  title: "lock-free free list, atomic used (E10)",
  rules: { ...sound, freelist: "cas" },
};

export const raceScenarios: readonly RaceScenario[] = [
  {
    id: "S9",
    title: "a drain without ownership races the owner's malloc",
    source: "ULTRATHINK_SUMMARY.md, 2025-11-04: larson with FAST_CAP=0, SEGV at 0x6261",
    symptom: "corrupt",
    writes: "larson",
    start: { freelist: [0], remote: [1] },
    threads: [["malloc", "publish"], ["drain-foreign-slab"]],
    broken: unownedDrain,
    fixed: claimFirst,
  },
  {
    id: "S9-drains",
    title: "two threads drain one slab",
    source: "ULTRATHINK_ANALYSIS.md, 2025-11-04: concurrent ss_remote_drain_to_freelist",
    symptom: "lost",
    writes: "none",
    start: { remote: [0], held: [[], [], [1]] },
    threads: [["malloc", "publish"], ["drain-foreign-slab"], ["free"]],
    broken: unownedDrain,
    fixed: claimFirst,
  },
  {
    id: "S15",
    title: "the cache's drain drops a block whose lookup fails",
    source: "LARSON_DOUBLE_FREE_INVESTIGATION.md, commit c2f104618f, 2025-11-27",
    symptom: "lost",
    writes: "none",
    start: { cached: [[0, 1]] },
    threads: [["drain-cache"], ["reregister"]],
    broken: {
      title: "continue after a failed lookup",
      rules: { ...sound, failedLookup: "continue" },
    },
    fixed: { title: "push the block back and stop (commit c2f104618f)", rules: sound },
  },
  {
    id: "S19",
    title: "threads pop one free list without atomics",
    source: "commit 2d01332c7a, 2025-11-22: larson SEGV at 3 and more threads",
    symptom: "duplicate",
    writes: "none",
    start: { freelist: [0, 1, 2], held: [[], [], [3]] },
    threads: [["malloc"], ["malloc"], ["free-by-drain"]],
    broken: { title: "plain loads and stores (E4 to E9)", rules: sound },
    fixed: lockFree,
  },
  {
    id: "S19-aba",
    title: "what the CAS on the free list cannot see",
    source: "follows from commit 2d01332c7a's CAS loop; no report of it is known",
    symptom: "duplicate",
    writes: "none",
    start: { freelist: [0, 1, 2] },
    threads: [["malloc"], ["malloc", "malloc", "free-by-drain"]],
    broken: lockFree,
    fixed: {
      title: "a version beside the head (ours; in no document)",
      rules: { ...sound, freelist: "tagged" },
    },
  },
  {
    id: "S20",
    title: "alloc_lock and g_super_reg_lock in two orders",
    source: "CURRENT_TASK.md, 2025-11-30: hang",
    symptom: "deadlock",
    writes: "none",
    start: {},
    threads: [["acquire-slab"], ["evict"]],
    broken: {
      title: "superslab_allocate under alloc_lock",
      rules: { ...sound, acquire: "allocate-under-lock" },
    },
    fixed: { title: "alloc_lock released before superslab_allocate", rules: sound },
  },
];

export function findRaceScenario(id: string): RaceScenario | undefined {
  return raceScenarios.find((scenario) => scenario.id.toLowerCase() === id.toLowerCase());
}
