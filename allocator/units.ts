// Units and names of things: brands for numbers that must not be mixed up, and the powers of two everything is counted in.
//
// A brand costs nothing at run time. Each constructor below is the one place where a plain number becomes that thing.
// Addresses of a 47-bit user space do not fit 32-bit integers: they are exact doubles, so `&` and `>>` never touch one.

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A virtual address of the modelled process; 0 is NULL. */
export type Address = Brand<number, "Address">;
/** A number of bytes, up to 2^53. */
export type Bytes = number;
/** Tiny size class, 0..7. */
export type SizeClass = Brand<number, "SizeClass">;
/** Dense number of a thread life: 0 is the main thread. A tid that is reused gets a new number. */
export type ThreadId = Brand<number, "ThreadId">;
/** Dense number of a SuperSlab in order of creation. */
export type SuperSlabId = Brand<number, "SuperSlabId">;

export const address = (value: number): Address => value as Address;
export const sizeClass = (value: number): SizeClass => value as SizeClass;
export const threadId = (value: number): ThreadId => value as ThreadId;
export const superSlabId = (value: number): SuperSlabId => value as SuperSlabId;

export const NULL_ADDRESS: Address = address(0);
export const MAIN_THREAD: ThreadId = threadId(0);
/** "No thread": the owner of an abandoned slab, the unknown creator of a thread. */
export const NO_THREAD: ThreadId = threadId(-1);

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;
export const TiB = 1024 * GiB;
