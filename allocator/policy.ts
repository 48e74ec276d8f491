// Which hakmem is played: a policy is data, never a branch on a name.
//
// Three kinds of facts stand apart. *Decisions* are what a version of the allocator does (fall back or return NULL, chunk
// list or not). *Bugs* are what a version did wrong, by the number of the scenario that shows it. *Switches* are facts
// that the documents leave open or contradict; each has a default with its reason, and a recording says which of them
// its execution touched, because a verdict depends on exactly those.

import type { LayerPolicy } from "./layers.ts";
import type { BlockLayoutName, SuperSlabLg } from "./layout.ts";
import type { Bytes } from "./units.ts";

export interface Policy {
  /** Stable id, as given on a command line. */
  readonly name: string;
  /** Shown in menus. */
  readonly title: string;
  /** One sentence: what this policy does differently and where it comes from. */
  readonly summary: string;
  /** The version of hakmem it is or starts from. */
  readonly epoch: Epoch;
  /** What a request gets when SuperSlab refill fails: libc memory (E4) or NULL with errno 12 (Option A, E5). */
  readonly fallback: "libc" | "null";
  readonly blocks: BlockLayoutName;
  readonly superSlabs: SuperSlabPolicy;
  readonly cache: CachePolicy;
  readonly ownership: OwnershipPolicy;
  /** Scenario numbers of the known bugs that this version has. */
  readonly bugs: readonly Bug[];
  /** What serves requests above Tiny. */
  readonly layers: LayerPolicy;
  readonly switches: Switches;
}

export const epochs = ["E4", "E5", "E6", "E7", "E8", "E9", "E10"] as const;
export type Epoch = (typeof epochs)[number];

export interface SuperSlabPolicy {
  readonly lg: SuperSlabLg;
  /**
   * How a class gets slabs: each thread maps SuperSlabs of its own and a class head never grows past the environment's
   * limit (E4); a class head shared by all threads links chunk after chunk (Option B, E5); slabs of any class out of a
   * pool of SuperSlabs (E9).
   */
  readonly supply: "own" | "chunk-list" | "shared-pool";
  /** Slabs that a class head starts with, per class; 64 means two chunks (Option B: classes 1, 4, 6). */
  readonly initialSlabs: readonly number[];
  /**
   * When an empty SuperSlab is given back: never; when hak_tiny_trim runs and no block is active; or as soon as its last
   * slab is empty.
   */
  readonly release: "never" | "trim" | "when-empty";
  /** Calls between two trims (a trim runs when the next SuperSlab is needed); 0: only when asked for. */
  readonly trimEvery: number;
  /** Empty SuperSlabs that are kept mapped and used again first (g_empty_reserve). */
  readonly emptyReserve: number;
  /** The cache of released SuperSlabs (E8), or none. */
  readonly lru: LruPolicy | null;
  /** 4,096 slots and eight probes, or a table that doubles until every base has a slot. */
  readonly registry: "fixed" | "growing";
  /** Bits of the owner id that free compares; fewer than 32 and two threads can look like one (E9: 8). */
  readonly ownerBits: 8 | 16 | 32;
}

/** Limits of the SuperSlab LRU cache (HAKMEM_SUPERSLAB_MAX_CACHED, _MAX_MEMORY_MB, _TTL_SEC). */
export interface LruPolicy {
  readonly maxCached: number;
  readonly maxBytes: Bytes;
  /** Calls after which an unused entry is unmapped: a model without a clock counts calls for seconds. */
  readonly ttlCalls: number;
}

export interface CachePolicy {
  /** Most blocks a thread caches of one class (TLS_SLL_CAP_DEFAULT); where sizing adapts, the initial capacity. */
  readonly capacity: number;
  /** Blocks that one refill asks for. */
  readonly refillBatch: number;
  readonly adaptive: AdaptivePolicy | null;
  /** Frees of a class after which its cache is emptied into the slabs (HAKMEM_TINY_SLL_DRAIN_INTERVAL); 0: never. */
  readonly drainEvery: number;
  /** A LIFO in front of the cache for the classes below `classes` (TinyHeapV2, E9), or none. */
  readonly magazine: { readonly classes: number; readonly capacity: number } | null;
}

/** Cache sizing by use (Phase 2b). */
export interface AdaptivePolicy {
  readonly min: number;
  readonly max: number;
  /** Share of the capacity that the high-water mark must pass to double it, or stay under to halve it. */
  readonly growAbove: number;
  readonly shrinkBelow: number;
  /** Refills between two decisions. */
  readonly window: number;
}

/**
 * Who free asks: header byte or registry as the switch `tinyLookup` says, or a bitmap of 64 KiB regions (Option C).
 * `regions` is the number of bits; a bitmap that is not bounded indexes beyond its end, as the hand-off's code does.
 */
export type OwnershipPolicy =
  | { readonly kind: "lookup" }
  | { readonly kind: "bitmap"; readonly regions: number; readonly bounded: boolean };

export const bugs = [
  "S3",
  "S5",
  "S12",
  "S13",
  "S15-leak",
  "S15-duplicate",
  "S21",
  "S22",
  "S27",
] as const;
/** A known bug of some version, by its scenario. `allocator/README.md` says what each does. */
export type Bug = (typeof bugs)[number];

/** Open facts. The key is the name shown to users; the value type lists the readings. */
export interface Switches {
  /** Which size a class is looked up by (hakmem.md 2.3: the "+1 header" fix). */
  readonly sizeMapping: "size" | "size+1";
  /** Who gets 16 blocks per class in advance (4.2, 10.1a). */
  readonly prewarm: "process" | "thread" | "off";
  /** What a thread's end does with its caches and slabs (13, "Unknown"). */
  readonly threadExit: "leave" | "flush" | "adopt";
  /** A SuperSlab that finds no registry slot (3.5): used but never found by lookup, or given back as a failed refill. */
  readonly registryFull: "unregistered" | "refuse";
  /** What free asks first about a Tiny pointer: its header byte (E3+) or the SuperSlab registry (5.1). */
  readonly tinyLookup: "header" | "registry";
  /** Which libc call serves a fallback: F1 (AllocHeader in front) or F3 (plain libc block) (6). */
  readonly fallbackOrigin: "F1" | "F3";
  /** Who frees an F1 block: the AllocHeader path, which subtracts the header (M1), or libc's free, unshifted (M2). */
  readonly fallbackFree: "subtract" | "pass-through";
  /** Low word of the AllocHeader just before the user's memory, whose layout no document gives (6, M2). */
  readonly allocHeaderWord: "zero" | "size" | "mmapped-bit";
  /** Where a pointer nobody knows goes (F6): to libc's free, or nowhere. */
  readonly unknownFree: "libc" | "ignore";
  /** Who serves the gap between Tiny and the middle layers, 1 to 8 KiB: a mapping, or F1 where there is a fallback (6). */
  readonly gap: "mmap" | "libc";
  /** Does calloc of more than 1,023 bytes go straight to libc's calloc (6, F4)? */
  readonly callocDetour: "off" | "libc";
  /** What the program writes into its blocks; traces hold no stores. */
  readonly writes: "none" | "larson" | "full";
}

export type SwitchName = keyof Switches;
export type Route = "M1" | "M2" | "M3" | "M4";
