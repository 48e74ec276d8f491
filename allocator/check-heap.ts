// The health of the modelled allocator: what is wrong with hakmem, not with the model.
//
// A breach here is a finding about the allocator. `declared` tells whether the policy is known for it: broken by design
// and expected, as opposed to something nobody wrote down.

import type { Allocator } from "./allocator.ts";
import { NONE } from "./bits.ts";
import { takeCensus } from "./heap-description.ts";
import { CLASS_COUNT, TINY_ALIGNMENT } from "./layout.ts";
import { Counter, type Model } from "./model.ts";
import { modelOf } from "./modelled-allocator.ts";
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
    | "blocks-lost";
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
  const empty = heap.superSlabCount - live.size;
  const findings: HeapFinding[] = [];
  if (empty > 0) {
    const message = `${grouped(empty)} of ${grouped(heap.superSlabCount)} SuperSlabs hold no live block and stay mapped (S16)`;
    findings.push({ id: "superslabs-never-released", message, declared: true });
  }
  if (lost > 0) {
    const message = `${grouped(lost)} blocks were freed and taken by nobody`;
    const declared = model.policy.switches.unknownFree === "ignore";
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
    if (heap.registered.get(superSlab) === 0) missing++;
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
    findings.push({ id: "lists-damaged", message, declared: false });
  }
  const stranded = model.counter(Counter.StrandedBytes);
  if (stranded > 0) {
    const message = `${grouped(stranded)} bytes stay mapped because munmap was refused at the mapping limit`;
    findings.push({ id: "stranded-mappings", message, declared: true });
  }
  return findings;
}
