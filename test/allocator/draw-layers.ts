// Draws the layers above Tiny: one line per run of a pool, blocks in address order, equal neighbours together; then each
// layer's bytes. Nothing is drawn for a policy without pools and BigCache.

import type { Allocator } from "../../allocator/index.ts";
import { BlockPlace } from "../../allocator/large/large-blocks.ts";
import { modelOf } from "../../allocator/modelled-allocator.ts";

export function drawLayers(allocator: Allocator, nameAt: ReadonlyMap<number, string>): string[] {
  const { large, policy } = modelOf(allocator);
  if (policy.layers.pools.length === 0 && policy.layers.bigCache === undefined) return [];
  const { blocks, runs } = large;
  const lines: string[] = [];
  for (let run = 0; run < runs.count; run++) {
    const pool = large.pools[runs.pool.get(run)];
    const cells: { text: string; count: number }[] = [];
    for (let block = 0; block < blocks.count; block++) {
      if (blocks.run.get(block) !== run) continue;
      const bytes = pool?.policy.classes[blocks.sizeClass.get(block)] ?? 0;
      const text = `${bytes / 1024}K ${cellText(blocks.state.get(block), nameAt.get(blocks.user.get(block)))}`;
      const last = cells.at(-1);
      if (last?.text === text) last.count++;
      else cells.push({ text, count: 1 });
    }
    const drawn = cells.map(({ text, count }) => `[ ${text}${count > 1 ? ` x${count}` : ""} ]`);
    const owner = runs.owner.get(run);
    const who = pool?.policy.kind === "l25" ? `shard ${owner}` : owner < 0 ? "nobody" : `t${owner}`;
    lines.push(
      `${pool?.policy.kind} run ${run}  ${runs.length.get(run) / 1024}K  ${who}  ${drawn.join("")}[ ${runs.room(run)} bytes ]`,
    );
  }
  for (const layer of allocator.describeLayers()) {
    lines.push(
      `${layer.layer}: ${layer.liveBlocks} live, ${layer.liveBytes} + slack ${layer.slackBytes} + free ${layer.freeBytes}` +
        ` + other ${layer.otherBytes} = ${layer.committedBytes}`,
    );
  }
  return [...lines, `mmaps above Tiny: ${allocator.statistics.mmapsAboveTiny}`];
}

function cellText(state: number, name: string | undefined): string {
  const place = state >= 0 ? `${state}` : state === BlockPlace.RemoteQueued ? "remote" : "free";
  return name === undefined ? place : `${name} ${place}`;
}
