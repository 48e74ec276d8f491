// Where libc's blocks are in the lane under the map: equal boxes in order of allocation, as many as fit.
//
// Their width is no size and their neighbours are no neighbours in memory: the lane says how many there are and whose.

import type { Box } from "./map-grid.ts";

export const LANE_HEIGHT = 30;

const LEFT = 8;
const BLOCK_WIDTH = 22;
const GAP = 3;
const BLOCK_TOP = 5;
const BLOCK_HEIGHT = 20;

/** Blocks that fit into `width` pixels. */
export function laneCapacity(width: number): number {
  return Math.max(0, Math.floor((width - LEFT) / (BLOCK_WIDTH + GAP)));
}

export function laneBox(index: number): Box {
  return {
    x: LEFT + index * (BLOCK_WIDTH + GAP),
    y: BLOCK_TOP,
    width: BLOCK_WIDTH,
    height: BLOCK_HEIGHT,
  };
}

/** Index of the block at `x`, -1 between blocks or beyond `count`. */
export function laneHit(x: number, count: number): number {
  const index = Math.floor((x - LEFT) / (BLOCK_WIDTH + GAP));
  if (index < 0 || index >= count) return -1;
  return x - laneBox(index).x <= BLOCK_WIDTH ? index : -1;
}
