// free, in the order in which E4 asks whose pointer it is: header byte, registry, the pools above Tiny, AllocHeader, nobody.
//
// Every question reads stored state, so a wrong answer comes from wrong bytes, as in C. Decisions of ours: `registry`
// replaces only the first question, a Tiny block then goes to the cache all the same; a full cache, or a pointer without
// a header, goes to hak_tiny_free, which asks the registry; what that does not know goes on to the later questions.

import { NO_ROW } from "./address-index.ts";
import { forgetLibcBlock, freeToLibc } from "./fallback.ts";
import { BlockState, NONE } from "./heap.ts";
import { freeLarge } from "./large/route.ts";
import {
  ALLOC_HEADER_BYTES,
  ALLOC_HEADER_MAGIC,
  ALLOC_HEADER_METHOD,
  ALLOC_METHOD_MALLOC,
  ALLOC_METHOD_MMAP,
  CLASS_COUNT,
  HEADER_BYTES,
  HEADER_CLASS_MASK,
  HEADER_MAGIC,
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

/** Frees a pointer that is not NULL. */
export function freeAddress(model: Model, thread: number, user: number): Outcome {
  const base = user - HEADER_BYTES;
  const sizeClass = tinyClassOf(model, user);
  if (sizeClass !== NONE) {
    if (pushToCache(model, thread, base, sizeClass)) return strayed(model, user);
  }
  const slow = freeSlow(model, thread, base, sizeClass !== NONE);
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

/** Size class that the switch's first question finds, NONE if it says "not Tiny". */
function tinyClassOf(model: Model, user: number): number {
  const { heap, registry } = model;
  const byHeader = model.policy.switches.tinyLookup === "header";
  const header = headerClass(model, user);
  const superSlab = heap.superSlabOf(user);
  const known =
    superSlab !== NONE &&
    (byHeader ? heap.registered.get(superSlab) === 1 : registry.lookup(user) !== NONE);
  const registryClass = known ? heap.sizeClass.get(superSlab) : NONE;
  if (header !== registryClass) model.touched.add("tinyLookup");
  return byHeader ? header : registryClass;
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
  base: number,
  isTiny: boolean,
): Outcome | undefined {
  const { heap, registry } = model;
  if (registry.lookup(base) === NONE) {
    if (isTiny) model.touched.add("registryFull");
    return undefined;
  }
  const block = heap.find(base);
  const slab = heap.foundSlab;
  if (block === NONE || heap.foundOffset !== 0) return Outcome.Ignored;
  if (heap.state.get(block) < 0) model.count(Counter.Damage, 1);
  else retire(model, block, BlockState.FreeListed);
  if (heap.owner.get(slab) === thread) {
    freeLocal(model, slab, block, base);
    return Outcome.Local;
  }
  freeRemote(model, slab, block, base);
  model.count(Counter.ForeignOwnerFrees, 1);
  return Outcome.Remote;
}

/** An AllocHeader that says malloc: M1 or M2. */
function freeWithHeader(model: Model, thread: number, user: number): Outcome {
  model.touched.add("fallbackFree");
  if (model.policy.switches.fallbackFree === "subtract") {
    return freeToLibc(model, thread, user - ALLOC_HEADER_BYTES, user);
  }
  model.touched.add("allocHeaderWord");
  return freeToLibc(model, thread, user, user);
}

function freeUnknown(model: Model, thread: number, user: number): Outcome {
  model.touched.add("unknownFree");
  if (model.policy.switches.unknownFree === "libc") return freeToLibc(model, thread, user, user);
  loseBlock(model, user);
  return Outcome.Ignored;
}

/** The program let go of a block that nobody took: it is nowhere. */
function loseBlock(model: Model, user: number): void {
  const { heap } = model;
  const block = heap.find(user - HEADER_BYTES);
  if (block !== NONE && heap.foundOffset === 0 && heap.state.get(block) >= 0) {
    retire(model, block, BlockState.Lost);
  }
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
