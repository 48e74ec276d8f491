// The shape of memory, and the only place where it is written down: SuperSlabs, slabs, blocks, headers, and the places
// where Linux and libc put things. Everything else in the allocator is arithmetic on these constants.
//
// A SuperSlab starts at a multiple of its own size, so an address tells its SuperSlab, slab and block (numbers from
// PHASE_6.22_RESULTS and hakmem_tiny_superslab_constants.h, epoch E4):
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

import { KiB, MiB } from "./units.ts";

export const PAGE_BYTES = 4 * KiB;

export const SUPER_SLAB_SHIFT = 21;
export const SLAB_SHIFT = 16;
export const SUPER_SLAB_BYTES = 2 ** SUPER_SLAB_SHIFT;
export const SLAB_BYTES = 2 ** SLAB_SHIFT;
export const SLAB_MASK = SLAB_BYTES - 1;
export const SLABS_PER_SUPER_SLAB = SUPER_SLAB_BYTES / SLAB_BYTES;
export const FULL_BITMAP = 2 ** SLABS_PER_SUPER_SLAB - 1;
/** SuperSlab header proper; the first slab's blocks start at the next multiple of the largest block. */
export const SUPER_SLAB_HEADER_BYTES = 1088;
export const FIRST_SLAB_OFFSET = 2 * KiB;
/** The header's array of slab records ends it; each record is 16 bytes. */
export const SLAB_RECORD_BYTES = 16;
export const SLAB_RECORDS_OFFSET =
  SUPER_SLAB_HEADER_BYTES - SLABS_PER_SUPER_SLAB * SLAB_RECORD_BYTES;
/** A SuperSlab is cut out of a mapping twice its size. */
export const SUPER_SLAB_MAP_BYTES = 2 * SUPER_SLAB_BYTES;

/** Block size of class c is 2^(c + 3). */
export const FIRST_CLASS_SHIFT = 3;
export const CLASS_COUNT = 8;
export const LARGEST_BLOCK = 2 ** (FIRST_CLASS_SHIFT + CLASS_COUNT - 1);

export const HEADER_BYTES = 1;
export const HEADER_MAGIC = 0xa0;
export const HEADER_MAGIC_MASK = 0xf0;
export const HEADER_CLASS_MASK = 0x0f;
export const LINK_BYTES = 8;
/** Classes whose free blocks keep the link at BASE+0 and so lose the header: the smallest and the largest. */
export const CLASS_LOSING_HEADER = [0, CLASS_COUNT - 1] as const;

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

export const geometry = {
  superSlabBytes: SUPER_SLAB_BYTES,
  slabBytes: SLAB_BYTES,
  slabsPerSuperSlab: SLABS_PER_SUPER_SLAB,
  firstSlabOffset: FIRST_SLAB_OFFSET,
  blockSizes: Array.from({ length: CLASS_COUNT }, (_, c) => 2 ** (FIRST_CLASS_SHIFT + c)),
} as const;

/** What the drawing claims; throws where a constant breaks it. */
export function checkLayout(): void {
  const claims: readonly (readonly [boolean, string])[] = [
    [SLABS_PER_SUPER_SLAB === 32, "a SuperSlab has 32 slabs, one bit each in a 32-bit bitmap"],
    [SUPER_SLAB_HEADER_BYTES <= FIRST_SLAB_OFFSET, "the header fits before slab 0's blocks"],
    [FIRST_SLAB_OFFSET % LARGEST_BLOCK === 0, "slab 0's blocks start at a multiple of any block"],
    [(SLAB_BYTES - FIRST_SLAB_OFFSET) % LARGEST_BLOCK === 0, "slab 0 has no tail"],
    [SLAB_BYTES % LARGEST_BLOCK === 0, "no slab has a tail"],
    [2 ** FIRST_CLASS_SHIFT >= LINK_BYTES, "the smallest block holds a link"],
    [2 ** FIRST_CLASS_SHIFT < LINK_BYTES + HEADER_BYTES, "and cannot keep its header beside it"],
    [2 ** (FIRST_CLASS_SHIFT + 1) >= LINK_BYTES + HEADER_BYTES, "class 1 can keep its header"],
    [(HEADER_MAGIC & HEADER_CLASS_MASK) === 0, "magic and class nibble do not overlap"],
    [CLASS_COUNT - 1 <= HEADER_CLASS_MASK, "every class fits the nibble"],
    [MMAP_TOP % SUPER_SLAB_BYTES === 0, "units of 2 MiB are counted down from the top"],
    [MMAP_TOP < USER_SPACE_END, "mappings lie in user space"],
    [BRK_START % PAGE_BYTES === 0, "brk's heap starts on a page"],
    [BRK_START + BRK_LIMIT_BYTES < MMAP_TOP, "brk's heap ends below the mappings"],
    [ALLOC_HEADER_WORD + 8 === ALLOC_HEADER_BYTES, "the AllocHeader ends with its word"],
    [LARGEST_BLOCK < GAP_END, "the gap begins above Tiny"],
    [(POOL_TLS_MAGIC & HEADER_MAGIC_MASK) !== HEADER_MAGIC, "Tiny and Pool TLS headers differ"],
    [MID_PAGE_BYTES % PAGE_BYTES === 0 && MID_CHUNK_BYTES % PAGE_BYTES === 0, "runs are pages"],
    [TCACHE_BINS * MALLOC_ALIGNMENT >= LARGEST_BLOCK, "tcache covers every Tiny size"],
  ];
  for (const [holds, claim] of claims) if (!holds) throw new Error(`layout: not true: ${claim}`);
}

checkLayout();
