// The numbers that the hot loops are made of, and nothing else: a file of constants without imports is what a bundler
// writes into other files as numbers. Each is held to what it must equal by `checkLayout`.

/** A class index fits so many bits. */
export const CLASS_SHIFT = 3;
export const CLASS_MASK = 7;
/** Every Tiny request, in any block layout, fits so many bits. */
export const REQUEST_SHIFT = 12;
export const REQUEST_MASK = 4095;
/** Block numbers are given out in runs of 32, so that a SuperSlab of which sixteen blocks are used costs little. */
export const RUN_SHIFT = 5;
export const RUN_MASK = 31;
/** Stored bytes of a block, 16, as a shift. */
export const FRONT_SHIFT = 4;
/** Integers in a row of a thread's caches, 8, as a shift. */
export const ROW_SHIFT = 3;
export const HEADER_BYTES = 1;
export const HEADER_MAGIC = 0xa0;
/** larson writes 'a' then 'b' into the first two bytes of each block. */
export const LARSON_FIRST = 0x61;
export const LARSON_SECOND = 0x62;

/** No block; the end of a list. */
export const NONE = -1;
/** The link's bytes lead to no block of the list's class, as far as is known. */
export const NO_GUESS = -2;
/** State of a block in a thread's cache. */
export const CACHED = -1;
/** A slot of plain calls without a block. */
export const EMPTY = -1;
/** In place of a slot: the call is not plain. */
export const NOT_PLAIN = -1;
/** Largest thread number that a packed malloc has bits for. */
export const LAST_PLAIN_THREAD = 524287;

/** Places in a row of a thread's caches. */
export const HEAD = 0;
export const COUNT = 1;
export const CAPACITY = 2;
export const BOUND = 3;
/** Frees until the next drain of the cache. */
export const UNTIL_DRAIN = 4;
/** Adaptive sizing: most blocks since the last decision, refills since then, and how often it grew and shrank. */
export const HIGH_WATER = 5;
export const REFILLS = 6;
export const DECISIONS = 7;

/** The front of the stage: calls, two integers each; the size class by request; figures; then an arena. */
export const STAGED_CALLS = 8192;
export const CLASSES_AT = 16384;
export const FIGURES_AT = 20480;
export const ARENA_AT = 20544;
/** Figures that a loop adds to. */
export const LIVE_BYTES = 20480;
export const PEAK = 20481;
export const PUSHES = 20482;
export const FOREIGN = 20483;
export const REMOTE_FREES = 20484;
/** Where columns start. */
export const ROWS = 20496;
export const PAIRS = 20497;
export const RUN_SLAB = 20498;
export const RUN_BASE = 20499;
export const OWNER_ROWS = 20500;
export const SLOTS = 20501;
/** A bit for each class whose frees are plain; none while the registry must be asked. */
export const PLAIN_FREES = 20503;
export const ALL_PLAIN = 255;
/** 1: the policy counts frees (drain) or high-water marks (adaptive sizing). */
export const COUNTS_FREES = 20504;
/** 1: the program writes larson's two bytes into each block it gets. */
export const WRITES = 20505;
/** By class, eight each: stride, and place of the link. */
export const STRIDES = 20512;
export const LINK_OFFSETS = 20520;
