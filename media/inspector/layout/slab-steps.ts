// Where an arrow key moves the marked slab of the heap map.

import type { Hit } from "./map-grid.ts";

export function steppedSlab(
  key: string,
  at: Hit,
  size: { readonly rows: number; readonly slabs: number; readonly pageRows: number },
): Hit | undefined {
  if (size.rows === 0) return undefined;
  const slab = Math.max(0, at.slab);
  const to = (row: number, slabIndex: number): Hit => ({
    row: Math.max(0, Math.min(size.rows - 1, row)),
    slab: Math.max(0, Math.min(size.slabs - 1, slabIndex)),
  });
  switch (key) {
    case "ArrowLeft":
      return to(at.row, slab - 1);
    case "ArrowRight":
      return to(at.row, slab + 1);
    case "ArrowUp":
      return to(at.row - 1, slab);
    case "ArrowDown":
      return to(at.row + 1, slab);
    case "PageUp":
      return to(at.row - size.pageRows, slab);
    case "PageDown":
      return to(at.row + size.pageRows, slab);
    case "Home":
      return to(0, 0);
    case "End":
      return to(size.rows - 1, size.slabs - 1);
    default:
      return undefined;
  }
}
