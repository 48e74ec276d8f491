// The one table of a policy's fields: what each may be. The checker, the merging with the built-in policy and
// media/schemas/policy.schema.json are all made from it.
//
// The compiler holds the table to the allocator's types: a field, a reading or a bug that is added there must be named
// here. Upper bounds are ours: far above anything that hakmem had, low enough that no policy exhausts this machine.

import {
  type BlockLayoutName,
  type Environment,
  type Policy,
  policies,
  type Switches,
  switchTable,
} from "../../../allocator/index.ts";
import type { LayerPolicy } from "../../../allocator/layers.ts";
import type {
  AdaptivePolicy,
  Bug,
  CachePolicy,
  Epoch,
  LruPolicy,
  SuperSlabPolicy,
} from "../../../allocator/policy.ts";
import {
  type ChoiceShape,
  choiceOf,
  flag,
  fraction,
  integer,
  numberChoiceOf,
  type ObjectShape,
  objectOf,
  orNull,
  orUndefined,
  type Shape,
  text,
} from "./shape.ts";

const MOST = Number.MAX_SAFE_INTEGER;
const CLASSES = 8;
const MOST_BLOCKS = 65_536;

const name = text("Shown in reports and menus; a name of its own.", 64, {
  source: "^[a-z0-9][a-z0-9+._-]*$",
  words: "small letters, digits and + . _ -, not beginning with one of these",
});

const superSlabs = objectOf<SuperSlabPolicy>("How classes get and give back SuperSlabs.", {
  lg: numberChoiceOf<SuperSlabPolicy["lg"]>("Size of a SuperSlab, as a power of two.", {
    20: "1 MiB",
    21: "2 MiB",
  }),
  supply: choiceOf<SuperSlabPolicy["supply"]>("How a class gets slabs.", {
    own: "each thread maps SuperSlabs of its own (E4)",
    "chunk-list": "all threads share a class's list, which grows (Option B, E5)",
    "shared-pool": "slabs of any class out of shared SuperSlabs (E9)",
  }),
  initialSlabs: {
    kind: "list",
    about: "Slabs that the list of each class starts with, for supply chunk-list.",
    item: integer("Slabs; what one SuperSlab holds is the least.", 1, 4096),
    least: CLASSES,
    most: CLASSES,
    unique: false,
  },
  release: choiceOf<SuperSlabPolicy["release"]>("When an empty SuperSlab is given back.", {
    never: "it is kept for ever",
    trim: "when hak_tiny_trim runs and no block is active",
    "when-empty": "as soon as its last slab is empty",
  }),
  trimEvery: integer("Calls between two trims, for release trim; 0: only when asked for.", 0, MOST),
  emptyReserve: integer("Empty SuperSlabs that are kept mapped and used again first.", 0, 4096),
  lru: orNull(
    objectOf<LruPolicy>("The cache of released SuperSlabs (E8), or null.", {
      maxCached: integer("Most SuperSlabs (HAKMEM_SUPERSLAB_MAX_CACHED).", 0, 65_536),
      maxBytes: integer("Most bytes (HAKMEM_SUPERSLAB_MAX_MEMORY_MB, in bytes).", 0, MOST),
      ttlCalls: integer("Calls after which an unused one is unmapped.", 0, MOST),
    }),
  ),
  registry: choiceOf<SuperSlabPolicy["registry"]>("The table that finds SuperSlabs.", {
    fixed: "4,096 slots, eight probes",
    growing: "doubles until every SuperSlab has a slot",
  }),
  ownerBits: numberChoiceOf<SuperSlabPolicy["ownerBits"]>("Bits of the owner id of a slab.", {
    8: "E9",
    16: "quoted for E8",
    32: "no two threads look alike",
  }),
});

const cache = objectOf<CachePolicy>("The caches of a thread.", {
  capacity: integer("Most blocks of one class; where sizing adapts, at first.", 1, MOST_BLOCKS),
  refillBatch: integer("Blocks that one refill asks for.", 1, MOST_BLOCKS),
  adaptive: orNull(
    objectOf<AdaptivePolicy>("Cache sizing by use (Phase 2b), or null.", {
      min: integer("Smallest capacity.", 1, MOST_BLOCKS),
      max: integer("Largest capacity.", 1, MOST_BLOCKS),
      growAbove: fraction("Share of the capacity whose use doubles it."),
      shrinkBelow: fraction("Share of the capacity under which it is halved."),
      window: integer("Refills between two decisions.", 1, MOST_BLOCKS),
    }),
  ),
  drainEvery: integer("Frees of a class after which its cache is emptied; 0: never.", 0, 2 ** 30),
  magazine: orNull(
    objectOf<NonNullable<CachePolicy["magazine"]>>("A LIFO in front of the cache, or null.", {
      classes: integer("Classes below this one have it.", 1, CLASSES),
      capacity: integer("Blocks it holds.", 1, MOST_BLOCKS),
    }),
  ),
});

const ownership: Shape = {
  kind: "variants",
  about: "Who free asks: header or registry (lookup), or a bit per 64 KiB (Option C).",
  tag: "kind",
  variants: {
    lookup: {},
    bitmap: {
      regions: integer("Bits of the table.", 1, 2 ** 31),
      bounded: flag("False: an address beyond the table is indexed all the same."),
    },
  },
};

const MOST_BYTES = 2 ** 32;
const MOST_CLASSES = 64;

/** What every pool has. */
const poolFields = {
  from: integer("Smallest request; 0: everything above Tiny.", 0, MOST_BYTES),
  classes: listOf("Block sizes, ascending.", integer("Bytes.", 1, MOST_BYTES)),
  wMax: orUndefined({
    ...fraction("Most times a block may be as large as the request, or null."),
    least: 1,
    most: 1000,
  }),
};

const shards: Shape = {
  kind: "variants",
  about:
    "Free lists that threads share: a fixed number, or (a design only) doubled with the threads.",
  tag: "kind",
  variants: {
    fixed: { count: integer("Shards.", 1, 65_536) },
    dynamic: {
      first: integer("Shards at first.", 1, 65_536),
      most: integer("Most shards.", 1, 65_536),
    },
  },
};

const layers = objectOf<LayerPolicy>("The layers above Tiny.", {
  pools: {
    kind: "list",
    about: "Pools in the order in which a request meets them; what none serves is a mapping.",
    item: {
      kind: "variants",
      about: "A pool of blocks.",
      tag: "kind",
      variants: {
        "mid-mt": poolFields,
        "mid-pool": {
          ...poolFields,
          ringSlots: integer("Slots of a thread's ring, per class.", 1, MOST_BLOCKS),
          shards: integer("Free lists per class that threads share.", 1, 65_536),
          bundle: integer("Pages that a refill maps at once.", 1, 1024),
        },
        "pool-tls": {
          ...poolFields,
          refill: listOf("Blocks that a refill carves, per class.", integer("Blocks.", 1, 65_536)),
          chunkBytes: listOf(
            "Sizes of a thread's first, second, … chunk; the last one repeats.",
            integer("Bytes.", 4096, MOST_BYTES),
          ),
        },
        l25: { ...poolFields, shards },
      },
    },
    least: 0,
    most: 8,
    unique: false,
  },
  bigCache: orUndefined({
    kind: "variants",
    about: "What keeps freed mappings, or null.",
    tag: "kind",
    variants: {
      fixed: {
        sites: integer("Sites.", 1, 65_536),
        slotsPerSite: integer("Slots of a site.", 1, 1024),
      },
      dynamic: {
        firstBuckets: integer("Buckets at first.", 1, 65_536),
        mostBuckets: integer("Most buckets.", 1, 2 ** 20),
        load: fraction("Entries per bucket at which the table doubles."),
      },
    },
  }),
});

function listOf(about: string, item: Shape): Shape {
  return { kind: "list", about, item, least: 1, most: MOST_CLASSES, unique: false };
}

const bugs: Shape = {
  kind: "list",
  about: "Known bugs that this version has, by scenario.",
  item: choiceOf<Bug>("A scenario.", {
    S3: "a refill forgets the active count",
    S5: "a slab's blocks counted by class size, not by stride",
    S12: "a pointer converted twice",
    S13: "class 7 cut in steps of the old size",
    "S15-leak": "the drain drops a block",
    "S15-duplicate": "the drain pushes a block twice",
    S21: "a class one beyond the last",
    S22: "a header expected where a class has none",
    S27: "a link read at another offset",
  }),
  least: 0,
  most: 9,
  unique: true,
};

/** The readings, the meaning and the reason stand in the allocator's own table of switches. */
const switches = objectOf<Switches>(
  "Readings of what the documents leave open; those of a trace win over these.",
  Object.fromEntries(
    switchTable.map(({ name, values, meaning }): [string, ChoiceShape] => [
      name,
      { kind: "choice", about: meaning, values },
    ]),
  ) as Record<keyof Switches, ChoiceShape>,
);

export const policyShape = objectOf<Policy>("A policy of the modelled allocator.", {
  name,
  title: text("Shown in menus.", 120),
  summary: text("One sentence: what it does differently.", 400),
  epoch: choiceOf<Epoch>("The version of hakmem it is or starts from.", {
    E4: "2025-11-08, the crash",
    E5: "Phase 2",
    E6: "stride with header",
    E7: "headers for all classes",
    E8: "SuperSlab LRU cache",
    E9: "shared pool and drain",
    E10: "atomic free lists",
  }),
  fallback: choiceOf<Policy["fallback"]>("What a request gets when SuperSlab refill fails.", {
    libc: "libc memory (E4)",
    null: "NULL with errno 12 (Option A, E5)",
  }),
  blocks: choiceOf<BlockLayoutName>("How the blocks of each class are cut.", {
    E4: "header inside the block",
    E6: "header in front, class 7 without",
    E7: "a header for every class, inside",
    E10: "as E7, class 7 of 2,048 bytes",
  }),
  superSlabs,
  cache,
  ownership,
  layers,
  bugs,
  switches,
});

type Figures = Omit<Environment, "hypothesis">;

export const environmentShape = objectOf<Figures>(
  "Figures of the environment that a replay assumes.",
  {
    mappingLimit: integer("vm.max_map_count.", 0, MOST),
    initialMappings: integer("Mappings before the first allocation.", 0, MOST),
    addressSpaceBytes: integer("Address space of the process.", 0, MOST),
    threadStackBytes: integer("What pthread_create maps, guard page included.", 0, MOST),
    threadsJoined: flag("Are ended threads joined?"),
    superSlabsPerClass: orUndefined(integer("SuperSlabs that one class may hold.", 0, MOST)),
    superSlabLimit: orUndefined(integer("SuperSlabs that may be mapped at a time.", 0, MOST)),
    failMmaps: {
      kind: "list",
      about: "Requests to mmap memory that fail, counted from 1.",
      item: integer("The number of a request.", 1, 999_999_999),
      least: 0,
      most: 1000,
      unique: true,
    },
  },
);

/** A policy file: a name, the built-in policy it starts from, and any fields that differ. */
export const documentShape: ObjectShape = {
  kind: "object",
  about: "A policy for hakmem-trace replay --policy FILE and Replay With Policy….",
  required: ["name", "extends"],
  fields: {
    $schema: text("Address of this schema, for editors.", 1000),
    extends: {
      kind: "choice",
      about: "The built-in policy that gives every field which this file does not.",
      values: policies.map((policy) => policy.name),
    },
    ...policyShape.fields,
    environment: environmentShape,
  },
};
