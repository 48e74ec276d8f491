// Which hakmem is played: a policy is data, never a branch on a name.
//
// Two kinds of facts stand apart. *Decisions* are what a version of the allocator does (fall back or return NULL, chunk
// list or not). *Switches* are facts that the documents leave open or contradict; each has a default with its reason,
// and a recording says which of them its execution touched, because a verdict depends on exactly those.

import type { LayerPolicy } from "./layers.ts";

export interface Policy {
  /** Stable id, as given on a command line. */
  readonly name: string;
  /** Shown in menus. */
  readonly title: string;
  /** One sentence: what this policy does differently and where it comes from. */
  readonly summary: string;
  /** What a request gets when SuperSlab refill fails: libc memory (E4) or NULL with errno 12 (Option A, E5). */
  readonly fallback: "libc" | "null";
  /**
   * How a class gets SuperSlabs: each thread maps its own and a class head never grows past the environment's limit
   * (E4), or a class head shared by all threads links chunk after chunk (Option B, E5).
   */
  readonly superSlabs: "fixed" | "chunk-list";
  /** Slabs that a class head starts with, per class; 64 means two chunks (Option B: classes 1, 4, 6). */
  readonly initialSlabs: readonly number[];
  /** Most blocks a thread caches of one class (TLS_SLL_CAP_DEFAULT, hakmem.md 4.1). */
  readonly cacheCapacity: number;
  /** Blocks that one refill asks for. */
  readonly refillBatch: number;
  /** What serves requests above Tiny. */
  readonly layers: LayerPolicy;
  readonly switches: Switches;
}

/** Open facts. The key is the name shown to users; the value type lists the readings. */
export interface Switches {
  /** Which size a class is looked up by (hakmem.md 2.3: the "+1 header" fix). */
  readonly sizeMapping: "size" | "size+1";
  /** Who gets 16 blocks per class in advance (4.2, 10.1a). */
  readonly prewarm: "process" | "thread" | "off";
  /** What a thread's end does with its caches and slabs (13, "Unknown"). */
  readonly threadExit: "leave" | "return";
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
