// Opens gzip, zstd and zip by their first bytes, one inside the other if need be, and yields the text piece by piece.
//
// Damage ends the stream and never throws: what came out until then stands, and `damage` says what happened. A small file
// that unpacks to something vast is stopped by MOST_TEXT_BYTES; compressed bytes are fed in slices so small that one of
// them cannot unpack to more than some tens of megabytes before the caller gets to stop.
//
// Checksums are not verified: damage that still decodes shows up as unreadable lines. From an archive of several files the
// first is read and the others are said to be there.

import { Gunzip, Unzip, UnzipInflate } from "fflate";
import { Decompress } from "fzstd";

/** Text beyond this is not read. */
export const MOST_TEXT_BYTES = 2 ** 32;
/** zstd's own default bound on the memory a frame may ask for. */
const LARGEST_WINDOW = 2 ** 27;
const USUAL_WINDOW = 2 ** 23;
const DEEPEST_NESTING = 3;
const PLAIN_SLICE = 2 ** 20;
const DEFLATE_SLICE = 2 ** 14;
const ZSTD_SLICE = 2 ** 10;
const WIDE_ZSTD_SLICE = 2 ** 6;

type Pieces = Generator<Uint8Array, void, undefined>;

export interface OpenedText {
  readonly pieces: Pieces;
  /** Bytes of the file taken so far. */
  consumed(): number;
  /** Why the stream ended early, and remarks on the container; complete once the pieces are used up. */
  readonly damage: string[];
  readonly remarks: string[];
}

export function openText(bytes: Uint8Array): OpenedText {
  let consumed = 0;
  const damage: string[] = [];
  const remarks: string[] = [];
  function* slices(): Pieces {
    for (let at = 0; at < bytes.length; at += PLAIN_SLICE) {
      const slice = bytes.subarray(at, at + PLAIN_SLICE);
      yield slice;
      consumed = Math.min(bytes.length, at + PLAIN_SLICE);
    }
  }
  let pieces: Pieces = slices();
  for (let depth = 0; depth < DEEPEST_NESTING; depth++) {
    const [head, all] = peek(pieces, 18);
    const unpack = unpackerFor(head);
    pieces = unpack === undefined ? all : unpack(all, damage, remarks);
    if (unpack === undefined) break;
  }
  return { pieces: bounded(pieces, damage), consumed: () => consumed, damage, remarks };
}

/** The first bytes of a stream, and the stream as if nobody had looked. */
export function peek(pieces: Pieces, wanted: number): [Uint8Array, Pieces] {
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < wanted) {
    const next = pieces.next();
    if (next.done === true) break;
    seen.push(next.value);
    length += next.value.length;
  }
  const head = new Uint8Array(Math.min(wanted, length));
  let at = 0;
  for (const piece of seen) {
    if (at < head.length) head.set(piece.subarray(0, head.length - at), at);
    at += piece.length;
  }
  function* all(): Pieces {
    yield* seen;
    yield* pieces;
  }
  return [head, all()];
}

type Unpack = (pieces: Pieces, damage: string[], remarks: string[]) => Pieces;

function unpackerFor(head: Uint8Array): Unpack | undefined {
  const word = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return gunzip;
  if (head.length < 4) return undefined;
  const magic = word.getUint32(0, true);
  if (magic === 0xfd2fb528 || magic >>> 4 === 0x0184d2a5) return unzstd;
  return magic === 0x04034b50 ? unzip : undefined;
}

function* bounded(pieces: Pieces, damage: string[]): Pieces {
  let total = 0;
  for (const piece of pieces) {
    total += piece.length;
    if (total > MOST_TEXT_BYTES) {
      damage.push(`the text is longer than ${MOST_TEXT_BYTES} bytes; the rest is not read`);
      return;
    }
    yield piece;
  }
}

function* gunzip(pieces: Pieces, damage: string[]): Pieces {
  const out: Uint8Array[] = [];
  const stream = new Gunzip((piece) => out.push(piece));
  yield* pumped(pieces, DEFLATE_SLICE, out, "gzip", damage, (slice, last) =>
    stream.push(slice, last),
  );
}

function* unzstd(pieces: Pieces, damage: string[]): Pieces {
  const [head, all] = peek(pieces, 18);
  const window = zstdWindow(head);
  if (window > LARGEST_WINDOW) {
    damage.push(
      `the zstd stream asks for a window of ${window} bytes, more than ${LARGEST_WINDOW}`,
    );
    return;
  }
  const out: Uint8Array[] = [];
  const stream = new Decompress((piece) => out.push(piece));
  const slice = window > USUAL_WINDOW ? WIDE_ZSTD_SLICE : ZSTD_SLICE;
  yield* pumped(all, slice, out, "zstd", damage, (part, last) => stream.push(part, last));
}

function* unzip(pieces: Pieces, damage: string[], remarks: string[]): Pieces {
  const out: Uint8Array[] = [];
  const others: string[] = [];
  let chosen: string | undefined;
  let ended = false;
  const stream = new Unzip((file) => {
    if (file.name.endsWith("/") || file.name.startsWith("__MACOSX/")) return;
    if (chosen !== undefined) {
      others.push(file.name);
      return;
    }
    chosen = file.name;
    file.ondata = (error, piece, last) => {
      if (error !== null) throw error;
      out.push(piece);
      ended = last;
    };
    file.start();
  });
  stream.register(UnzipInflate);
  yield* pumped(pieces, DEFLATE_SLICE, out, "zip", damage, (slice, last) =>
    stream.push(slice, last),
  );
  if (others.length > 0) {
    remarks.push(`the archive holds ${others.length + 1} files; only "${chosen}" was read`);
  }
  if (!ended && damage.length === 0) damage.push("the zip archive ends in the middle of its file");
}

/** Feeds a decoder slice by slice and yields what it gives; its first exception ends the stream. */
function* pumped(
  pieces: Pieces,
  sliceBytes: number,
  out: Uint8Array[],
  what: string,
  damage: string[],
  push: (slice: Uint8Array, last: boolean) => void,
): Pieces {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += sliceBytes) {
      const broken = attempt(() => push(piece.subarray(at, at + sliceBytes), false));
      yield* out.splice(0);
      if (broken !== undefined) {
        damage.push(`the ${what} stream is damaged: ${broken}`);
        return;
      }
    }
  }
  const broken = attempt(() => push(new Uint8Array(), true));
  yield* out.splice(0);
  if (broken !== undefined) damage.push(`the ${what} stream is cut or damaged: ${broken}`);
}

/** The decoders throw whatever a damaged stream makes them stumble over. */
function attempt(step: () => void): string | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The window that a zstd frame's header asks for, 0 for a skippable frame. */
function zstdWindow(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 6 || view.getUint32(0, true) !== 0xfd2fb528) return 0;
  const flags = view.getUint8(4);
  const singleSegment = (flags & 0x20) !== 0;
  if (!singleSegment) {
    const descriptor = view.getUint8(5);
    const base = 2 ** (10 + (descriptor >>> 3));
    return base + (base / 8) * (descriptor & 7);
  }
  const at = 5 + ((flags & 3) === 3 ? 4 : flags & 3);
  const bytes = [1, 2, 4, 8][flags >>> 6] ?? 1;
  if (head.length < at + bytes) return 0;
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  if (bytes === 4) return view.getUint32(at, true);
  return Number(view.getBigUint64(at, true));
}
