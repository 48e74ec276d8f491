// The shared words that races are about: one slab's record, the links in its blocks, the locks of the shared pool.
//
// A word holds one number. Which kind of number matters: a word that holds a block may only ever hold the address of a
// block or NULL, and a program that writes into a block writes over the link that lies there (USER is where a free
// block keeps it). Field names are the documents'; `g_super_reg[slot]` stands for the slot of one SuperSlab.
//
// A tagged word keeps a version above the address. hakmem's 16-byte slab record has no room for one
// (L1D_CACHE_MISS_EXECUTIVE_SUMMARY); the tag is our hypothesis, there to show what would close ABA.

import { blockLayouts, geometryOf, LINK_BYTES, SLAB_BYTES } from "../layout.ts";
import { pointer } from "../refill-failure.ts";
import { WrittenBytes } from "../written-bytes.ts";

export interface Word {
  readonly name: string;
  readonly holds: "block" | "number" | "superslab" | "thread" | "lock";
}

export const NULL = 0;
export const NOBODY = 0;

export const FREELIST: Word = { name: "meta->freelist", holds: "block" };
export const USED: Word = { name: "meta->used", holds: "number" };
export const OWNER: Word = { name: "meta->owner_tid", holds: "thread" };
export const REMOTE_HEAD: Word = { name: "ss->remote_heads", holds: "block" };
export const REGISTRY_SLOT: Word = { name: "g_super_reg[slot]", holds: "superslab" };
export const POOL_COUNT: Word = { name: "g_shared_pool.ss_meta_count", holds: "number" };
export const ALLOC_LOCK: Word = { name: "alloc_lock", holds: "lock" };
export const SUPER_REG_LOCK: Word = { name: "g_super_reg_lock", holds: "lock" };

/** The list of a thread's cache; only that thread touches it. */
export function cacheHead(thread: number): Word {
  return { name: `g_tls_sll.head of ${threadName(thread)}`, holds: "block" };
}

/** The link in a free block. */
export function link(base: number): Word {
  return { name: `${blockName(base)}->next`, holds: "block" };
}

/** Any size class would do; class 4 is the one that larson asks for most. */
const CLASS = 4;
const GEOMETRY = geometryOf(blockLayouts.E7, 21);
const FIRST_BLOCK = GEOMETRY.superSlabBytes + SLAB_BYTES;
const BLOCK_BYTES = GEOMETRY.blockSizes[CLASS] as number;
const BLOCKS = SLAB_BYTES / BLOCK_BYTES;

/** The SuperSlab that all blocks lie in. */
export const SUPER_SLAB = GEOMETRY.superSlabBytes;

/** Address of the slab's block so many. */
export function blockAt(index: number): number {
  return FIRST_BLOCK + index * BLOCK_BYTES;
}

export function isBlock(base: number): boolean {
  const index = (base - FIRST_BLOCK) / BLOCK_BYTES;
  return Number.isInteger(index) && index >= 0 && index < BLOCKS;
}

const TAG = 2 ** 32;
export const tagged = (base: number, tag: number): number => tag * TAG + base;
export const baseOf = (value: number): number => value % TAG;
export const tagOf = (value: number): number => Math.floor(value / TAG);

/** A link after its block's program has written into it. */
export function overwritten(value: number, writes: "none" | "larson"): number {
  const written = new WrittenBytes(writes);
  let result = value;
  for (let offset = 0; offset < written.count(LINK_BYTES); offset++) {
    const unit = 2 ** (8 * offset);
    const old = Math.floor(value / unit) % 256;
    result += (written.byteAt(offset) - old) * unit;
  }
  return result;
}

/** Threads count from one, as a lock and `owner_tid` name them. */
export const threadName = (thread: number): string => `t${thread + 1}`;
export const threadMark = (thread: number): number => thread + 1;

/** `b0` for a block, `NULL`, or the address of what is none; a version stands behind a hash. */
export function blockName(value: number): string {
  const base = baseOf(value);
  const tag = tagOf(value) === 0 ? "" : `#${tagOf(value)}`;
  if (base === NULL) return `NULL${tag}`;
  return isBlock(base) ? `b${(base - FIRST_BLOCK) / BLOCK_BYTES}${tag}` : pointer(base);
}
