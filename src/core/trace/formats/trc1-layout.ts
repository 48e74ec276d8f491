// The bits of a TRC1 file, for its reader and its writer: little-endian words of 32 bits.

export const MAGIC = "TRC1";
export const VERSION = 1;
export const HEADER_BYTES = 64;
export const RECORD_BYTES = 8;

/** Which word of the header holds what; the rest is 0. */
export const HeaderWord = { Magic: 0, Version: 1, Events: 2, Ids: 3, Threads: 4 } as const;

/** Word 0 of a record: FREE, thread << THREAD_SHIFT, size; word 1 is the id. */
export const FREE = 1 << 31;
export const THREAD_SHIFT = 20;
export const THREAD_MASK = (1 << 11) - 1;
export const SIZE_MASK = (1 << THREAD_SHIFT) - 1;
