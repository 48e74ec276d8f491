// The libc side: malloc and free of glibc 2.36 as far as a mixed allocation can tell, with free's tests in glibc's order
// and its exact messages.
//
// Nothing here knows hakmem. A pointer comes in, the word before it is read from the process's memory, and whatever the
// tests say happens: the chunk is taken, or the process dies. Whether libc ever gave that pointer out is kept aside in
// `given` and only reported (`Foreign`), never asked. What libc reads around a pointer that it never gave out may be the
// program's own bytes: the switch `writes` decides then.
//
// Differences from glibc: tcache links are stored plain (not mangled), its key is a constant, and one arena serves all
// threads; see libc-chunks.ts.

import { AddressIndex, NO_ROW } from "./address-index.ts";
import { type AddressSpace, MappingKind } from "./address-space.ts";
import type { DoubleColumn, IntColumn, Store } from "./columns.ts";
import {
  ARENA_HEAP_BYTES,
  CHUNK_HEADER_BYTES,
  IS_MMAPPED,
  MALLOC_ALIGNMENT,
  MIN_CHUNK_BYTES,
  MMAP_THRESHOLD,
  NON_MAIN_ARENA,
  PAGE_BYTES,
  SIZE_FLAGS,
  TCACHE_BINS,
  TCACHE_COUNT,
  TCACHE_KEY,
  TCACHE_STRUCT_BYTES,
} from "./layout.ts";
import type { LibcChunks } from "./libc-chunks.ts";
import { FAULT, type Memory } from "./memory.ts";
import type { Crash } from "./outcome.ts";
import { pointer } from "./refill-failure.ts";
import type { Touched } from "./switches.ts";

export const LibcFree = { Taken: 0, Foreign: 1, Died: 2 } as const;
export type LibcFree = (typeof LibcFree)[keyof typeof LibcFree];

interface Parts {
  readonly store: Store;
  readonly space: AddressSpace;
  readonly memory: Memory;
  readonly chunks: LibcChunks;
  readonly mappedChunks: AddressIndex;
  readonly touched: Touched;
}

const THRESHOLD = 0;
const MAPPED_BYTES = 1;

export class Libc {
  /** How the last call killed the process. */
  death: Crash | undefined;
  private readonly parts: Parts;
  /** Memory addresses given out and not given back, with the chunk's size. */
  private readonly given: AddressIndex;
  private readonly tcacheOf: IntColumn;
  private readonly tcacheHeads: DoubleColumn;
  private readonly tcacheCounts: IntColumn;
  private readonly registers: DoubleColumn;

  constructor(parts: Parts) {
    this.parts = parts;
    this.given = new AddressIndex(parts.store);
    this.tcacheOf = parts.store.ints();
    this.tcacheHeads = parts.store.doubles();
    this.tcacheCounts = parts.store.ints();
    this.registers = parts.store.doubles();
    this.registers.push(MMAP_THRESHOLD);
    this.registers.push(0);
  }

  /** Bytes in mappings of libc's own. */
  get mappedBytes(): number {
    return this.registers.get(MAPPED_BYTES);
  }

  /** Is the brk heap a chain of chunks from end to end? */
  isWalkable(): boolean {
    return this.parts.chunks.isWalkable();
  }

  /** Does the address lie in the brk heap? */
  inHeap(address: number): boolean {
    return this.parts.chunks.inBrk(address);
  }

  /** Address of `size` bytes, or 0. */
  malloc(thread: number, size: number): number {
    const tcache = this.tcache(thread);
    if (tcache < 0) return 0;
    const chunkSize = chunkBytes(size);
    const bin = tcacheBin(chunkSize);
    if (bin < TCACHE_BINS && this.tcacheCounts.get(tcache + bin) > 0) {
      const memory = this.popTcache(tcache + bin);
      if (memory !== 0) this.given.set(memory, chunkSize);
      return memory;
    }
    const mapped = chunkSize >= this.registers.get(THRESHOLD) ? this.mapChunk(chunkSize) : 0;
    if (mapped !== 0) return mapped;
    const chunk = this.parts.chunks.take(chunkSize);
    if (chunk === 0) return 0;
    this.given.set(chunk + CHUNK_HEADER_BYTES, chunkSize);
    return chunk + CHUNK_HEADER_BYTES;
  }

  /** Bytes the program may use of a block that malloc gave. */
  usable(memory: number): number {
    const pages = this.parts.mappedChunks.find(memory);
    if (pages !== NO_ROW) return pages * PAGE_BYTES - CHUNK_HEADER_BYTES;
    return this.given.find(memory) - CHUNK_HEADER_BYTES / 2;
  }

  free(thread: number, address: number): LibcFree {
    const chunk = address - CHUNK_HEADER_BYTES;
    const sizeAt = address - CHUNK_HEADER_BYTES / 2;
    const low = this.parts.memory.readLow(sizeAt);
    const word = this.parts.memory.readWord(sizeAt);
    if (word === FAULT) {
      return this.killed(`free reads the chunk size at ${pointer(sizeAt)}, which is not mapped`);
    }
    const read = `the word at ${pointer(sizeAt)} reads 0x${word.toString(16)}`;
    if ((low & IS_MMAPPED) !== 0) return this.freeMapped(address, chunk, word, read);
    if ((low & NON_MAIN_ARENA) !== 0) {
      const arena = address - (address % ARENA_HEAP_BYTES);
      if (!this.parts.space.isMapped(arena) && !this.parts.chunks.inBrk(arena)) {
        return this.killed(`${read}: bit 2 set, so the arena is looked for at ${pointer(arena)}`);
      }
    }
    return this.freeChunk(thread, address, word - (low & SIZE_FLAGS), read);
  }

  private freeChunk(thread: number, address: number, size: number, read: string): LibcFree {
    const chunk = address - CHUNK_HEADER_BYTES;
    if (chunk > 2 ** 64 - size || size === 0) {
      return this.aborted("free(): invalid pointer", `${read}: chunk + size wraps around`);
    }
    if (chunk % MALLOC_ALIGNMENT !== 0) {
      return this.aborted(
        "free(): invalid pointer",
        `${pointer(address)} is not aligned to ${MALLOC_ALIGNMENT}`,
      );
    }
    if (size < MIN_CHUNK_BYTES || size % MALLOC_ALIGNMENT !== 0) {
      return this.aborted("free(): invalid size", `${read}: no size of a chunk`);
    }
    if (this.given.find(address) === NO_ROW) this.parts.touched.add("writes");
    const tcache = this.tcache(thread);
    const bin = tcacheBin(size);
    if (tcache >= 0 && bin < TCACHE_BINS) {
      const fault = this.tcacheFault(tcache + bin, address);
      if (fault !== "") return this.aborted(fault, `${read}; the key beside it says tcache`);
      if (this.tcacheCounts.get(tcache + bin) < TCACHE_COUNT) {
        this.pushTcache(tcache + bin, address);
        return this.account(address);
      }
    }
    const fault = this.parts.chunks.release(chunk, size);
    return fault === "" ? this.account(address) : this.aborted(fault, read);
  }

  private freeMapped(address: number, chunk: number, word: number, read: string): LibcFree {
    const before = this.parts.memory.readWord(chunk);
    const start = chunk - before;
    const length = before + word - (word % (SIZE_FLAGS + 1));
    const inPage = address % PAGE_BYTES;
    if (start % PAGE_BYTES !== 0 || length % PAGE_BYTES !== 0 || !isPowerOfTwo(inPage)) {
      return this.aborted("munmap_chunk(): invalid pointer", `${read}: bit 1 says mmapped`);
    }
    if (this.parts.mappedChunks.remove(address) === NO_ROW) {
      return this.killed(
        `${read}: munmap of ${pointer(start)}, ${length} bytes, takes foreign memory`,
      );
    }
    if (length > this.registers.get(THRESHOLD)) this.registers.set(THRESHOLD, length);
    if (this.parts.space.unmap(start, start + length)) this.registers.add(MAPPED_BYTES, -length);
    return this.account(address);
  }

  private account(address: number): LibcFree {
    return this.given.remove(address) === NO_ROW ? LibcFree.Foreign : LibcFree.Taken;
  }

  private mapChunk(chunkSize: number): number {
    const pages = Math.ceil((chunkSize + CHUNK_HEADER_BYTES / 2) / PAGE_BYTES);
    const start = this.parts.space.map(pages * PAGE_BYTES, MappingKind.Memory);
    if (start === 0) return 0;
    const memory = start + CHUNK_HEADER_BYTES;
    this.registers.add(MAPPED_BYTES, pages * PAGE_BYTES);
    this.parts.mappedChunks.set(memory, pages);
    this.given.set(memory, chunkSize);
    return memory;
  }

  /** First row of the thread's bins; the record itself is a chunk, made at first use; -1 without memory. */
  private tcache(thread: number): number {
    if (thread >= this.tcacheOf.length) this.tcacheOf.extend(thread + 1 - this.tcacheOf.length, -1);
    let row = this.tcacheOf.get(thread);
    if (row < 0) {
      if (this.parts.chunks.take(chunkBytes(TCACHE_STRUCT_BYTES)) === 0) return -1;
      row = this.tcacheHeads.length;
      this.tcacheHeads.extend(TCACHE_BINS, 0);
      this.tcacheCounts.extend(TCACHE_BINS, 0);
      this.tcacheOf.set(thread, row);
    }
    return row;
  }

  private popTcache(row: number): number {
    const memory = this.tcacheHeads.get(row);
    if (memory % MALLOC_ALIGNMENT !== 0) {
      this.aborted(
        "malloc(): unaligned tcache chunk detected",
        `the list holds ${pointer(memory)}`,
      );
      return 0;
    }
    const next = this.parts.memory.readWord(memory);
    if (next === FAULT) {
      this.killed(`malloc takes ${pointer(memory)} from its tcache, which is not mapped`);
      return 0;
    }
    this.tcacheHeads.set(row, next);
    this.tcacheCounts.add(row, -1);
    this.parts.memory.writeWord(memory + 8, 0);
    return memory;
  }

  private pushTcache(row: number, memory: number): void {
    this.parts.memory.writeWord(memory, this.tcacheHeads.get(row));
    this.parts.memory.writeWord(memory + 8, TCACHE_KEY);
    this.tcacheHeads.set(row, memory);
    this.tcacheCounts.add(row, 1);
  }

  /** A block that carries the key may lie in the bin already. */
  private tcacheFault(row: number, memory: number): string {
    if (this.parts.memory.readWord(memory + 8) !== TCACHE_KEY) return "";
    let entry = this.tcacheHeads.get(row);
    for (let count = 0; entry !== 0 && entry !== FAULT; count++) {
      if (count >= TCACHE_COUNT) return "free(): too many chunks detected in tcache";
      if (entry % MALLOC_ALIGNMENT !== 0) return "free(): unaligned chunk detected in tcache 2";
      if (entry === memory) return "free(): double free detected in tcache 2";
      entry = this.parts.memory.readWord(entry);
    }
    return "";
  }

  private aborted(message: string, mechanism: string): LibcFree {
    this.death = { exitCode: 134, message, mechanism: `libc: ${mechanism}` };
    return LibcFree.Died;
  }

  private killed(mechanism: string): LibcFree {
    this.death = { exitCode: 139, message: "", mechanism: `libc: ${mechanism}` };
    return LibcFree.Died;
  }
}

/** Chunk size that serves a request: room for the size word, rounded up. */
function chunkBytes(size: number): number {
  const needed = size + CHUNK_HEADER_BYTES / 2;
  return Math.max(MIN_CHUNK_BYTES, Math.ceil(needed / MALLOC_ALIGNMENT) * MALLOC_ALIGNMENT);
}

function tcacheBin(chunkSize: number): number {
  return (chunkSize - MIN_CHUNK_BYTES) / MALLOC_ALIGNMENT;
}

function isPowerOfTwo(value: number): boolean {
  return (value & (value - 1)) === 0;
}
