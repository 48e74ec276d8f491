// TRC1, the benchmark trace: a header of 64 bytes, then eight bytes an event, all little-endian words.
//
// ```
// header   "TRC1"  version 1  events  ids  threads  0 ...
// event    word 0: free << 31 | thread << 20 | size      word 1: id
// ```
//
// An id names a block from its allocation to its free and may be given again. Threads are born at their first event. The
// header only promises: ids are checked against it, counts that differ are said, and reading goes on to the end of the
// file. There are no lines; messages say at which byte.
//
// What it does not say: times, call sites, anything but malloc and free, sizes from a mebibyte on, where threads begin
// and end. These files are made for benchmarks, so blocks alive at the end are no leak of a program.

import { GrowingColumn } from "../../base/growing-column.ts";
import type { TraceBuilder } from "../trace-builder.ts";
import type { BinaryImporter, ByteFeed } from "./importer.ts";
import {
  FREE,
  HEADER_BYTES,
  HeaderWord,
  MAGIC,
  RECORD_BYTES,
  SIZE_MASK,
  THREAD_MASK,
  THREAD_SHIFT,
  VERSION,
} from "./trc1-layout.ts";

export const trc1 = {
  id: "trc1",
  title: "TRC1 benchmark trace",
  extensions: ["trc1"],
  hasThreads: true,
  confessions: [
    "Made for benchmarks: only malloc and free, no times, no call sites, no thread births.",
    "Blocks alive at the end are no leak of a program.",
  ],
  sniff: (head: string): boolean => head.startsWith(MAGIC),
  columns: () => ({ times: false, sites: false }),
  feed: (builder: TraceBuilder): ByteFeed => new Trc1Feed(builder),
} as const satisfies BinaryImporter;

/** Ids from here on are out of range, whatever the header says: no trace that is read has so many blocks. */
const MOST_IDS = 100_000_000;
const NO_SLOT = 0;

class Trc1Feed implements ByteFeed {
  private readonly builder: TraceBuilder;
  /** A header or a record that is not yet complete. */
  private readonly partial = new Uint8Array(HEADER_BYTES);
  private partialLength = 0;
  /** Bytes that the part being gathered has. */
  private wanted = HEADER_BYTES;
  private inHeader = true;
  private ids = 0;
  private declaredEvents = 0;
  private declaredThreads = 0;
  private records = 0;
  /** Slot of each id + 1, NO_SLOT while it names no block; as long as the largest id so far. */
  private readonly slots = new GrowingColumn((length) => new Int32Array(length));

  constructor(builder: TraceBuilder) {
    this.builder = builder;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      const left = chunk.length - at;
      if (!this.inHeader && this.partialLength === 0 && left >= RECORD_BYTES) {
        at += this.readRecords(chunk.subarray(at, at + left - (left % RECORD_BYTES)));
      } else {
        const piece = chunk.subarray(at, at + this.wanted - this.partialLength);
        this.partial.set(piece, this.partialLength);
        this.partialLength += piece.length;
        at += piece.length;
        if (this.partialLength === this.wanted) this.endPartial();
      }
    }
  }

  finish(cut: boolean): void {
    const { builder, partialLength, wanted, records, declaredEvents, declaredThreads } = this;
    if (partialLength > 0 && !cut) {
      const what = this.inHeader ? "the header" : `event ${records}`;
      builder.problem("cut-stream", `${what} ends after ${partialLength} of ${wanted} bytes`);
    }
    if (this.inHeader || cut) return;
    if (declaredEvents !== records) {
      const what = `the header says ${declaredEvents} events, the file has ${records}`;
      builder.problem("count-mismatch", what);
    }
    const threads = builder.lives.count;
    if (threads > declaredThreads) {
      const what = `the header says ${declaredThreads} threads, the file has ${threads}`;
      builder.problem("count-mismatch", what);
    }
  }

  private endPartial(): void {
    const part = this.partial.subarray(0, this.wanted);
    this.partialLength = 0;
    if (this.inHeader) this.readHeader(part);
    else this.readRecords(part);
  }

  private readHeader(bytes: Uint8Array): void {
    const word = (index: number): number =>
      new DataView(bytes.buffer).getUint32(index * Uint32Array.BYTES_PER_ELEMENT, true);
    const version = word(HeaderWord.Version);
    if (version !== VERSION) {
      const what = `version ${version} at byte 4, expected ${VERSION}`;
      this.builder.problem("unsupported-version", `${what}; read as version ${VERSION}`);
    }
    this.declaredEvents = word(HeaderWord.Events);
    this.declaredThreads = word(HeaderWord.Threads);
    this.ids = Math.min(word(HeaderWord.Ids), MOST_IDS);
    this.inHeader = false;
    this.wanted = RECORD_BYTES;
  }

  /** Whole records; answers how many bytes they were. */
  private readRecords(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { builder, slots } = this;
    for (let at = 0; at < bytes.length; at += RECORD_BYTES) {
      const call = view.getInt32(at, true);
      const id = view.getUint32(at + 4, true);
      const thread = (call >>> THREAD_SHIFT) & THREAD_MASK;
      const isFree = (call & FREE) !== 0;
      const slot = id < slots.length ? slots.get(id) : NO_SLOT;
      if (isFree === (slot === NO_SLOT) || id >= this.ids) {
        this.oddRecord(isFree, thread, call & SIZE_MASK, id, slot);
      } else if (isFree) {
        builder.freeSlot(thread, slot - 1);
        slots.set(id, NO_SLOT);
      } else {
        if (id >= slots.length) this.reach(id);
        slots.set(id, builder.allocateSlot(thread, call & SIZE_MASK) + 1);
      }
      this.records++;
    }
    return bytes.length;
  }

  /** An id out of range, the free of a block that does not live, the allocation of one that does. */
  private oddRecord(isFree: boolean, thread: number, size: number, id: number, slot: number): void {
    const { builder, records } = this;
    const place = `event ${records}, byte ${HEADER_BYTES + records * RECORD_BYTES}:`;
    if (id >= this.ids) {
      if (!builder.countProblem("bad-number")) return;
      builder.keepProblem(
        "bad-number",
        `${place} id ${id}, expected less than ${this.ids}; ignored`,
      );
    } else if (isFree) {
      builder.freeUnknown(thread, `${place} free of id ${id}`);
    } else {
      builder.reuseSlot(thread, slot - 1, size, `${place} id ${id} is allocated while it`);
    }
  }

  private reach(id: number): void {
    while (this.slots.length <= id) this.slots.push(NO_SLOT);
  }
}
