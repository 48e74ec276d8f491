// The shape of memory, and the only place where it is written down: SuperSlabs, slabs, blocks, headers, and the places
// where Linux and libc put things. Everything else in the allocator is arithmetic on these constants.
//
// A SuperSlab starts at a multiple of its own size, so an address tells its SuperSlab, slab and block (numbers from
// PHASE_6.22_RESULTS and hakmem_tiny_superslab_constants.h, epoch E4). What epochs change (block sizes, where the header
// stands, 1 or 2 MiB) are the tables below, one row a variant:
//
// ```
// address   46 ............ 21 | 20 ..... 16 | 15 ............ 0
//           SuperSlab          | slab        | offset in slab
//
// slab 0    | 1088 header, padded to 2048 | 63,488 bytes of blocks        |
// slab 1..31| 65,536 bytes of blocks                                      |
//
// block     BASE   USER = BASE+1
//           | A0+class | usable: block size - 1                           |
// free      | A0+class | next, 8 bytes | ...    classes 1..6: next at BASE+1, header kept
//           | next, 8 bytes | ...               classes 0 and 7: next at BASE+0, header lost
//
// AllocHeader, in front of mappings and of libc fallbacks (F1), 16 bytes; its layout is in no document:
//           | magic 4 | method 4 | word 8: a switch |  USER
// glibc     | prev_size 8 | size 8, low bits: 1 previous in use, 2 mmapped, 4 not main arena |  memory
// ```
//
// The checks at the bottom run before anything else; they hold the numbers to what the drawing claims.

import {
  CLASS_MASK,
  CLASS_SHIFT,
  HEADER_BYTES,
  HEADER_MAGIC,
  LAST_PLAIN_THREAD,
  REQUEST_MASK,
  REQUEST_SHIFT,
  RUN_MASK,
  RUN_SHIFT,
} from "./bits.ts";
import { KiB, MiB } from "./units.ts";

export const PAGE_BYTES = 4 * KiB;

export const SLAB_SHIFT = 16;
export const SLAB_BYTES = 2 ** SLAB_SHIFT;
export const SLAB_MASK = SLAB_BYTES - 1;
/** lg_size of a SuperSlab: 1 or 2 MiB (HAKMEM_TINY_SS_FORCE_LG). */
export type SuperSlabLg = 20 | 21;
/** Slabs of the largest SuperSlab; the header has a record for each. */
export const MOST_SLABS = 2 ** (21 - SLAB_SHIFT);
/** SuperSlab header proper; the first slab's blocks start at the next multiple of the largest block. */
export const SUPER_SLAB_HEADER_BYTES = 1088;
export const FIRST_SLAB_OFFSET = 2 * KiB;
/** The header's array of slab records ends it; each record is 16 bytes. */
export const SLAB_RECORD_BYTES = 16;
export const SLAB_RECORDS_OFFSET = SUPER_SLAB_HEADER_BYTES - MOST_SLABS * SLAB_RECORD_BYTES;
/** A SuperSlab is cut out of a mapping that is this many times as long. */
export const SUPER_SLAB_MAP_FACTOR = 2;

export const CLASS_COUNT = 8;

export const HEADER_MAGIC_MASK = 0xf0;
export const HEADER_CLASS_MASK = 0x0f;
export const LINK_BYTES = 8;

/** How the blocks of each class are cut; one row an epoch that changed it. */
export interface BlockLayout {
  /** Size that a request is compared with, by class. */
  readonly sizes: readonly number[];
  /** Does USER stand one header byte behind BASE? Without a header USER is BASE. */
  readonly headers: readonly boolean[];
  /** Does the header byte come on top of the size (stride = size + 1), or out of it? */
  readonly headerInFront: boolean;
  /** Where a free block keeps its link, counted from BASE; at 0 it overwrites the header (tiny_nextptr.h). */
  readonly links: readonly (0 | 1)[];
}

const POWERS = [8, 16, 32, 64, 128, 256, 512, 1024] as const;
const ALL_HEADERS = [true, true, true, true, true, true, true, true] as const;
/** The smallest block has no room for header and link; the largest gives its header up. */
const LINKS = [0, 1, 1, 1, 1, 1, 1, 0] as const;

export const blockLayouts = {
  /** E4, E5: header inside the block, 1,023 bytes at most (PHASE7_BUG_FIX_REPORT). */
  E4: { sizes: POWERS, headers: ALL_HEADERS, headerInFront: false, links: LINKS },
  /** E6: stride = size + 1, class 7 headerless with all of its 1,024 bytes (commit 1010a961fb). */
  E6: {
    sizes: POWERS,
    headers: [true, true, true, true, true, true, true, false],
    headerInFront: true,
    links: LINKS,
  },
  /** E7 to E9: a header for every class, inside the block again (BOX_THEORY_ARCHITECTURE_REPORT; the stride is inferred). */
  E7: { sizes: POWERS, headers: ALL_HEADERS, headerInFront: false, links: LINKS },
  /** After commit 23c0d9541: class 7 is 2,048. */
  E10: {
    sizes: [8, 16, 32, 64, 128, 256, 512, 2048],
    headers: ALL_HEADERS,
    headerInFront: false,
    links: LINKS,
  },
} as const satisfies Record<string, BlockLayout>;
export type BlockLayoutName = keyof typeof blockLayouts;

/** SuperSlab registry: hash table without growth (PHASE_REGISTRY_RESULTS). */
export const REGISTRY_SLOTS = 4096;
export const REGISTRY_PROBES = 8;
/** Remote frees a slab collects before a refill drains it (HAKMEM_TINY_P0_DRAIN_THRESH). */
export const DRAIN_THRESHOLD = 32;
/** Blocks per class that prewarming puts into a cache. */
export const PREWARM_BLOCKS = 16;

export const ALLOC_HEADER_BYTES = 16;
export const ALLOC_HEADER_METHOD = 4;
export const ALLOC_HEADER_WORD = 8;
/** HAKMEM_MAGIC's value is in no document; "HAKM" stands for it. */
export const ALLOC_HEADER_MAGIC = 0x48414b4d;
export const ALLOC_METHOD_MALLOC = 1;
export const ALLOC_METHOD_MMAP = 2;
/** Alignment of everything that is not Tiny. */
export const MALLOC_ALIGNMENT = 16;
/** What E4 Tiny guarantees: USER is odd. */
export const TINY_ALIGNMENT = 1;

/** Highest address that mmap gives out: under the libraries of a process without address randomisation. */
export const MMAP_TOP = 0x7fff_f7c0_0000;
/** Lowest address that mmap may use (vm.mmap_min_addr). */
export const MMAP_BOTTOM = 64 * KiB;
/** First address beyond user space: a word above is no pointer. */
export const USER_SPACE_END = 2 ** 47;
/** Where brk's heap begins in such a process. */
export const BRK_START = 0x5555_5575_9000;
/** The model keeps libc's heap as real bytes, so it bounds it. */
export const BRK_LIMIT_BYTES = 1024 * MiB;

export const CHUNK_HEADER_BYTES = 16;
export const MIN_CHUNK_BYTES = 32;
export const PREV_IN_USE = 1;
export const IS_MMAPPED = 2;
export const NON_MAIN_ARENA = 4;
export const SIZE_FLAGS = 7;
/** Requests from here on are mapped by libc (M_MMAP_THRESHOLD). */
export const MMAP_THRESHOLD = 128 * KiB;
export const TOP_PAD = 128 * KiB;
export const TCACHE_BINS = 64;
export const TCACHE_COUNT = 7;
/** Marks a chunk as lying in a tcache; glibc draws it at random, a replay must not. */
export const TCACHE_KEY = 0x57ca_c4e4_e1;
/** libc's own record of a thread's tcache, a chunk like any other. */
export const TCACHE_STRUCT_BYTES = 640;
export const FAST_CHUNK_LIMIT = 128;
/** A chunk outside the main arena finds its arena at its address rounded down to this. */
export const ARENA_HEAP_BYTES = 64 * MiB;

/** Requests below are in the gap between Tiny and the middle layers (MALLOC_FALLBACK_REMOVAL_REPORT: 1 to 8 KiB). */
export const GAP_END = 8 * KiB;
/** calloc of more goes straight to libc under F4 (TINY_MAX_SIZE with headers). */
export const CALLOC_DETOUR_ABOVE = 1023;
/** Mid MT's chunk and its registry (hakmem_mid_mt.h); an entry's fields are base, block size, class: our reading. */
export const MID_CHUNK_BYTES = 4 * MiB;
export const MID_REGISTRY_FIRST_ENTRIES = 64;
export const MID_REGISTRY_ENTRY_BYTES = 24;
/** The Mid pool carves pages of one class, found by their address (PHASE_6.16). */
export const MID_PAGE_BYTES = 64 * KiB;
/** Pool TLS writes this nibble and the class into the byte before USER (commit cf5bdf9c0a). */
export const POOL_TLS_MAGIC = 0xb0;
/** L2.5 maps as many blocks at once as make this, at least one: our decision. */
export const L25_RUN_BYTES = 1 * MiB;
/** AllocHeader methods of pool blocks; the values are ours. */
export const ALLOC_METHOD_POOL = 3;
export const ALLOC_METHOD_L25 = 4;
/** BigCache keeps mappings from here on, in classes that double (Big >= 2 MiB; BIGCACHE_NUM_CLASSES). */
export const BIG_CACHE_FIRST_SHIFT = 21;
export const BIG_CACHE_CLASSES = 8;

export const ENOMEM = 12;
export const EINVAL = 22;

/** What a reader of recordings needs to draw a heap. */
export interface Geometry {
  readonly superSlabBytes: number;
  readonly slabBytes: number;
  readonly slabsPerSuperSlab: number;
  readonly firstSlabOffset: number;
  /** Bytes from one block to the next, by class. */
  readonly blockSizes: readonly number[];
}

export function geometryOf(layout: BlockLayout, lg: SuperSlabLg): Geometry {
  return {
    superSlabBytes: 2 ** lg,
    slabBytes: SLAB_BYTES,
    slabsPerSuperSlab: 2 ** (lg - SLAB_SHIFT),
    firstSlabOffset: FIRST_SLAB_OFFSET,
    blockSizes: layout.sizes.map(
      (size, c) => size + (hasFrontHeader(layout, c) ? HEADER_BYTES : 0),
    ),
  };
}

function hasFrontHeader(layout: BlockLayout, sizeClass: number): boolean {
  return layout.headerInFront && layout.headers[sizeClass] === true;
}

/** What the drawing claims; throws where a constant breaks it. */
export function checkLayout(): void {
  const layouts: readonly BlockLayout[] = Object.values(blockLayouts);
  const claims: readonly (readonly [boolean, string])[] = [
    [MOST_SLABS === 32, "a SuperSlab has at most 32 slabs, one bit each in a 32-bit bitmap"],
    [SUPER_SLAB_HEADER_BYTES <= FIRST_SLAB_OFFSET, "the header fits before slab 0's blocks"],
    [2 ** CLASS_SHIFT === CLASS_COUNT, "a class index fits its bits"],
    [CLASS_MASK === CLASS_COUNT - 1, "and the mask has these bits"],
    [REQUEST_MASK === 2 ** REQUEST_SHIFT - 1, "a request's mask has its bits"],
    [LAST_PLAIN_THREAD === 2 ** (31 - REQUEST_SHIFT) - 1, "a packed malloc has 31 bits"],
    [RUN_MASK === 2 ** RUN_SHIFT - 1, "a run's mask has its bits"],
    [(HEADER_MAGIC & HEADER_CLASS_MASK) === 0, "magic and class nibble do not overlap"],
    [CLASS_COUNT - 1 <= HEADER_CLASS_MASK, "every class fits the nibble"],
    [MMAP_TOP % 2 ** 21 === 0, "units of 2 MiB are counted down from the top"],
    [MMAP_TOP < USER_SPACE_END, "mappings lie in user space"],
    [BRK_START % PAGE_BYTES === 0, "brk's heap starts on a page"],
    [BRK_START + BRK_LIMIT_BYTES < MMAP_TOP, "brk's heap ends below the mappings"],
    [ALLOC_HEADER_WORD + 8 === ALLOC_HEADER_BYTES, "the AllocHeader ends with its word"],
    [(POOL_TLS_MAGIC & HEADER_MAGIC_MASK) !== HEADER_MAGIC, "Tiny and Pool TLS headers differ"],
    [MID_PAGE_BYTES % PAGE_BYTES === 0 && MID_CHUNK_BYTES % PAGE_BYTES === 0, "runs are pages"],
    ...layouts.flatMap((layout) => claimsOf(layout)),
  ];
  for (const [holds, claim] of claims) if (!holds) throw new Error(`layout: not true: ${claim}`);
}

function claimsOf(layout: BlockLayout): readonly (readonly [boolean, string])[] {
  const strides = geometryOf(layout, 21).blockSizes;
  return strides.flatMap((stride, c) => {
    const front = layout.headers[c] === true ? HEADER_BYTES : 0;
    const link = layout.links[c] as number;
    return [
      [stride > (strides[c - 1] ?? 0), `class ${c} is larger than the class before it`] as const,
      [link + LINK_BYTES <= stride, `a link fits a block of class ${c}`] as const,
      [stride - front <= REQUEST_MASK, `requests of class ${c} fit their bits`] as const,
    ];
  });
}

checkLayout();
