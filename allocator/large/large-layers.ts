// Everything above Tiny of one modelled process: the pools that its policy lists, the blocks and runs they share, and the
// cache of freed mappings.

import { NO_ROW } from "../address-index.ts";
import { HEADER_BYTES, NONE } from "../bits.ts";
import type { Store } from "../columns.ts";
import type { LayerPolicy, PoolPolicy } from "../layers.ts";
import {
  ALLOC_HEADER_BYTES,
  ALLOC_HEADER_MAGIC,
  ALLOC_HEADER_METHOD,
  ALLOC_METHOD_L25,
  ALLOC_METHOD_POOL,
  MALLOC_ALIGNMENT,
  POOL_TLS_MAGIC,
} from "../layout.ts";
import { type BigCache, createBigCache } from "./big-cache.ts";
import { L25 } from "./l25.ts";
import { LargeBlocks } from "./large-blocks.ts";
import { MidMt } from "./mid-mt.ts";
import { MidPool } from "./mid-pool.ts";
import { bytesOf, type Pool, type PoolParts } from "./pool.ts";
import { PoolTls } from "./pool-tls.ts";
import { Runs } from "./runs.ts";

export class LargeLayers {
  readonly blocks: LargeBlocks;
  readonly runs: Runs;
  readonly pools: readonly Pool[];
  readonly bigCache: BigCache | undefined;

  constructor(store: Store, policy: LayerPolicy) {
    const blocks = new LargeBlocks(store);
    const runs = new Runs(store);
    this.blocks = blocks;
    this.runs = runs;
    this.pools = policy.pools.map((pool, number) =>
      createPool({ store, blocks, runs, number }, pool),
    );
    this.bigCache =
      policy.bigCache === undefined ? undefined : createBigCache(store, policy.bigCache);
  }

  poolOf(block: number): Pool {
    const pool = this.pools[this.runs.pool.get(this.blocks.run.get(block))];
    if (pool === undefined) throw new Error(`block ${block} above Tiny belongs to no pool`);
    return pool;
  }

  /** The live block at USER, or NONE. */
  findLive(user: number): number {
    const block = this.blocks.find(user);
    return block !== NO_ROW && this.blocks.state.get(block) >= 0 ? block : NONE;
  }

  usable(block: number): number {
    return bytesOf(this.poolOf(block).policy, this.blocks.sizeClass.get(block));
  }

  /** What the block's USER is a multiple of, by what its pool promises. */
  alignment(block: number): number {
    return this.poolOf(block).headerBytes === HEADER_BYTES ? HEADER_BYTES : MALLOC_ALIGNMENT;
  }

  /** 0 or 1 for the first two bytes of a live block, else NONE. */
  frontOffset(address: number): number {
    if (this.findLive(address) !== NONE) return 0;
    return this.findLive(address - 1) === NONE ? NONE : 1;
  }

  /** The byte at an address of a block's header, NONE if the address is in no header. */
  headerByte(address: number): number {
    if (this.blocks.count === 0) return NONE;
    const tls = this.blocks.find(address + HEADER_BYTES);
    if (tls !== NO_ROW && this.poolOf(tls).headerBytes === HEADER_BYTES) {
      return POOL_TLS_MAGIC + this.blocks.sizeClass.get(tls);
    }
    const offset = address % ALLOC_HEADER_BYTES;
    const block = this.blocks.find(address - offset + ALLOC_HEADER_BYTES);
    if (block === NO_ROW || this.poolOf(block).headerBytes !== ALLOC_HEADER_BYTES) return NONE;
    if (offset < ALLOC_HEADER_METHOD) return Math.floor(ALLOC_HEADER_MAGIC / 256 ** offset) % 256;
    if (offset > ALLOC_HEADER_METHOD) return 0;
    return this.poolOf(block).policy.kind === "l25" ? ALLOC_METHOD_L25 : ALLOC_METHOD_POOL;
  }
}

function createPool(parts: PoolParts, policy: PoolPolicy): Pool {
  switch (policy.kind) {
    case "mid-mt":
      return new MidMt(parts, policy);
    case "mid-pool":
      return new MidPool(parts, policy);
    case "pool-tls":
      return new PoolTls(parts, policy);
    case "l25":
      return new L25(parts, policy);
  }
}
