// Follows memory through one function: from each allocation to its tests, uses and returns.
//
// States only grow, so the walk ends; a function whose walk needs more than `STEPS_PER_BLOCK` visits a block is given
// up and reported as unknown rather than half known. Each way through a short circuit, loop or goto is followed, but two
// conditions about other things are not related to each other: `if (x) p = malloc(n); if (x && !p) return;` is not
// understood as a test.

import type { Block, ControlFlow } from "./control-flow.ts";
import { Evaluator } from "./evaluate.ts";
import type { FlowContext, Report } from "./flow-context.ts";
import { MemoryState } from "./memory-state.ts";

const STEPS_PER_BLOCK = 40;

/** Whether the function was followed to the end. */
export function followMemory(
  flow: ControlFlow,
  context: FlowContext,
  report: Report,
  start: MemoryState,
): boolean {
  const before = new Map<Block, MemoryState>([[flow.entry, start]]);
  const silent = new Evaluator(context, flow.chosen, undefined);
  const pending = new Set<Block>([flow.entry]);
  let visits = flow.blockCount * STEPS_PER_BLOCK;
  for (;;) {
    const block = lowest(pending);
    if (block === undefined) break;
    pending.delete(block);
    if (--visits < 0) return false;
    const after = new MemoryState(before.get(block));
    for (const step of block.steps) silent.run(step, after);
    for (const edge of block.edges) {
      const arriving = edge === block.edges.at(-1) ? after : new MemoryState(after);
      if (edge.assume !== undefined) silent.assume(edge.assume, arriving);
      const known = before.get(edge.to);
      if (known === undefined) before.set(edge.to, arriving);
      else if (!known.join(arriving)) continue;
      pending.add(edge.to);
    }
  }
  const reporting = new Evaluator(context, flow.chosen, report);
  for (const [block, state] of [...before].sort((a, b) => a[0].id - b[0].id)) {
    const after = new MemoryState(state);
    for (const step of block.steps) reporting.run(step, after);
    for (const edge of block.edges) {
      if (edge.assume !== undefined) reporting.assume(edge.assume, new MemoryState(after));
    }
  }
  if (before.has(flow.exit)) report.atExit(before.get(flow.exit) as MemoryState);
  return true;
}

/** Blocks are numbered roughly in text order, so the lowest first visits few twice. */
function lowest(blocks: ReadonlySet<Block>): Block | undefined {
  let best: Block | undefined;
  for (const block of blocks) if (best === undefined || block.id < best.id) best = block;
  return best;
}
