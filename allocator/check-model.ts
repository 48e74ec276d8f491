// Does the simulator do what its policy's rules say? A breach is our bug; it throws and says which rule, where, and both
// figures.
//
// Once a program or libc has damaged a list (a double free, a foreign block in a cache) the same block is in two places by
// nature: from then on only the rules that damage cannot break are checked. Under S3 the count of active blocks is wrong
// from the first refill out of a free list on; every other rule holds until a SuperSlab is unmapped too early.

import type { Allocator } from "./allocator.ts";
import { CAPACITY, NONE } from "./bits.ts";
import { IntColumn } from "./columns.ts";
import { BlockState, SuperSlabState } from "./heap.ts";
import { type SlabCensus, takeCensus } from "./heap-description.ts";
import { checkLarge } from "./large/check-large.ts";
import { CLASS_COUNT, FIRST_SLAB_OFFSET, PAGE_BYTES, SLAB_BYTES } from "./layout.ts";
import { loadLink } from "./links.ts";
import { Counter, type Model } from "./model.ts";
import { ModelledAllocator } from "./modelled-allocator.ts";
import { OutsideKind } from "./outside-blocks.ts";
import { bitmapOf } from "./super-slabs.ts";
import { cacheRow } from "./threads.ts";
import { MAIN_THREAD } from "./units.ts";

export function checkModel(allocator: Allocator): void {
  const model = modelOf(allocator);
  equal("mappings", model.space.count, model.space.recount());
  checkRegistry(model);
  const damaged = model.counter(Counter.Damage) > 0;
  const totals = checkSlabs(model, damaged);
  checkSuperSlabs(model, totals, damaged);
  if (damaged || model.crash !== undefined) return;
  checkCaches(model, totals);
  if (!model.libc.isWalkable()) throw new Error("libc's heap: the chunks do not lead to the top");
  checkFigures(model, allocator, totals);
}

/** The model behind an allocator of ours. */
export function modelOf(allocator: Allocator): Model {
  if (allocator instanceof ModelledAllocator) return allocator.model;
  throw new Error("not an allocator made by createAllocator");
}

interface Totals {
  live: number;
  liveBytes: number;
  cached: number;
  /** Bytes of blocks that are not live, carved or not. */
  freeBytes: number;
  slackBytes: number;
  readonly activeBlocks: IntColumn;
  readonly slabs: IntColumn;
}

function checkSlabs(model: Model, damaged: boolean): Totals {
  const { heap } = model;
  const totals: Totals = {
    live: 0,
    liveBytes: 0,
    cached: 0,
    freeBytes: 0,
    slackBytes: 0,
    activeBlocks: new IntColumn(),
    slabs: new IntColumn(),
  };
  totals.activeBlocks.extend(heap.superSlabCount, 0);
  totals.slabs.extend(heap.superSlabCount, 0);
  for (let slab = 0; slab < heap.slabCount; slab++) {
    if (!heap.isActive(slab)) continue;
    const superSlab = heap.slabSuperSlab.get(slab);
    const where = `slab ${heap.slabIndex.get(slab)} of SuperSlab ${superSlab}`;
    const census = takeCensus(heap, slab);
    totals.slabs.add(superSlab, 1);
    if (!damaged) checkSlab(model, slab, census, where);
    const bytes = heap.sizes.strides[heap.classOf(slab)] as number;
    const held = census.live + census.cached + census.lost;
    totals.activeBlocks.add(superSlab, held);
    totals.live += census.live;
    totals.liveBytes += census.liveBytes;
    totals.cached += census.cached;
    totals.slackBytes += census.live * bytes - census.liveBytes;
    totals.freeBytes += (heap.capacityOf(slab) - census.live) * bytes;
  }
  return totals;
}

function checkSlab(model: Model, slab: number, census: SlabCensus, where: string): void {
  const { heap } = model;
  const { live, cached, freeListed, remoteQueued, lost } = census;
  const uncarved = heap.capacityOf(slab) - heap.carved.get(slab);
  const placed = live + cached + freeListed + remoteQueued + lost + uncarved;
  equal(`${where}: blocks in one place each`, placed, heap.capacityOf(slab));
  equal(`${where}: used`, heap.used.get(slab), live + cached + remoteQueued + lost);
  const sizeClass = heap.classOf(slab);
  const free = walk(model, heap.freeHead.get(slab), sizeClass, BlockState.FreeListed, slab, where);
  equal(`${where}: free list`, free, freeListed);
  const queued = walk(
    model,
    heap.remoteHead.get(slab),
    sizeClass,
    BlockState.RemoteQueued,
    slab,
    where,
  );
  equal(`${where}: remote queue`, queued, remoteQueued);
  equal(`${where}: remote count`, heap.remoteCount.get(slab), remoteQueued);
  if (freeListed + remoteQueued > 0 && !refillFinds(model, slab)) {
    throw new Error(`${where}: blocks came back to it and no refill finds it`);
  }
}

function refillFinds({ heap, threads }: Model, slab: number): boolean {
  const owner = heap.ownerOf(slab);
  const row = cacheRow(owner, heap.classOf(slab));
  return heap.offered.get(slab) === 1 || (owner !== NONE && threads.bound(row) === slab);
}

function checkSuperSlabs(model: Model, totals: Totals, damaged: boolean): void {
  const { heap } = model;
  for (let superSlab = 0; superSlab < heap.superSlabCount; superSlab++) {
    const where = `SuperSlab ${superSlab}`;
    if (heap.superSlabState.get(superSlab) === SuperSlabState.Released) continue;
    const bits = populationCount(bitmapOf(model, superSlab));
    equal(`${where}: bits set`, bits, totals.slabs.get(superSlab));
    equal(`${where}: active slabs`, heap.activeSlabs.get(superSlab), bits);
    equal(`${where}: alignment`, heap.base.get(superSlab) % heap.superSlabBytes, 0);
    if (damaged || model.bugs.has("S3")) continue;
    const active = totals.activeBlocks.get(superSlab);
    equal(`${where}: active blocks`, heap.activeBlocks.get(superSlab), active);
  }
}

function checkRegistry(model: Model): void {
  const { heap, registry } = model;
  for (let superSlab = 0; superSlab < heap.superSlabCount; superSlab++) {
    if (heap.superSlabState.get(superSlab) === SuperSlabState.Released) continue;
    const found = registry.lookup(heap.base.get(superSlab));
    const expected = heap.registered.get(superSlab) === 1 ? superSlab : NONE;
    equal(`SuperSlab ${superSlab}: registry lookup`, found, expected);
  }
}

function checkCaches(model: Model, totals: Totals): void {
  const { threads } = model;
  let cached = 0;
  for (let thread = 0; thread < threads.count; thread++) {
    for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
      const row = cacheRow(thread, sizeClass);
      const where = `cache of thread ${thread}, class ${sizeClass}`;
      const blocks = walk(model, threads.head(row), sizeClass, BlockState.Cached, NONE, where);
      equal(`${where}: count`, threads.cached(row), blocks);
      const most = model.policy.cache.adaptive?.max ?? threads.get(row, CAPACITY);
      if (blocks > most) throw new Error(`${where}: ${blocks} blocks, above its capacity`);
      const magazine = threads.magazineHead.get(row);
      const inFront = walk(model, magazine, sizeClass, BlockState.Cached, NONE, where);
      equal(`${where}: magazine count`, threads.magazineCount.get(row), inFront);
      cached += blocks + inFront;
    }
  }
  equal("cached blocks in some cache", cached, totals.cached);
}

/** committed = live + slack + free + tail waste + metadata, by what each is counted from. */
function checkFigures(model: Model, allocator: Allocator, totals: Totals): void {
  const { heap, outside } = model;
  const { statistics } = allocator;
  let { live, liveBytes } = totals;
  let libcBlocks = 0;
  let mapped = 0;
  outside.forEach((_, row) => {
    live++;
    liveBytes += outside.requested(row);
    if (outside.kind(row) === OutsideKind.Mapping) mapped += outside.length(row);
    else libcBlocks++;
  });
  const large = checkLarge(model);
  live += large.live;
  liveBytes += large.liveBytes;
  equal("live blocks", statistics.liveBlocks, live);
  equal("live bytes", statistics.liveBytes, liveBytes);
  equal("libc blocks", statistics.libcBlocks, libcBlocks);
  equal("bytes mapped for one block each", model.counter(Counter.MappedBytes), mapped);
  const held = mappedSuperSlabs(model);
  equal("SuperSlabs mapped", statistics.superSlabsMapped, held);
  const metadata = held * FIRST_SLAB_OFFSET;
  const { opened, tails } = slabBytes(model);
  const unopened = held * heap.superSlabBytes - metadata - opened - tails;
  const tiny =
    totals.liveBytes + totals.slackBytes + totals.freeBytes + tails + unopened + metadata;
  const cached = model.lru.size * heap.superSlabBytes;
  const others =
    mapped +
    model.counter(Counter.LargeBytes) +
    model.brk.length +
    model.libc.mappedBytes +
    model.counter(Counter.StrandedBytes);
  equal("conservation of committed bytes", statistics.committedBytes, tiny + cached + others);
  const outsideBrk = statistics.committedBytes - model.brk.length + stackBytes(model);
  equal("bytes mapped", model.space.bytes, outsideBrk);
}

function mappedSuperSlabs({ heap }: Model): number {
  let mapped = 0;
  for (let superSlab = 0; superSlab < heap.superSlabCount; superSlab++) {
    if (heap.superSlabState.get(superSlab) !== SuperSlabState.Released) mapped++;
  }
  return mapped;
}

/** Bytes of blocks in slabs that are in use, and what their ends leave over. */
function slabBytes({ heap }: Model): { opened: number; tails: number } {
  let opened = 0;
  let tails = 0;
  for (let slab = 0; slab < heap.slabCount; slab++) {
    if (!heap.isActive(slab)) continue;
    const index = heap.slabIndex.get(slab);
    const sizeClass = heap.classOf(slab);
    const whole = SLAB_BYTES - (index === 0 ? FIRST_SLAB_OFFSET : 0);
    tails += heap.sizes.tailWaste(sizeClass, index);
    opened += whole - heap.sizes.tailWaste(sizeClass, index);
  }
  return { opened, tails };
}

function stackBytes({ threads, environment }: Model): number {
  let stacks = 0;
  for (let thread = 0; thread < threads.count; thread++) {
    if (threads.stack.get(thread) !== 0) stacks++;
  }
  return stacks * Math.ceil(environment.threadStackBytes / PAGE_BYTES) * PAGE_BYTES;
}

/** Length of a list through the blocks' own links; every block must be where the list says. */
function walk(
  model: Model,
  head: number,
  sizeClass: number,
  state: number,
  slab: number,
  where: string,
): number {
  const { heap } = model;
  let length = 0;
  for (let ref = head; ref !== NONE; length++) {
    if (ref < 0) throw new Error(`${where}: leads to ${model.strays.addressOf(ref)}`);
    const found = heap.blocks.slabOf(ref);
    if (found === NONE) throw new Error(`${where}: leads to a slab that was given back`);
    if (slab !== NONE && found !== slab) throw new Error(`${where}: leads to another slab`);
    equal(`${where}: class of its block ${ref}`, heap.classOf(found), sizeClass);
    equal(`${where}: state of its block ${ref}`, heap.blocks.state(ref), state);
    if (length > heap.blocks.count) throw new Error(`${where}: never ends`);
    ref = loadLink(model, MAIN_THREAD, ref, sizeClass);
  }
  return length;
}

function equal(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found}, expected ${expected}`);
}

function populationCount(word: number): number {
  let count = 0;
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}
