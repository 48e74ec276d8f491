// The pools above Tiny that a variable or build flag chooses, out of the epochs' rows of them.
//
// hak_alloc_at asks Tiny, then Pool TLS or Mid MT, then ACE, so Pool TLS comes before a policy's pools and ACE's pools
// behind them; a pool that no request would reach any more is left out. Decisions where no document speaks: Pool TLS brings
// the L2.5 of E6, which begins where it ends, and that is not ACE's; without Pool TLS a build has the pools of E5, the
// version before.

import { layersOf, type Policy } from "../../../allocator/index.ts";
import type { PoolPolicy } from "../../../allocator/layers.ts";
import { reachedPools } from "./served-sizes.ts";

type Pools = readonly PoolPolicy[];

export const withoutPoolTls: Pools = layersOf.E5.pools;

export function withPoolTls({ layers, blocks }: Policy): Pools {
  return reached([...layersOf.E6.pools, ...layers.pools], blocks);
}

export function withAce({ layers, blocks }: Policy): Pools {
  return reached([...layers.pools, ...layersOf.E1.pools], blocks);
}

export function withoutAce({ layers: { pools } }: Policy): Pools {
  const poolTls = pools.some(({ kind }) => kind === "pool-tls");
  return pools.filter(({ kind }) => kind !== "mid-pool" && (kind !== "l25" || poolTls));
}

export function without({ layers }: Policy, kind: PoolPolicy["kind"]): Pools {
  return layers.pools.filter((pool) => pool.kind !== kind);
}

/** The policy's pools, those of a kind with other figures. */
export function changed<K extends PoolPolicy["kind"]>(
  { layers }: Policy,
  kind: K,
  figures: Partial<Omit<Extract<PoolPolicy, { kind: K }>, "kind">>,
): Pools {
  return layers.pools.map((pool) => (pool.kind === kind ? { ...pool, ...figures } : pool));
}

function reached(pools: Pools, blocks: Policy["blocks"]): Pools {
  const keep = reachedPools(pools, blocks);
  return pools.filter((_, index) => keep[index]);
}
