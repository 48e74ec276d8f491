// The process's memory as bytes at addresses: what a load anywhere would read, put together from the parts that store it.
//
// Tiny blocks: their front (stored, or what fast mode says), then what the program wrote (`writes`), else zero. libc's brk
// heap: real bytes. Mappings and pool blocks: their header (AllocHeader, Pool TLS byte, libc's chunk header), and the
// program's first two bytes under `larson`; the rest reads as zero even if the program filled it. Everything else that is
// mapped reads as zero; unmapped reads answer FAULT.
//
// Slow on purpose: only checks on foreign pointers come here. The allocator's hot path reads block fronts directly.

import { AddressIndex, NO_ROW } from "./address-index.ts";
import type { AddressSpace } from "./address-space.ts";
import { NONE } from "./bits.ts";
import type { ByteColumn, Store } from "./columns.ts";
import { FRONT_BYTES, type Heap } from "./heap.ts";
import type { LargeLayers } from "./large/large-layers.ts";
import {
  ALLOC_HEADER_MAGIC,
  ALLOC_HEADER_METHOD,
  ALLOC_HEADER_WORD,
  BRK_START,
  CHUNK_HEADER_BYTES,
  IS_MMAPPED,
  MALLOC_ALIGNMENT,
  PAGE_BYTES,
} from "./layout.ts";
import { type OutsideBlocks, OutsideKind } from "./outside-blocks.ts";
import type { Touched } from "./switches.ts";
import type { WrittenBytes } from "./written-bytes.ts";

export const FAULT = -1;

interface Parts {
  readonly heap: Heap;
  readonly space: AddressSpace;
  readonly brk: ByteColumn;
  readonly outside: OutsideBlocks;
  readonly large: LargeLayers;
  /** Chunks that libc mapped: memory address to pages. */
  readonly mappedChunks: AddressIndex;
  readonly touched: Touched;
  readonly written: WrittenBytes;
  /** Called before a byte of a Tiny block is stored: fast mode has no place for it. */
  readonly turnToBytes: () => void;
}

export class Memory {
  private readonly parts: Parts;
  /** Bytes that were stored where no part keeps any: address to byte. */
  private readonly loose: AddressIndex;

  constructor(store: Store, parts: Parts) {
    this.parts = parts;
    this.loose = new AddressIndex(store);
  }

  /** The byte, or FAULT. */
  readByte(address: number): number {
    const { heap, brk, space } = this.parts;
    if (this.loose.size > 0) {
      const byte = this.loose.find(address);
      if (byte !== NO_ROW && (heap.find(address) === NONE || heap.foundOffset >= FRONT_BYTES)) {
        return byte;
      }
    }
    if (heap.superSlabOf(address) !== NONE) return this.tinyByte(address);
    const offset = address - BRK_START;
    if (offset >= 0 && offset < brk.length) return brk.get(offset);
    return space.isMapped(address) ? this.mappedByte(address) : FAULT;
  }

  /** Eight bytes as a number, exact below 2^53; or FAULT. */
  readWord(address: number): number {
    const low = this.readLow(address);
    const high = this.readLow(address + 4);
    return low === FAULT || high === FAULT ? FAULT : high * 2 ** 32 + low;
  }

  /** Four bytes as an unsigned number, or FAULT: exact where a word's low bits are asked for. */
  readLow(address: number): number {
    let value = 0;
    for (let byte = 3; byte >= 0; byte--) {
      const read = this.readByte(address + byte);
      if (read === FAULT) return FAULT;
      value = value * 256 + read;
    }
    return value;
  }

  writeWord(address: number, word: number): void {
    let rest = word;
    for (let byte = 0; byte < 8; byte++) {
      const next = Math.floor(rest / 256);
      this.writeByte(address + byte, rest - next * 256);
      rest = next;
    }
  }

  writeByte(address: number, value: number): void {
    const { heap, brk } = this.parts;
    const block = heap.find(address);
    if (block !== NONE) {
      const offset = heap.foundOffset;
      this.parts.turnToBytes();
      if (offset < FRONT_BYTES) heap.blocks.setFrontByte(block, offset, value);
      else this.loose.set(address, value);
      return;
    }
    const offset = address - BRK_START;
    if (offset >= 0 && offset < brk.length) brk.set(offset, value);
    else if (this.parts.space.isMapped(address)) this.loose.set(address, value);
  }

  /** The owner of a Tiny block wrote these bytes: what others had stored there is gone. */
  overwrite(start: number, end: number): void {
    for (let at = start; at < end && this.loose.size > 0; at++) this.loose.remove(at);
  }

  /** Stores the same byte all over a range of libc's heap; elsewhere nothing is kept. */
  fill(address: number, length: number, value: number): void {
    const { brk } = this.parts;
    const from = address - BRK_START;
    if (from >= 0 && from + length <= brk.length) brk.fill(from, from + length, value);
  }

  private tinyByte(address: number): number {
    const { heap, touched, written } = this.parts;
    const block = heap.find(address);
    if (block === NONE) return 0;
    const offset = heap.foundOffset;
    const front = heap.sizes.userOffsets[heap.foundClass] as number;
    if (offset >= front) touched.add("writes");
    if (offset < FRONT_BYTES) return heap.byte(block, offset);
    if (!heap.blocks.inBytes) return 0;
    return offset - front < heap.blocks.written.get(block) ? written.fill : 0;
  }

  private mappedByte(address: number): number {
    const { outside, large, mappedChunks, touched, written } = this.parts;
    const header = large.headerByte(address);
    if (header !== NONE) return header;
    const offset = address % MALLOC_ALIGNMENT;
    const memory = address - offset + MALLOC_ALIGNMENT;
    const row = outside.find(memory);
    if (row !== NO_ROW && outside.kind(row) !== OutsideKind.LibcPlain) {
      if (offset < ALLOC_HEADER_METHOD) return byteOf(ALLOC_HEADER_MAGIC, offset);
      if (offset < ALLOC_HEADER_WORD) {
        return byteOf(outside.method(row), offset - ALLOC_HEADER_METHOD);
      }
      return byteOf(outside.word(row), offset - ALLOC_HEADER_WORD);
    }
    const pages = mappedChunks.find(memory);
    if (pages !== NO_ROW) {
      return offset < CHUNK_HEADER_BYTES / 2
        ? 0
        : byteOf(pages * PAGE_BYTES + IS_MMAPPED, offset - CHUNK_HEADER_BYTES / 2);
    }
    const front = large.frontOffset(address);
    if (front !== NONE) {
      touched.add("writes");
      return written.byteAt(front);
    }
    if (outside.find(memory - MALLOC_ALIGNMENT) !== NO_ROW) {
      touched.add("writes");
      return written.byteAt(offset);
    }
    return 0;
  }
}

function byteOf(word: number, index: number): number {
  return Math.floor(word / 256 ** index) % 256;
}
