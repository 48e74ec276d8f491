// glibc's main arena below its tcache: chunks in brk memory, their size words, fast bins, bins, the top chunk.
//
// A chunk's words really lie in brk's bytes: previous size, size with its flag bits, and the links of a free chunk in its
// first payload bytes. What a program or a confused allocator stores there is what the next call reads.
//
// Simplified where no outcome here depends on it: bins are exact below 1 KiB and one first-fit list above, there is no
// unsorted stage, fast chunks are never consolidated, and all threads share this arena (glibc gives contending threads
// arenas of their own).

import type { ByteColumn, DoubleColumn, Store } from "./columns.ts";
import {
  BRK_LIMIT_BYTES,
  BRK_START,
  CHUNK_HEADER_BYTES,
  FAST_CHUNK_LIMIT,
  MALLOC_ALIGNMENT,
  MIN_CHUNK_BYTES,
  PAGE_BYTES,
  PREV_IN_USE,
  SIZE_FLAGS,
  TOP_PAD,
} from "./layout.ts";
import type { Memory } from "./memory.ts";
import { FAULT } from "./memory.ts";

const LARGE_BIN = 64;
const SIZE_WORD = 8;
const FORWARD = CHUNK_HEADER_BYTES;
const BACKWARD = CHUNK_HEADER_BYTES + 8;
const TOP = 0;

export class LibcChunks {
  private readonly brk: ByteColumn;
  private readonly memory: Memory;
  private readonly fast: DoubleColumn;
  private readonly bins: DoubleColumn;
  private readonly registers: DoubleColumn;

  constructor(store: Store, brk: ByteColumn, memory: Memory) {
    this.brk = brk;
    this.memory = memory;
    this.fast = store.doubles();
    this.fast.extend(FAST_CHUNK_LIMIT / MALLOC_ALIGNMENT + 1, 0);
    this.bins = store.doubles();
    this.bins.extend(LARGE_BIN + 1, 0);
    this.registers = store.doubles();
    this.registers.push(BRK_START);
  }

  get top(): number {
    return this.registers.get(TOP);
  }

  get topSize(): number {
    return BRK_START + this.brk.length - this.top;
  }

  inBrk(address: number): boolean {
    return address >= BRK_START && address < BRK_START + this.brk.length;
  }

  /** A chunk of `size` bytes marked in use, 0 when brk cannot grow. */
  take(size: number): number {
    const found = this.takeFast(size) || this.takeBinned(size) || this.takeTop(size);
    return found;
  }

  /** Gives a chunk back, after the tests that glibc makes; the text of the one that failed, or "". */
  release(chunk: number, size: number): string {
    return size <= FAST_CHUNK_LIMIT
      ? this.releaseFast(chunk, size)
      : this.releaseNormal(chunk, size);
  }

  /** Do the size words lead from the first chunk to the top chunk? */
  isWalkable(): boolean {
    let chunk: number = BRK_START;
    while (chunk < this.top) {
      const size = this.sizeOf(chunk);
      if (size < MIN_CHUNK_BYTES || size % MALLOC_ALIGNMENT !== 0) return false;
      chunk += size;
    }
    return chunk === this.top;
  }

  private takeFast(size: number): number {
    if (size > FAST_CHUNK_LIMIT) return 0;
    const bin = size / MALLOC_ALIGNMENT;
    const chunk = this.fast.get(bin);
    if (chunk !== 0) this.fast.set(bin, this.readAt(chunk + FORWARD));
    return chunk;
  }

  private takeBinned(size: number): number {
    for (let bin = Math.min(size / MALLOC_ALIGNMENT, LARGE_BIN); bin <= LARGE_BIN; bin++) {
      let chunk = this.bins.get(bin);
      while (chunk !== 0 && this.sizeOf(chunk) < size) chunk = this.readAt(chunk + FORWARD);
      if (chunk === 0) continue;
      const whole = this.sizeOf(chunk);
      if (this.unlink(chunk, whole) !== "") return 0;
      if (whole - size >= MIN_CHUNK_BYTES) {
        this.setSize(chunk, size);
        this.putFree(chunk + size, whole - size);
      } else this.markPrevious(chunk + whole, true);
      return chunk;
    }
    return 0;
  }

  private takeTop(size: number): number {
    if (this.topSize < size + MIN_CHUNK_BYTES && !this.growTop(size)) return 0;
    const chunk = this.top;
    const rest = this.topSize - size;
    this.writeAt(chunk + SIZE_WORD, size + PREV_IN_USE);
    this.registers.set(TOP, chunk + size);
    this.writeAt(chunk + size + SIZE_WORD, rest + PREV_IN_USE);
    return chunk;
  }

  private growTop(size: number): boolean {
    const missing = size + TOP_PAD + MIN_CHUNK_BYTES - this.topSize;
    const growth = Math.ceil(missing / PAGE_BYTES) * PAGE_BYTES;
    if (this.brk.length + growth > BRK_LIMIT_BYTES) return false;
    this.brk.extend(growth);
    this.writeAt(this.top + SIZE_WORD, this.topSize + PREV_IN_USE);
    return true;
  }

  private releaseFast(chunk: number, size: number): string {
    const next = this.memory.readWord(chunk + size + SIZE_WORD);
    if (next === FAULT || next <= CHUNK_HEADER_BYTES || next >= this.brk.length) {
      return "free(): invalid next size (fast)";
    }
    const bin = size / MALLOC_ALIGNMENT;
    if (this.fast.get(bin) === chunk) return "double free or corruption (fasttop)";
    this.memory.writeWord(chunk + FORWARD, this.fast.get(bin));
    this.fast.set(bin, chunk);
    return "";
  }

  private releaseNormal(chunk: number, size: number): string {
    const next = chunk + size;
    if (chunk === this.top) return "double free or corruption (top)";
    if (next >= this.top + this.topSize) return "double free or corruption (out)";
    const nextLow = this.memory.readLow(next + SIZE_WORD);
    if ((nextLow & PREV_IN_USE) === 0) return "double free or corruption (!prev)";
    const nextSize = this.memory.readWord(next + SIZE_WORD);
    if (nextSize <= CHUNK_HEADER_BYTES || nextSize >= this.brk.length) {
      return "free(): invalid next size (normal)";
    }
    return this.coalesce(chunk, size, next);
  }

  private coalesce(chunk: number, size: number, next: number): string {
    let start = chunk;
    let length = size;
    if ((this.memory.readLow(chunk + SIZE_WORD) & PREV_IN_USE) === 0) {
      const before = this.memory.readWord(chunk);
      start = chunk - before;
      if (!this.inBrk(start) || this.sizeOf(start) !== before) {
        return "corrupted size vs. prev_size while consolidating";
      }
      length += before;
      const fault = this.unlink(start, before);
      if (fault !== "") return fault;
    }
    if (next === this.top) {
      this.registers.set(TOP, start);
      this.writeAt(start + SIZE_WORD, this.topSize + PREV_IN_USE);
      return "";
    }
    const nextSize = this.sizeOf(next);
    const beyond = next + nextSize;
    if (this.inBrk(beyond) && (this.brk.low(beyond + SIZE_WORD - BRK_START) & PREV_IN_USE) === 0) {
      const fault = this.unlink(next, nextSize);
      if (fault !== "") return fault;
      length += nextSize;
    }
    this.putFree(start, length);
    return "";
  }

  /** Puts a free chunk into its bin; the chunk after it learns of it. */
  private putFree(chunk: number, size: number): void {
    const bin = Math.min(size / MALLOC_ALIGNMENT, LARGE_BIN);
    const head = this.bins.get(bin);
    this.writeAt(chunk + SIZE_WORD, size + PREV_IN_USE);
    this.writeAt(chunk + FORWARD, head);
    this.writeAt(chunk + BACKWARD, 0);
    if (head !== 0) this.writeAt(head + BACKWARD, chunk);
    this.bins.set(bin, chunk);
    this.writeAt(chunk + size, size);
    this.markPrevious(chunk + size, false);
  }

  private unlink(chunk: number, size: number): string {
    const forward = this.readAt(chunk + FORWARD);
    const backward = this.readAt(chunk + BACKWARD);
    const bin = Math.min(size / MALLOC_ALIGNMENT, LARGE_BIN);
    const linkedBack = backward === 0 ? this.bins.get(bin) : this.readAt(backward + FORWARD);
    const linkedForth = forward === 0 ? chunk : this.readAt(forward + BACKWARD);
    if (linkedBack !== chunk || linkedForth !== chunk) return "corrupted double-linked list";
    if (backward === 0) this.bins.set(bin, forward);
    else this.writeAt(backward + FORWARD, forward);
    if (forward !== 0) this.writeAt(forward + BACKWARD, backward);
    return "";
  }

  private sizeOf(chunk: number): number {
    const word = this.readAt(chunk + SIZE_WORD);
    return word - (word % (SIZE_FLAGS + 1));
  }

  private setSize(chunk: number, size: number): void {
    const flags = this.brk.low(chunk + SIZE_WORD - BRK_START) & SIZE_FLAGS;
    this.writeAt(chunk + SIZE_WORD, size + flags);
  }

  private markPrevious(chunk: number, inUse: boolean): void {
    const offset = chunk + SIZE_WORD - BRK_START;
    const low = this.brk.low(offset);
    this.brk.setLow(offset, inUse ? low | PREV_IN_USE : low & ~PREV_IN_USE);
  }

  private readAt(address: number): number {
    const offset = address - BRK_START;
    return offset >= 0 && offset + 8 <= this.brk.length ? this.brk.word(offset) : 0;
  }

  private writeAt(address: number, word: number): void {
    const offset = address - BRK_START;
    if (offset >= 0 && offset + 8 <= this.brk.length) this.brk.setWord(offset, word);
  }
}
