// The shared pool and the SuperSlab registry (E9), as far as their two locks go.
//
// A thread that needs a SuperSlab holds `alloc_lock` and comes to `g_super_reg_lock` inside superslab_allocate. The
// documents name that half of the inversion and its remedy (CURRENT_TASK, 2025-11-30: release `alloc_lock` before
// superslab_allocate). Who takes the locks the other way round, no document says: our decision is a free that puts a
// SuperSlab into the LRU cache, whose eviction has the pool forget another one while the registry is locked.

import { type Operation, within } from "./step.ts";
import { ALLOC_LOCK, POOL_COUNT, REGISTRY_SLOT, SUPER_REG_LOCK, SUPER_SLAB } from "./words.ts";

export type AcquireRule = "allocate-under-lock" | "release-first";

const pool = within("shared_pool_acquire_slab");

/** Stage 3 of acquiring a slab: no slot is free, a new SuperSlab is needed. */
export const acquires: Readonly<Record<AcquireRule, () => Operation>> = {
  *"allocate-under-lock"() {
    yield pool.lock(ALLOC_LOCK);
    yield* allocateSuperSlab();
    yield* countSuperSlab();
    yield pool.unlock(ALLOC_LOCK);
  },
  *"release-first"() {
    yield pool.lock(ALLOC_LOCK);
    yield pool.unlock(ALLOC_LOCK);
    yield* allocateSuperSlab();
    yield pool.lock(ALLOC_LOCK);
    yield* countSuperSlab();
    yield pool.unlock(ALLOC_LOCK);
  },
};

function* countSuperSlab(): Operation {
  const count = yield pool.load(POOL_COUNT);
  yield pool.store(POOL_COUNT, count + 1);
}

function* allocateSuperSlab(): Operation {
  const at = within("superslab_allocate");
  yield at.lock(SUPER_REG_LOCK);
  yield at.store(REGISTRY_SLOT, SUPER_SLAB);
  yield at.unlock(SUPER_REG_LOCK);
}

export function* evict(): Operation {
  const at = within("hak_ss_lru_push");
  yield at.lock(SUPER_REG_LOCK);
  yield at.lock(ALLOC_LOCK);
  const count = yield at.load(POOL_COUNT);
  yield at.store(POOL_COUNT, count - 1);
  yield at.unlock(ALLOC_LOCK);
  yield at.unlock(SUPER_REG_LOCK);
}
