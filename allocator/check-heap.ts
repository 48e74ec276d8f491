// The health of the modelled allocator: what is wrong with hakmem, not with the model.
//
// A breach here is a finding about the allocator. `declared` tells whether the policy is known for it: broken by design
// and expected, as opposed to something nobody wrote down. A policy with known bugs is known for lists that are damaged and
// blocks that get lost; what is peculiar to one bug has a finding of its own.

import type { Allocator } from "./allocator.ts";
import { HEADER_MAGIC, NONE } from "./bits.ts";
import { wrongCutOf } from "./bugs.ts";
import { modelOf } from "./check-model.ts";
import { SuperSlabState } from "./heap.ts";
import { takeCensus } from "./heap-description.ts";
import { CLASS_COUNT, TINY_ALIGNMENT } from "./layout.ts";
import { Counter, type Model } from "./model.ts";
import { grouped } from "./refill-failure.ts";
import { cacheRow } from "./threads.ts";

export interface HeapFinding {
  readonly id:
    | "superslabs-never-released"
    | "caches-of-dead-threads"
    | "slabs-of-dead-threads"
    | "registry-overflow"
    | "alignment"
    | "lists-damaged"
    | "stranded-mappings"
    | "blocks-lost"
    | "active-underflow"
    | "live-blocks-unmapped"
    | "slab-overrun"
    | "blocks-overlap"
    | "class-out-of-range"
    | "headers-overwritten";
  readonly message: string;
  /** The policy is known to do this. */
  readonly declared: boolean;
}

export function checkHeap(allocator: Allocator): readonly HeapFinding[] {
  const model = modelOf(allocator);
  return [
    ...checkReleases(model),
    ...checkDeadThreads(model),
    ...checkRegistry(model),
    ...checkAlignment(model),
    ...checkLists(model),
    ...checkActive(model),
    ...checkCuts(model),
    ...checkHeaders(model),
  ];
}

function checkReleases(model: Model): HeapFinding[] {
  const { heap } = model;
  const live = new Set<number>();
  let lost = 0;
  for (let slab = 0; slab < heap.slabCount; slab++) {
    if (!heap.isActive(slab)) continue;
    const census = takeCensus(heap, slab);
    if (census.live > 0) live.add(heap.slabSuperSlab.get(slab));
    lost += census.lost;
  }
  const empty = model.counter(Counter.SuperSlabsMapped) - live.size;
  const findings: HeapFinding[] = [];
  if (empty > 0) {
    const message = `${grouped(empty)} of ${grouped(heap.superSlabCount)} SuperSlabs hold no live block and stay mapped (S16)`;
    findings.push({ id: "superslabs-never-released", message, declared: true });
  }
  if (lost > 0) {
    const message = `${grouped(lost)} blocks were freed and taken by nobody`;
    const declared = model.bugs.size > 0 || model.policy.switches.unknownFree === "ignore";
    findings.push({ id: "blocks-lost", message, declared });
  }
  return findings;
}

function checkDeadThreads(model: Model): HeapFinding[] {
  const { heap, threads } = model;
  const { threadExit } = model.policy.switches;
  const leaves = threadExit === "leave";
  let blocks = 0;
  for (let thread = 0; thread < threads.count; thread++) {
    if (threads.ended.get(thread) === 0) continue;
    for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
      const row = cacheRow(thread, sizeClass);
      blocks += threads.cached(row) + threads.magazineCount.get(row);
    }
  }
  let slabs = 0;
  for (let slab = 0; slab < heap.slabCount; slab++) {
    const owner = heap.isActive(slab) ? heap.ownerOf(slab) : NONE;
    if (owner !== NONE && threads.ended.get(owner) === 1) slabs++;
  }
  const findings: HeapFinding[] = [];
  if (blocks > 0) {
    const message = `${grouped(blocks)} free blocks lie in caches of ended threads`;
    const unregistered = model.policy.switches.registryFull === "unregistered";
    findings.push({ id: "caches-of-dead-threads", message, declared: leaves || unregistered });
  }
  if (slabs > 0) {
    const message = `${grouped(slabs)} slabs are owned by ended threads and can never be used again`;
    findings.push({ id: "slabs-of-dead-threads", message, declared: threadExit !== "adopt" });
  }
  return findings;
}

function checkRegistry(model: Model): HeapFinding[] {
  const { heap } = model;
  let missing = 0;
  for (let superSlab = 0; superSlab < heap.superSlabCount; superSlab++) {
    const mapped = heap.superSlabState.get(superSlab) !== SuperSlabState.Released;
    if (mapped && heap.registered.get(superSlab) === 0) missing++;
  }
  if (missing === 0) return [];
  const message = `${grouped(missing)} SuperSlabs have no registry slot: lookup by address does not find them`;
  const declared = model.policy.switches.registryFull === "unregistered";
  return [{ id: "registry-overflow", message, declared }];
}

function checkAlignment(model: Model): HeapFinding[] {
  if (model.heap.superSlabCount === 0) return [];
  const message = `Tiny blocks are aligned to ${TINY_ALIGNMENT}: USER is BASE + 1, where C wants 16`;
  return [{ id: "alignment", message, declared: true }];
}

function checkLists(model: Model): HeapFinding[] {
  const findings: HeapFinding[] = [];
  const damage = model.counter(Counter.Damage);
  if (damage > 0) {
    const message = `lists took a block they must not hold ${grouped(damage)} times`;
    findings.push({ id: "lists-damaged", message, declared: model.bugs.size > 0 });
  }
  const stranded = model.counter(Counter.StrandedBytes);
  if (stranded > 0) {
    const message = `${grouped(stranded)} bytes stay mapped because munmap was refused at the mapping limit`;
    findings.push({ id: "stranded-mappings", message, declared: true });
  }
  return findings;
}

/** total_active_blocks against what it can be at least, and what trim made of it (S3). */
function checkActive(model: Model): HeapFinding[] {
  const { heap } = model;
  const declared = model.bugs.has("S3");
  const findings: HeapFinding[] = [];
  for (let superSlab = 0; superSlab < heap.superSlabCount; superSlab++) {
    const active = heap.activeBlocks.get(superSlab);
    if (active >= 0 || heap.superSlabState.get(superSlab) === SuperSlabState.Released) continue;
    const message = `SuperSlab ${superSlab} counts ${active} active blocks (0x${(active >>> 0).toString(16)} as C has it)`;
    findings.push({ id: "active-underflow", message, declared });
  }
  const unmapped = model.counter(Counter.LiveUnmapped);
  if (unmapped > 0) {
    const message = `blocks that the program holds and that were unmapped: ${grouped(unmapped)}`;
    findings.push({ id: "live-blocks-unmapped", message, declared });
  }
  return findings;
}

/** Where a bug cut blocks: beyond their slab (S5), into each other (S13), or as none (S21). */
function checkCuts(model: Model): HeapFinding[] {
  const { heap } = model;
  let beyond = 0;
  let overlapping = 0;
  for (let slab = 0; slab < heap.slabCount; slab++) {
    if (!heap.isActive(slab)) continue;
    const { done, step, stride, slabBytes } = wrongCutOf(model, slab);
    const within = Math.floor(Math.max(0, slabBytes - stride) / step) + 1;
    beyond += Math.max(0, done - within);
    if (step < stride) overlapping += Math.max(0, done - 1);
  }
  const findings: HeapFinding[] = [];
  if (beyond > 0) {
    const message = `blocks that end beyond their slab: ${grouped(beyond)}`;
    findings.push({ id: "slab-overrun", message, declared: carvesBadly(model) });
  }
  if (overlapping > 0) {
    const message = `blocks that begin inside the block before: ${grouped(overlapping)}`;
    findings.push({ id: "blocks-overlap", message, declared: carvesBadly(model) });
  }
  const dummy = model.counter(Counter.DummyClassFrees);
  if (dummy > 0) {
    const message = `blocks pushed to class ${CLASS_COUNT}, one beyond the last: ${grouped(dummy)}`;
    findings.push({ id: "class-out-of-range", message, declared: model.bugs.has("S21") });
  }
  return findings;
}

function carvesBadly({ bugs }: Model): boolean {
  return bugs.has("S5") || bugs.has("S13");
}

/** Live blocks whose header byte is somebody else's (S4). What nobody stored cannot be overwritten. */
function checkHeaders({ heap, policy, bugs }: Model): HeapFinding[] {
  if (!heap.blocks.inBytes) return [];
  let overwritten = 0;
  for (let slab = 0; slab < heap.slabCount; slab++) {
    const sizeClass = heap.classOf(slab);
    if (!heap.isActive(slab) || heap.sizes.userOffsets[sizeClass] === 0) continue;
    for (let row = 0; row < heap.carved.get(slab); row++) {
      const block = heap.blockOf(slab, row);
      const header = HEADER_MAGIC + sizeClass;
      if (heap.blocks.isLive(block) && heap.byte(block, 0) !== header) overwritten++;
    }
  }
  if (overwritten === 0) return [];
  const message = `live blocks that have lost their header byte: ${grouped(overwritten)}`;
  const declared = policy.switches.sizeMapping === "size" || bugs.size > 0;
  return [{ id: "headers-overwritten", message, declared }];
}
