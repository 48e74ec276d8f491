// Draws libc's blocks: hatched, because they are not the modelled allocator's, with the allocating thread written on.

import { laneBox } from "../layout/libc-lane.ts";
import type { Box } from "../layout/map-grid.ts";
import type { LibcFacts } from "../layout/slab-facts.ts";
import type { Surface } from "./surface.ts";
import type { Theme } from "./theme.ts";

export interface LaneScene {
  readonly blocks: readonly (LibcFacts | undefined)[];
  /** Address of the block to outline, 0 none. */
  readonly selected: number;
  readonly hovered: number;
}

export function paintLibcLane(surface: Surface, scene: LaneScene, theme: Theme): void {
  scene.blocks.forEach((block, index) => {
    const box = laneBox(index);
    surface.fill(box, theme.track);
    if (block === undefined) return;
    surface.hatch(box, theme.libc);
    surface.frame(box, theme.libc, "solid", 1);
    paintWord(surface, box, laneWord(block), theme);
    const chosen = scene.selected !== 0 && block.address === scene.selected;
    if (chosen || index === scene.hovered) {
      surface.frame(
        { x: box.x - 2, y: box.y - 2, width: box.width + 4, height: box.height + 4 },
        chosen ? theme.focus : theme.text,
        "solid",
        chosen ? 2 : 1,
      );
    }
  });
}

function paintWord(surface: Surface, box: Box, word: string, theme: Theme): void {
  if (word === "") return;
  surface.fill({ x: box.x + 2, y: box.y + 5, width: box.width - 4, height: 11 }, theme.background);
  surface.text(box.x + 4, box.y + 14, word, {
    colour: theme.text,
    weight: "normal",
    align: "left",
    size: 9,
  });
}

function laneWord({ thread }: LibcFacts): string {
  if (thread === undefined) return "";
  return thread < 0 ? "–" : `T${thread}`;
}
