// The audit of the layers above Tiny, part of checkModel: blocks lie in their runs and apart from each other, a block is
// live or in exactly one list, and what is mapped for these layers is what their parts add up to.

import { NONE } from "../bits.ts";
import { Counter, type Model } from "../model.ts";
import type { LargeLayers } from "./large-layers.ts";
import { layerFigures } from "./layer-figures.ts";
import { bytesOf, type Pool } from "./pool.ts";

/** Live blocks and bytes of the pools; throws where a rule is broken. Not after damage. */
export function checkLarge(model: Model): { readonly live: number; readonly liveBytes: number } {
  checkPlaces(model.large);
  checkLists(model.large);
  let live = 0;
  let liveBytes = 0;
  let committed = 0;
  for (const figures of layerFigures(model)) {
    const { layer } = figures;
    const parts = figures.liveBytes + figures.slackBytes + figures.freeBytes + figures.otherBytes;
    equal(`${layer}: committed = live + slack + free + other`, parts, figures.committedBytes);
    if (figures.otherBytes < 0 || figures.slackBytes < 0) {
      throw new Error(`${layer}: more bytes in blocks than mapped`);
    }
    if (layer === "mapped") continue;
    live += figures.liveBlocks;
    liveBytes += figures.liveBytes;
    committed += figures.committedBytes;
  }
  equal("bytes of the layers above Tiny", model.counter(Counter.LargeBytes), committed);
  return { live, liveBytes };
}

function checkPlaces(large: LargeLayers): void {
  const { blocks, runs } = large;
  const ends: number[] = [];
  for (let block = 0; block < blocks.count; block++) {
    const run = blocks.run.get(block);
    const pool = large.poolOf(block);
    const where = `block ${block} of ${pool.policy.kind}`;
    const user = blocks.user.get(block);
    const start = user - pool.headerBytes;
    const end = user + bytesOf(pool.policy, blocks.sizeClass.get(block));
    const earliest = ends[run] ?? runs.start.get(run);
    if (start < earliest) throw new Error(`${where} begins at ${start}, before ${earliest}`);
    if (end > runs.start.get(run) + runs.cursor.get(run)) {
      throw new Error(`${where} ends at ${end}, beyond what is carved`);
    }
    if (runs.cursor.get(run) > runs.length.get(run)) throw new Error(`${where}: run overcarved`);
    equal(`${where}: run of its USER`, runs.find(user), run);
    equal(`${where}: found at its USER`, blocks.find(user), block);
    ends[run] = end;
  }
}

function checkLists(large: LargeLayers): void {
  const { blocks } = large;
  const listed = new Set<number>();
  for (const pool of large.pools) {
    for (const lists of pool.lists) {
      for (let list = 0; list < lists.length; list++) {
        const where = `list ${list} of ${pool.policy.kind}`;
        let length = 0;
        for (let block = lists.head(list); block !== NONE; block = blocks.next.get(block)) {
          if (listed.has(block)) throw new Error(`${where}: block ${block} is in two places`);
          listed.add(block);
          checkMember(large, pool, list, block, lists.place, where);
          length++;
        }
        equal(`${where}: count`, lists.count(list), length);
      }
    }
  }
  let free = 0;
  for (let block = 0; block < blocks.count; block++) if (blocks.state.get(block) < 0) free++;
  equal("free blocks above Tiny in some list", listed.size, free);
}

function checkMember(
  large: LargeLayers,
  pool: Pool,
  list: number,
  block: number,
  place: number,
  where: string,
): void {
  equal(`${where}: place of block ${block}`, large.blocks.state.get(block), place);
  const sizeClass = list % pool.policy.classes.length;
  equal(`${where}: class of block ${block}`, large.blocks.sizeClass.get(block), sizeClass);
  if (large.poolOf(block) !== pool) throw new Error(`${where}: block ${block} of another pool`);
}

function equal(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found}, expected ${expected}`);
}
