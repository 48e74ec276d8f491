// free, in the order in which E4 asks whose pointer it is: header byte, registry, the pools above Tiny, AllocHeader, nobody.
//
// Every question reads stored state, so a wrong answer comes from wrong bytes, as in C. Decisions of ours: `registry`
// replaces only the first question, a Tiny block then goes to the cache all the same; a full cache, or a pointer without
// a header, goes to hak_tiny_free, which asks the registry; what that does not know goes on to the later questions. With
// an ownership bitmap (Option C) the bit of the pointer's 64 KiB region is asked before all else, and a clear bit means
// libc.

import { NO_ROW } from "./address-index.ts";
import { HEADER_BYTES, HEADER_MAGIC, NONE } from "./bits.ts";
import { pushToDummyClass } from "./bugs.ts";
import { forgetLibcBlock, freeToLibc } from "./fallback.ts";
import { BlockState } from "./heap.ts";
import { freeLarge } from "./large/route.ts";
import {
  ALLOC_HEADER_BYTES,
  ALLOC_HEADER_MAGIC,
  ALLOC_HEADER_METHOD,
  ALLOC_METHOD_MALLOC,
  ALLOC_METHOD_MMAP,
  CLASS_COUNT,
  HEADER_CLASS_MASK,
  HEADER_MAGIC_MASK,
  PAGE_BYTES,
} from "./layout.ts";
import { freeMapped } from "./mapped-blocks.ts";
import { FAULT } from "./memory.ts";
import { Counter, type Model } from "./model.ts";
import { Outcome } from "./outcome.ts";
import { OutsideKind } from "./outside-blocks.ts";
import { freeLocal, freeRemote } from "./slab-lists.ts";
import { pushToCache, retire } from "./tiny.ts";

/** What S21 passes on for a block whose class no header tells: one beyond the last. */
const DUMMY_CLASS = CLASS_COUNT;

/** Frees a pointer that is not NULL. */
export function freeAddress(model: Model, thread: number, user: number): Outcome {
  if (!isPlainFree(model, user)) model.turnToBytes();
  if (model.policy.ownership.kind === "bitmap" && !model.owned.has(user)) {
    return freeToLibc(model, thread, user, user);
  }
  const sizeClass = tinyClassOf(model, user);
  if (sizeClass === DUMMY_CLASS) return pushToDummyClass(model, user);
  const front = sizeClass === NONE ? HEADER_BYTES : frontOf(model, sizeClass);
  const base = user - front;
  if (sizeClass !== NONE) {
    if (pushToCache(model, thread, base, sizeClass)) return strayed(model, user);
  }
  const slow = freeSlow(model, thread, user, sizeClass !== NONE);
  if (slow !== undefined) return slow;
  const large = freeLarge(model, thread, user);
  if (large !== undefined) {
    model.outcome = large;
    return strayed(model, user);
  }
  const header = user - ALLOC_HEADER_BYTES;
  const magic = model.memory.readLow(header);
  if (magic === ALLOC_HEADER_MAGIC) {
    const method = model.memory.readLow(header + ALLOC_HEADER_METHOD);
    const row = model.outside.find(user);
    if (method === ALLOC_METHOD_MMAP && row !== NO_ROW) return freeMapped(model, user, row);
    if (method === ALLOC_METHOD_MALLOC) return freeWithHeader(model, thread, user);
  }
  return freeUnknown(model, thread, user);
}

/** A live block of Tiny's or of a pool's, or a mapping of ours: nothing that reads or stores a foreign byte. */
function isPlainFree(model: Model, user: number): boolean {
  const { heap, large, outside } = model;
  if (heap.blocks.inBytes) return true;
  const block = heap.findUser(user);
  if (block !== NONE) return heap.blocks.isLive(block);
  if (large.findLive(user) !== NONE) return true;
  const row = outside.find(user);
  return row !== NO_ROW && outside.kind(row) === OutsideKind.Mapping;
}

/** USER - BASE as this version converts it. */
function frontOf(model: Model, sizeClass: number): number {
  if (model.bugs.has("S12")) return 2 * HEADER_BYTES;
  if (model.bugs.has("S22")) return HEADER_BYTES;
  return model.heap.sizes.userOffsets[sizeClass] as number;
}

/** Size class that the switch's first question finds, NONE if it says "not Tiny". */
function tinyClassOf(model: Model, user: number): number {
  const { heap, registry } = model;
  const byHeader = model.policy.switches.tinyLookup === "header";
  const header = headerClass(model, user);
  const superSlab = heap.superSlabOf(user);
  const known =
    superSlab !== NONE &&
    (byHeader ? heap.registered.get(superSlab) === 1 : registry.lookup(user) !== NONE);
  if (known) heap.find(user);
  const registryClass = known && heap.foundSlab !== NONE ? heap.classOf(heap.foundSlab) : NONE;
  const headerless = registryClass !== NONE && heap.sizes.userOffsets[registryClass] === 0;
  if (header !== registryClass && !headerless) model.touched.add("tinyLookup");
  if (byHeader && !(headerless && header === NONE)) return header;
  return headerless && model.bugs.has("S21") ? DUMMY_CLASS : registryClass;
}

/** Class in the byte before the pointer, NONE if it is no header or not on the pointer's page. */
function headerClass(model: Model, user: number): number {
  const { heap } = model;
  const base = user - HEADER_BYTES;
  const block = heap.find(base);
  const byte =
    block !== NONE && heap.foundOffset === 0 ? heap.byte(block, 0) : model.memory.readByte(base);
  if (byte === FAULT || (byte & HEADER_MAGIC_MASK) !== HEADER_MAGIC) return NONE;
  if (user - Math.floor(user / PAGE_BYTES) * PAGE_BYTES < HEADER_BYTES) return NONE;
  const sizeClass = byte & HEADER_CLASS_MASK;
  return sizeClass < CLASS_COUNT ? sizeClass : NONE;
}

/** hak_tiny_free: local or remote by owner; undefined if the registry knows no such SuperSlab. */
function freeSlow(
  model: Model,
  thread: number,
  user: number,
  isTiny: boolean,
): Outcome | undefined {
  const { heap, registry } = model;
  if (registry.lookup(user - HEADER_BYTES) === NONE) {
    if (isTiny) model.touched.add("registryFull");
    return undefined;
  }
  const block = blockFreed(model, user);
  const slab = heap.foundSlab;
  if (block === NONE) return Outcome.Ignored;
  if (!heap.blocks.isLive(block)) model.count(Counter.Damage, 1);
  else retire(model, block, BlockState.FreeListed);
  return freeToSlab(model, thread, slab, block);
}

/** The block whose BASE the version takes the pointer for; S12's BASE - 1 is the start of none. */
function blockFreed(model: Model, user: number): number {
  const { heap } = model;
  const exact = heap.findUser(user);
  if (!model.bugs.has("S12")) return exact;
  const block = heap.find(user - 2 * HEADER_BYTES);
  return block !== NONE && heap.foundOffset === 0 ? block : NONE;
}

/** The slow path's choice: the owner's free list, or the remote queue. */
export function freeToSlab(model: Model, thread: number, slab: number, block: number): Outcome {
  if (model.owns(thread, slab)) {
    freeLocal(model, slab, block);
    return Outcome.Local;
  }
  freeRemote(model, slab, block);
  model.count(Counter.ForeignOwnerFrees, 1);
  return Outcome.Remote;
}

/** An AllocHeader that says malloc: M1 or M2. */
function freeWithHeader(model: Model, thread: number, user: number): Outcome {
  model.touched.add("fallbackFree");
  if (model.policy.switches.fallbackFree === "subtract") {
    model.count(Counter.MixedM1, 1);
    return freeToLibc(model, thread, user - ALLOC_HEADER_BYTES, user);
  }
  model.count(Counter.MixedM2, 1);
  model.touched.add("allocHeaderWord");
  return freeToLibc(model, thread, user, user);
}

function freeUnknown(model: Model, thread: number, user: number): Outcome {
  model.touched.add("unknownFree");
  countUnknown(model, user);
  if (model.policy.switches.unknownFree === "libc") return freeToLibc(model, thread, user, user);
  loseBlock(model, user);
  return Outcome.Ignored;
}

/** M3: a plain libc block that came this far. M4: a block of ours that no question found. */
function countUnknown(model: Model, user: number): void {
  const row = model.outside.find(user);
  const isLibc = row !== NO_ROW && model.outside.kind(row) === OutsideKind.LibcPlain;
  if (isLibc) model.count(Counter.MixedM3, 1);
  else if (model.heap.superSlabOf(user) !== NONE) model.count(Counter.MixedM4, 1);
}

/** The program let go of a block that nobody took: it is nowhere. */
function loseBlock(model: Model, user: number): void {
  const { heap } = model;
  const block = heap.findUser(user);
  if (block !== NONE && heap.blocks.isLive(block)) retire(model, block, BlockState.Lost);
  forgetLibcBlock(model, user);
}

/** After a push that damaged a list: a block of somebody else's leaves that one's book. */
function strayed(model: Model, user: number): Outcome {
  if (model.outcome === Outcome.Corrupted) {
    const row = model.outside.find(user);
    if (row !== NO_ROW && model.outside.kind(row) === OutsideKind.Mapping) {
      model.count(Counter.LiveBytes, -model.outside.requested(row));
      model.count(Counter.LiveBlocks, -1);
      model.outside.remove(user);
    } else forgetLibcBlock(model, user);
  }
  return model.outcome;
}
