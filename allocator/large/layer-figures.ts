// Blocks and bytes of each layer above Tiny, counted from the tables: for people, and for the audit's conservation rule.
//
// `mapped` are mappings of one block each; `big-cache` what is kept of them. Slow: every block is looked at.

import type { LayerFigures } from "../layers.ts";
import type { Model } from "../model.ts";
import { OutsideKind } from "../outside-blocks.ts";
import { MidMt } from "./mid-mt.ts";
import { bytesOf, type Pool } from "./pool.ts";

export function layerFigures(model: Model): readonly LayerFigures[] {
  const { large } = model;
  const pools = large.pools.map((pool, number) => poolFigures(model, pool, number));
  const kept = { live: 0, bytes: 0 };
  large.bigCache?.forEach(({ bytes }) => {
    kept.bytes += bytes;
  });
  const bigCache = {
    ...empty("big-cache"),
    freeBytes: kept.bytes,
    committedBytes: kept.bytes,
  };
  return [...pools, ...(large.bigCache === undefined ? [] : [bigCache]), mappedFigures(model)];
}

function poolFigures({ large }: Model, pool: Pool, number: number): LayerFigures {
  const { blocks, runs } = large;
  const figures = { ...empty(pool.policy.kind) };
  let carvedBytes = 0;
  for (let block = 0; block < blocks.count; block++) {
    if (runs.pool.get(blocks.run.get(block)) !== number) continue;
    const bytes = bytesOf(pool.policy, blocks.sizeClass.get(block));
    const requested = blocks.state.get(block);
    carvedBytes += bytes;
    if (requested < 0) figures.freeBytes += bytes;
    else {
      figures.liveBlocks++;
      figures.liveBytes += requested;
      figures.slackBytes += bytes - requested;
    }
  }
  for (let run = 0; run < runs.count; run++) {
    if (runs.pool.get(run) === number) figures.committedBytes += runs.length.get(run);
  }
  if (pool instanceof MidMt) figures.committedBytes += pool.tableBytes;
  figures.otherBytes = figures.committedBytes - carvedBytes;
  return figures;
}

function mappedFigures({ outside }: Model): LayerFigures {
  const figures = { ...empty("mapped") };
  outside.forEach((_, row) => {
    if (outside.kind(row) !== OutsideKind.Mapping) return;
    figures.liveBlocks++;
    figures.liveBytes += outside.requested(row);
    figures.slackBytes += outside.usable(row) - outside.requested(row);
    figures.otherBytes += outside.length(row) - outside.usable(row);
    figures.committedBytes += outside.length(row);
  });
  return figures;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function empty(layer: LayerFigures["layer"]): Writable<LayerFigures> {
  return {
    layer,
    liveBlocks: 0,
    liveBytes: 0,
    slackBytes: 0,
    freeBytes: 0,
    otherBytes: 0,
    committedBytes: 0,
  };
}
