// Scenarios in which memory runs out or is given back at the wrong time: mixed allocation, slabs and SuperSlabs that are
// never used again, counts that decide about release.

import type { Environment } from "./environment.ts";
import type { Policy } from "./policy.ts";
import {
  collidingSuperSlabs,
  EIGHT_SUPER_SLABS,
  type Scenario,
  version,
  withBug,
  withCache,
} from "./scenario.ts";
import { ROUTES } from "./switches.ts";

/** 32 threads take a slab each of the class's one SuperSlab and leave it behind; a block of the next one is `k`. */
const THIRTY_TWO_SLABS = `
each n 1..32
  t0 start t{n}
  t{n} a{n}=malloc 100
  t{n} end
t0 start t33
t33 k=malloc 100`;

const oneSuperSlab: Partial<Environment> = { superSlabsPerClass: 1 };

const growingRegistry: Policy = {
  ...version("seed", ROUTES.M4),
  superSlabs: { ...version("seed").superSlabs, registry: "growing" },
};

const smallCaches = withCache(version("seed", { threadExit: "adopt" }), { capacity: 1 });
const mixed = {
  date: "2025-11-08",
  symptom: "4T: 70 % of runs die, free(): invalid pointer after the OOM line",
  source: "the hand-off; MALLOC_FALLBACK_REMOVAL_REPORT.md",
  fix: "NULL instead of libc memory (E5, Option A), then SuperSlab lists that grow (Option B)",
  environment: oneSuperSlab,
  script: `${THIRTY_TWO_SLABS}\nt33 free k`,
} as const;

const underflow = {
  date: "2025-11-07",
  symptom: "4T crash at start, exit 134",
  source: "CRITICAL_BUG_REPORT.md; BUG_FLOW_DIAGRAM.md",
  cause:
    "a remote free lowers total_active_blocks, P0's refill out of the free list does not raise it again, and the next free lowers it once more",
  fix: "the refill adds the count it took (ss_active_add)",
  environment: {},
  tells: "active-blocks",
  broken: { title: "seed with S3; caches of one block", policy: withBug(smallCaches, "S3") },
  fixed: { title: "seed; caches of one block", policy: smallCaches },
} as const;

/** t2's cache of one block is full, so its frees of t1's blocks are remote. */
const REMOTE_FREES_AND_REFILLS = `
t0 start t1
t1 a=malloc 1000
t1 b=malloc 1000
t1 c=malloc 1000
t0 start t2
t2 free a
t2 free b
t2 free c
t1 d=malloc 1000
t1 e=malloc 1000
t2 free d`;

/** By number. */
export const supplyScenarios: readonly Scenario[] = [
  {
    ...mixed,
    id: "S1-M1",
    title: "mixed allocation, the way that ends well",
    cause:
      "class 4's SuperSlab is used up, libc serves the request (F1), and free subtracts the AllocHeader: libc gets its own pointer back",
    limits: "what shows is the mixture: this way it ends well",
    signs: [
      { kind: "outcome", name: "Fallback" },
      { kind: "outcome", name: "ToLibc" },
    ],
    broken: { title: "seed, route M1", policy: version("seed", ROUTES.M1) },
    fixed: { title: "a+b, route M1", policy: version("a+b", ROUTES.M1) },
  },
  {
    ...mixed,
    id: "S1-M2",
    title: "mixed allocation, an AllocHeader that nobody subtracts",
    cause:
      "class 4's SuperSlab is used up, libc serves the request (F1), and free hands libc the pointer 16 bytes too high: libc takes the AllocHeader's last word for a chunk size",
    limits:
      "the word is zero here; no document gives the AllocHeader's layout (switch allocHeaderWord)",
    signs: [{ kind: "exit", code: 134, message: "free(): invalid pointer" }],
    broken: { title: "seed, route M2", policy: version("seed", ROUTES.M2) },
    fixed: { title: "a+b, route M2", policy: version("a+b", ROUTES.M2) },
  },
  {
    ...mixed,
    id: "S1-M3",
    title: "mixed allocation, a libc block that free cannot name",
    cause:
      "class 4's SuperSlab is used up and libc serves the request (F3): no header, no registry entry, no AllocHeader; free passes on what it does not know, and libc knows it",
    limits: "what shows is the mixture: this way it ends well",
    signs: [
      { kind: "outcome", name: "Fallback" },
      { kind: "outcome", name: "ToLibc" },
    ],
    broken: { title: "seed, route M3", policy: version("seed", ROUTES.M3) },
    fixed: { title: "a+b, route M3", policy: version("a+b", ROUTES.M3) },
  },
  {
    ...mixed,
    id: "S1-M4",
    title: "mixed allocation without any fallback: a Tiny block that reaches libc",
    cause:
      "the ninth SuperSlab that hashes to one slot is not in the registry, free asks the registry only and takes the block for libc's; a Tiny pointer is odd, which libc refuses",
    fix: "a registry that grows (or the header asked first)",
    limits: "stacks of 8 GiB make nine SuperSlabs collide; larson needs some 2,900 for it",
    environment: collidingSuperSlabs,
    script: `${EIGHT_SUPER_SLABS}\nt9 k=malloc 24\nt9 free k`,
    signs: [{ kind: "exit", code: 134, message: "free(): invalid pointer" }],
    broken: { title: "seed, route M4", policy: version("seed", ROUTES.M4) },
    fixed: { title: "seed, route M4, with a registry that grows", policy: growingRegistry },
  },
  {
    id: "S2",
    title: "32 slabs, one for each thread that ended",
    date: "2025-11-08",
    symptom: "superslab_refill returned NULL (OOM), errno 12",
    source: "the hand-off; PHASE2A_SUPERSLAB_DYNAMIC_EXPANSION.md",
    cause:
      "a class head with one SuperSlab has 32 slabs and no way to get more; each is still owned by a thread that ended, with one block of its 496 or 512 in use",
    fix: "a list of chunks that grows (Phase 2a)",
    limits:
      "that SuperSlabs per class were limited is the hand-off's reading; under the mapping limit it is S16. larson's assert turns the NULL into exit 134",
    signs: [{ kind: "outcome", name: "Null" }],
    environment: oneSuperSlab,
    broken: { title: "no-fallback", policy: version("no-fallback") },
    fixed: { title: "a+b", policy: version("a+b") },
    script: THIRTY_TWO_SLABS,
  },
  {
    ...underflow,
    id: "S3",
    title: "a refill out of the free list forgets the active count",
    limits:
      "what turned the count into exit 134 is in no document; S3-trim shows what trim does with it",
    signs: [{ kind: "heap", id: "active-underflow" }],
    script: `${REMOTE_FREES_AND_REFILLS}\nt2 free e`,
  },
  {
    ...underflow,
    id: "S3-trim",
    title: "a count of 0 active blocks unmaps a SuperSlab in use",
    limits: "exit 139 where the report has 134: which check aborted there is in no document",
    signs: [
      { kind: "exit", code: 139, message: "" },
      { kind: "heap", id: "live-blocks-unmapped" },
    ],
    script: `${REMOTE_FREES_AND_REFILLS}\nt1 end\nt0 trim\nt0 free e`,
  },
  {
    id: "S14",
    title: "an LRU cache of SuperSlabs that nothing fills",
    date: "2025-11-14",
    symptom: "6,455 mmap and munmap calls per 200K iterations, 94 % slower",
    source: "PHASE9_LRU_ARCHITECTURE_ISSUE.md; commit 88f3592ef6",
    cause:
      "a free into the thread's cache does not lower the slab's used; a few cached blocks keep a whole SuperSlab from ever being empty",
    fix: "drain the cache every 1,024 frees (E9)",
    limits: "E4 to E8 use free lists again here, so the model maps less than the report counted",
    signs: [{ kind: "none-released" }],
    environment: {},
    broken: { title: "e8", policy: version("e8") },
    fixed: { title: "e9", policy: version("e9") },
    script: `
each i 1..2100
  t0 b{i}=malloc 1000
each i 1..2100
  t0 free b{i}
each i 1..1000
  t0 k=malloc 1000
  t0 free k`,
  },
  {
    id: "S16",
    title: "a SuperSlab for every thread that was ever born",
    date: "early November 2025",
    symptom: "larson: 49,123 SuperSlabs, 103 GB, none freed, then OOM",
    source: "LARSON_OOM_ROOT_CAUSE_ANALYSIS.md",
    cause:
      "a thread lives for a few calls, maps a SuperSlab for each class it touches, and takes it along: caches stay full, slabs stay owned, trim never runs",
    limits: "at the true limit of 65,530 mappings it takes some 9,600 births (ARCHITECTURE.md)",
    fix: "slabs of ended threads are adopted, empty SuperSlabs returned",
    signs: [
      { kind: "outcome", name: "Null" },
      { kind: "heap", id: "slabs-of-dead-threads" },
      { kind: "none-released" },
    ],
    environment: { mappingLimit: 140 },
    broken: { title: "no-fallback, 140 mappings", policy: version("no-fallback") },
    fixed: { title: "fixed, 140 mappings", policy: version("fixed") },
    script: `
t0 a0=malloc 100
t0 b0=malloc 40
each n 1..24
  t0 start t{n}
  t{n} a{n}=malloc 100
  t{n} b{n}=malloc 40
  t{n} free a{n-1}
  t{n} free b{n-1}
  t{n} end
t0 start t25
t25 a25=malloc 100
t25 b25=malloc 40`,
  },
];
