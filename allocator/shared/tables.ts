// A heap's buffer seen as its tables: made once by format or open, passed to everything that works on them.
//
// `format` writes an empty heap; `open` believes a buffer only if its header says that it is one of this version and
// this size. Neither takes an owner slot.

import {
  type Geometry,
  geometryOf,
  Header,
  Kind,
  MAGIC,
  Record,
  recordOf,
  SLAB_MASK,
  SLAB_SHIFT,
  SLABS_PER_SUPER_SLAB,
  VERSION,
} from "./geometry.ts";
import { GRANULE_BYTES } from "./size-classes.ts";
import { claimSlabs } from "./slab-bitmap.ts";

export interface Tables {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** One mark for each 16 bytes of the buffer. */
  readonly marks: Uint8Array;
  readonly geometry: Geometry;
}

/** Empties the buffer's tables for up to `owners` threads. */
export function formatTables(buffer: ArrayBufferLike, owners: number): Tables {
  const tables = viewsOf(buffer, geometryOf(buffer.byteLength, owners));
  const { words, marks, geometry } = tables;
  words.fill(0, 0, recordOf(geometry, geometry.slabs));
  marks.fill(0);
  words[Header.Version] = VERSION;
  words[Header.Bytes] = geometry.bytes | 0;
  words[Header.Owners] = owners;
  for (let slab = 0; slab < geometry.firstSlab; slab++) {
    words[recordOf(geometry, slab) + Record.Row] = Kind.Tables;
  }
  claimSlabs(words, geometry, 0, geometry.firstSlab);
  const used = geometry.slabs % SLABS_PER_SUPER_SLAB;
  if (used !== 0) {
    // The last SuperSlab is cut short: its bits that stand for no slab are taken for ever.
    const last = geometry.bitmap + geometry.superSlabs - 1;
    words[last] = (words[last] as number) | (-1 << used);
  }
  Atomics.store(words, Header.Magic, MAGIC);
  return tables;
}

/**
 * The tables of a formatted buffer; `call` names the caller in the error.
 * @throws RangeError if the buffer holds no heap
 */
export function openTables(buffer: ArrayBufferLike, call: string): Tables {
  const words = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
  const formatted =
    words.length > Header.Owners &&
    words[Header.Magic] === MAGIC &&
    words[Header.Version] === VERSION &&
    words[Header.Bytes] === (buffer.byteLength | 0);
  if (!formatted) {
    throw new RangeError(
      `${call}: the buffer of ${buffer.byteLength} bytes holds no heap of this version; format it with ` +
        "createSharedHeap first, and pass that same buffer",
    );
  }
  return viewsOf(buffer, geometryOf(buffer.byteLength, words[Header.Owners] as number));
}

/** Whether a block that was ever cut from a slab begins at the offset, be it free or not. */
export function isBlockStart({ words, geometry }: Tables, block: number): boolean {
  if (block >>> 0 !== block || block >= geometry.bytes) return false;
  const record = recordOf(geometry, block >>> SLAB_SHIFT);
  if ((words[record + Record.Row] as number) < geometry.rows) return false;
  const inSlab = block & SLAB_MASK;
  return (
    inSlab < (words[record + Record.Carved] as number) &&
    inSlab % (words[record + Record.Bytes] as number) === 0
  );
}

/** Offset of the block that follows a free block in its list, 0 at the end. */
export function nextOf(words: Int32Array, block: number): number {
  return words[block >>> 2] as number;
}

export function setNext(words: Int32Array, block: number, next: number): void {
  words[block >>> 2] = next;
}

function viewsOf(buffer: ArrayBufferLike, geometry: Geometry): Tables {
  const words = new Int32Array(buffer);
  const bytes = new Uint8Array(buffer);
  const marks = new Uint8Array(buffer, geometry.marks, geometry.bytes / GRANULE_BYTES);
  return { words, bytes, marks, geometry };
}
