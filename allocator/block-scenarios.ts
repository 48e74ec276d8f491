// Scenarios in which a block is cut, converted, linked or listed wrongly.

import {
  collidingSuperSlabs,
  EIGHT_SUPER_SLABS,
  type Scenario,
  version,
  withBug,
  withCache,
} from "./scenario.ts";

const drained = withCache(version("seed"), { drainEvery: 4 });
const single = withCache(version("e7"), { refillBatch: 1 });

const drain = {
  date: "2025-11-27",
  source: "LARSON_DOUBLE_FREE_INVESTIGATION.md; commit c2f104618f",
  limits:
    "why lookups failed in the real program is not known; here the registry had no slot. The race of it: hakmem-trace race S15",
  environment: collidingSuperSlabs,
  fixed: { title: "seed with a drain every 4 frees", policy: drained },
} as const;

/** By number. */
export const blockScenarios: readonly Scenario[] = [
  {
    id: "S4",
    title: "64 bytes asked for in a block of 64 that holds its header too",
    date: "2025-11-08",
    symptom: "bench_random_mixed_hakmem 10000 64 1234567: SIGBUS, exit 135",
    source: "PHASE7_BUG_FIX_REPORT.md",
    cause:
      "the class is looked up by the size without the header; the program's 64th byte lies on the next block's header, so that block's free no longer sees a class",
    fix: "look up size + 1 (commit 707056b765)",
    limits:
      "the model shows the lost header and the free that goes another way. It cannot show the SIGBUS: nothing here is mapped from a file or wants alignment, and no document says which access it was",
    signs: [
      { kind: "heap", id: "headers-overwritten" },
      { kind: "witness", id: "size-mismatch" },
    ],
    environment: {},
    broken: {
      title: "seed with sizeMapping=size, writes=full",
      policy: version("seed", { sizeMapping: "size", writes: "full" }),
    },
    fixed: { title: "seed with writes=full", policy: version("seed", { writes: "full" }) },
    script: `
t0 a=malloc 60
t0 b=malloc 60
t0 c=malloc 60
t0 d=malloc 60
t0 free a
t0 a=malloc 64
t0 free b
t0 free c
t0 c=malloc 64`,
  },
  {
    id: "S5",
    title: "a slab's capacity counted without the headers",
    date: "2025-11-09",
    symptom: "SEGV near 100K iterations",
    source: "commit 1010a961fb",
    cause:
      "blocks of class 6 lie 513 bytes apart and are counted as 512: a slab's last block ends in the next slab, the last slab's beyond the SuperSlab",
    fix: "capacity and carve both by the stride (E6)",
    signs: [
      { kind: "exit", code: 139, message: "" },
      { kind: "heap", id: "slab-overrun" },
      { kind: "witness", id: "overlap" },
    ],
    environment: {},
    broken: {
      title: "e6 with S5, writes=full",
      policy: withBug(version("e6", { writes: "full" }), "S5"),
    },
    fixed: { title: "e6 with writes=full", policy: version("e6", { writes: "full" }) },
    script: `
each i 1..124
  t0 b{i}=malloc 511
each i 125..4092
  t0 b{i}=malloc 511`,
  },
  {
    id: "S12",
    title: "a USER pointer converted to BASE twice",
    date: "2025-11-12",
    symptom: "SEGV at 14K, later at 66K iterations; class 2's header overwritten at call 14209",
    source: "BOX_THEORY_ARCHITECTURE_REPORT.md; POINTER_CONVERSION_FIX.patch",
    cause:
      "free subtracts the header byte from a pointer that is BASE already: the block creeps down by one byte each time around, into the block before it, until that block's owner writes over its link",
    fix: "types hak_base_ptr_t and hak_user_ptr_t",
    limits:
      "0x63 is the byte that the program writes here; drift and crash come sooner than reported",
    signs: [
      { kind: "exit", code: 139, message: "" },
      { kind: "witness", id: "overlap" },
    ],
    environment: {},
    broken: {
      title: "e7 with S12, writes=full",
      policy: withBug(version("e7", { writes: "full" }), "S12"),
    },
    fixed: { title: "e7 with writes=full", policy: version("e7", { writes: "full" }) },
    script: `
t0 a=malloc 24
t0 b=malloc 24
each i 1..9
  t0 free b
  t0 b=malloc 24
t0 free b
t0 free a
t0 a=malloc 31
t0 c=malloc 24
t0 d=malloc 24`,
  },
  {
    id: "S13",
    title: "class 7 carved at the old 1,024",
    date: "November 2025, after E7",
    symptom: "NXT_MISALIGN, delta 1024*N + offset",
    source: "commit 23c0d9541",
    cause:
      "the carve has a table of its own, which still says 1,024 for class 7; the blocks are 2,048 long, so every second one begins in the middle of another",
    fix: "one function for the stride (tiny_block_stride_for_class)",
    limits: "tag and delta_mod of the line are the reports', its other fields are ours",
    signs: [
      { kind: "heap", id: "blocks-overlap" },
      { kind: "heap", id: "slab-overrun" },
      { kind: "witness", id: "overlap" },
    ],
    environment: {},
    broken: { title: "e10 with S13", policy: withBug(version("e10"), "S13") },
    fixed: { title: "e10", policy: version("e10") },
    script: `
t0 a=malloc 2000
t0 b=malloc 2000
each i 1..60
  t0 c{i}=malloc 2000`,
  },
  {
    ...drain,
    id: "S15-leak",
    title: "the cache's drain drops what it cannot look up",
    symptom: "blocks get lost",
    cause:
      "the drain pops a block, the lookup of its SuperSlab fails, and continue goes on to the next",
    fix: "the block stays in the cache (ours; the project first pushed it back, then accepted the leak)",
    signs: [{ kind: "heap", id: "blocks-lost" }],
    broken: {
      title: "seed with a drain every 4 frees, S15-leak",
      policy: withBug(drained, "S15-leak"),
    },
    script: `${EIGHT_SUPER_SLABS}
each i 1..4
  t9 k{i}=malloc 24
each i 1..4
  t9 free k{i}
t9 l=malloc 24`,
  },
  {
    ...drain,
    id: "S15-duplicate",
    title: "the cache's drain pushes a block back into the list that holds it",
    symptom: "TLS_SLL_PUSH_DUP, 47 %, then 100 % of runs crash",
    cause:
      "the drain walks the list, the lookup fails, and the block is pushed onto the list it is still in",
    fix: "the block stays where it is (ours; the project took the push out and accepted the leak)",
    signs: [{ kind: "exit", code: 134, message: "[TLS_SLL_PUSH_DUP]" }],
    broken: {
      title: "seed with a drain every 4 frees, S15-duplicate",
      policy: withBug(drained, "S15-duplicate"),
    },
    script: `${EIGHT_SUPER_SLABS}
each i 1..4
  t9 k{i}=malloc 8
each i 1..4
  t9 free k{i}
t9 l=malloc 8`,
  },
  {
    id: "S21",
    title: "a class that does not exist",
    date: "late November or December 2025",
    symptom: "out-of-bounds class",
    source: "commit f28cafbad3",
    cause:
      "a block without header (class 7) is found through the registry and passed on with a dummy class 8; the eight list heads have no ninth",
    fix: "pass on the class that the slab says",
    limits:
      "e6 stands for the version, because its class 7 has no header either. What lies beyond the array is in no document, so the block is lost and nothing else is overwritten",
    signs: [
      { kind: "heap", id: "class-out-of-range" },
      { kind: "heap", id: "blocks-lost" },
    ],
    environment: {},
    broken: { title: "e6 with S21", policy: withBug(version("e6"), "S21") },
    fixed: { title: "e6", policy: version("e6") },
    script: `
t0 a=malloc 1024
t0 b=malloc 100
t0 free a
t0 free b
t0 c=malloc 1024
t0 free c`,
  },
  {
    id: "S22",
    title: "USER is taken for BASE + 1 in a class without header",
    date: "late November or December 2025",
    symptom: "slab_idx 0x45c, tags all over the log",
    source: "commit f28cafbad3",
    cause:
      "ptr - 1 for all classes: class 7 has no header, so its block creeps down by one byte each time around, into the block before it; the first one of a slab leaves the slab",
    fix: "the offset asked per class",
    limits:
      "e6 stands for the version, because its class 7 has no header either. The index 0x45c would be 73 MB beyond the SuperSlab; how it came about is in no document",
    signs: [
      { kind: "witness", id: "overlap" },
      { kind: "heap", id: "lists-damaged" },
    ],
    environment: {},
    broken: { title: "e6 with S22", policy: withBug(version("e6"), "S22") },
    fixed: { title: "e6", policy: version("e6") },
    script: `
t0 a=malloc 1024
t0 b=malloc 1024
t0 free b
t0 b=malloc 1024`,
  },
  {
    id: "S27",
    title: "a header byte read as part of a link",
    date: "November 2025, E7",
    symptom: "frees of ptr=0xa0, SIGBUS right after init",
    source: "commit log of tiny_nextptr.h",
    cause:
      "links are written at BASE+1, behind the header, and a front cache still reads them at BASE+0: the end of a list, NULL, reads as 0xA0 + class",
    fix: "one helper for every access to a link",
    limits: "SIGSEGV where the report has SIGBUS: an access to 0xa2 is the former on Linux",
    signs: [
      { kind: "exit", code: 139, message: "" },
      { kind: "heap", id: "lists-damaged" },
    ],
    environment: {},
    broken: { title: "e7 with S27; batches of one block", policy: withBug(single, "S27") },
    fixed: { title: "e7; batches of one block", policy: single },
    script: `
t0 a=malloc 24
t0 b=malloc 24`,
  },
];
