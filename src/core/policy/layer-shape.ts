// The part of a policy's table of fields that describes the layers above Tiny.
//
// Bounds that the model's drawing sets by itself are here (what must be whole pages, what 4 MiB must hold); what two
// fields may not be together is in layer-contradictions.ts. Other bounds are ours, as in policy-shape.ts.

import type { BigCachePolicy, LayerPolicy, PoolPolicy, Shards } from "../../../allocator/layers.ts";
import {
  HEADER_CLASS_MASK,
  MALLOC_ALIGNMENT,
  MID_CHUNK_BYTES,
  MID_PAGE_BYTES,
  PAGE_BYTES,
} from "../../../allocator/layout.ts";
import {
  decimal,
  integer,
  listOf,
  multiple,
  objectOf,
  orUndefined,
  type Shape,
  variantsOf,
} from "./shape.ts";

const MOST_BYTES = 2 ** 32;
const MOST_CLASSES = 64;
/** Tiny serves whatever is smaller. */
const LEAST_BLOCK = 1024;

/** What every pool has. */
function poolFields(mostClasses: number, mostBytes: number) {
  const bytes = multiple("Bytes.", MALLOC_ALIGNMENT, LEAST_BLOCK, mostBytes);
  return {
    from: integer("Smallest request; 0: everything above Tiny.", 0, MOST_BYTES),
    classes: listOf("Block sizes, ascending.", bytes, 1, mostClasses),
    wMax: orUndefined(
      decimal("Most times a block may be as large as the request; null: no bound.", 1, 1000),
    ),
  };
}

const shards: Shape = variantsOf<Shards>(
  "Free lists that threads share: a fixed number, or (a design only) doubled with the threads.",
  {
    fixed: { count: integer("Shards.", 1, 4096) },
    dynamic: {
      first: integer("Shards at first.", 1, 4096),
      most: integer("Most shards.", 1, 4096),
    },
  },
);

const pool = variantsOf<PoolPolicy>("A pool of blocks.", {
  "mid-mt": poolFields(MOST_CLASSES, MID_CHUNK_BYTES),
  "mid-pool": {
    ...poolFields(MOST_CLASSES, MID_PAGE_BYTES - MALLOC_ALIGNMENT),
    ringSlots: integer("Slots of a thread's ring, per class.", 1, 65_536),
    shards: integer("Free lists per class that threads share.", 1, 4096),
    bundle: integer("Pages that a refill maps at once (HAKMEM_POOL_MIN_BUNDLE).", 1, 1024),
  },
  "pool-tls": {
    ...poolFields(HEADER_CLASS_MASK + 1, MOST_BYTES),
    refill: listOf(
      "Blocks that a refill carves, per class.",
      integer("Blocks.", 1, 65_536),
      1,
      HEADER_CLASS_MASK + 1,
    ),
    chunkBytes: listOf(
      "Sizes of a thread's first, second, … chunk; the last one repeats.",
      multiple("Bytes.", PAGE_BYTES, PAGE_BYTES, MOST_BYTES),
      1,
      MOST_CLASSES,
    ),
  },
  l25: { ...poolFields(MOST_CLASSES, MOST_BYTES), shards },
});

export const layers = objectOf<LayerPolicy>("The layers above Tiny.", {
  pools: listOf(
    "Pools in the order in which a request meets them; what none serves is a mapping.",
    pool,
    0,
    8,
  ),
  bigCache: orUndefined(
    variantsOf<BigCachePolicy>("What keeps freed mappings; null: they go back at once.", {
      fixed: {
        sites: integer("Sites.", 1, 4096),
        slotsPerSite: integer("Slots of a site.", 1, 64),
      },
      dynamic: {
        firstBuckets: integer("Buckets at first.", 1, 65_536),
        mostBuckets: integer("Most buckets.", 1, 65_536),
        load: decimal("Mappings per bucket at which the buckets double.", 0.01, 1),
      },
    }),
  ),
});
