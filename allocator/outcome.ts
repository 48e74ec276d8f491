// What one call did. An outcome is a small integer because a replay counts millions of them; its name is for people.
//
// `Outcome` says which path answered. Whether that path was the right one for the block is the shadow checker's business
// and never asked by the allocator itself.

export const Outcome = {
  /** malloc: popped from the thread's cache, from a free list of a pool, or out of BigCache. */
  CacheHit: 0,
  /** malloc: the cache was refilled from a slab the thread already had, or a pool carved memory it had. */
  Refill: 1,
  /** malloc: another slab was bound first (free slab of a known SuperSlab). */
  NewSlab: 2,
  /** malloc: a SuperSlab was mapped first. */
  NewSuperSlab: 3,
  /** malloc: above Tiny, after an mmap: of the block alone, or of a pool's run. */
  Mapped: 4,
  /** malloc: libc served the request: a refill failed, or by the switches `gap` and `callocDetour`. */
  Fallback: 5,
  /** malloc: NULL, errno 12; an alignment that is no power of two: NULL, errno 22. */
  Null: 6,
  /** realloc: the block stayed where it was. */
  InPlace: 7,
  /** free: kept by the freeing thread (owner not looked at, or none), or by BigCache. */
  Cached: 8,
  /** free: to the free list of the slab or run, which is the thread's own or a shard's. */
  Local: 9,
  /** free: slow path, queued for the owner. */
  Remote: 10,
  /** free: a libc block given back to libc as libc wants it. */
  ToLibc: 11,
  /** free: a mapping was unmapped. */
  Unmapped: 12,
  /** free(NULL). */
  FreeNull: 13,
  /** free: nobody knew the pointer and nothing was done. */
  Ignored: 14,
  /** free: the pointer reached an allocator that never gave it out, which took it for its own: state is damaged. */
  Corrupted: 15,
  /** The process ended: abort, SIGSEGV or SIGBUS; `Allocator.crash` has the rest. */
  Crashed: 16,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export const OUTCOME_COUNT = 17;
export const outcomeNames = Object.keys(Outcome) as readonly (keyof typeof Outcome)[];

/** How the modelled process died. */
export interface Crash {
  /** What the shell would show: 134 SIGABRT, 135 SIGBUS, 139 SIGSEGV. */
  readonly exitCode: 134 | 135 | 139;
  /** The last line on stderr, byte for byte where a document has it; empty for a silent signal. */
  readonly message: string;
  /** Mechanism in words: which check read which word at which address and found what. */
  readonly mechanism: string;
}
