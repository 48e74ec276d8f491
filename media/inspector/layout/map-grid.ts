// Where things are on the heap map: one row per SuperSlab, one cell per slab, words to the left and to the right.
//
// Addresses grow to the right. Slab 0 begins after the SuperSlab's own header, so its cell is shorter; the real share
// (3 %) would be invisible, the drawn one is SLAB_ZERO_INSET pixels: the map says that it is shorter, not by how much.
// Where slabs have classes of their own, nearly every cell has a word: cells are then lower and leave it a strip above.

export const ROW_HEIGHT = 32;
export const SLAB_ZERO_INSET = 6;

const CELL_TOP = 5;
const CELL_HEIGHT = 22;
export const WORD_HEIGHT = 11;
const MIXED_CELL_HEIGHT = 17;
const GAP = 2;
const NARROW = 720;

export interface MapGrid {
  readonly width: number;
  readonly slabs: number;
  readonly narrow: boolean;
  readonly cellsLeft: number;
  readonly cellsRight: number;
  /** From one cell's left edge to the next one's. */
  readonly pitch: number;
  readonly cellTop: number;
  readonly cellHeight: number;
  /** From the top of a row to its words. */
  readonly wordTop: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Hit {
  readonly row: number;
  /** -1: on the row, but on none of its slabs. */
  readonly slab: number;
}

export function mapGrid(width: number, slabs: number, mixed: boolean): MapGrid {
  const narrow = width < NARROW;
  const cellsLeft = narrow ? 66 : 148;
  const tags = narrow ? 76 : 118;
  const pitch = Math.max(4, Math.floor((width - cellsLeft - tags) / slabs));
  return {
    width,
    slabs,
    narrow,
    cellsLeft,
    cellsRight: cellsLeft + pitch * slabs,
    pitch,
    cellTop: mixed ? WORD_HEIGHT : CELL_TOP,
    cellHeight: mixed ? MIXED_CELL_HEIGHT : CELL_HEIGHT,
    wordTop: mixed ? 0 : CELL_TOP,
  };
}

/** The cell of `slab` in a row whose top is at `top`. */
export function cellBox(grid: MapGrid, top: number, slab: number): Box {
  const inset = slab === 0 ? Math.min(SLAB_ZERO_INSET, grid.pitch - GAP - 1) : 0;
  return {
    x: grid.cellsLeft + slab * grid.pitch + inset,
    y: top + grid.cellTop,
    width: grid.pitch - GAP - inset,
    height: grid.cellHeight,
  };
}

/** The SuperSlab header in front of slab 0. */
export function headerBox(grid: MapGrid, top: number): Box {
  const first = cellBox(grid, top, 0);
  return {
    x: grid.cellsLeft,
    y: first.y,
    width: Math.max(1, first.x - grid.cellsLeft - 1),
    height: first.height,
  };
}

/** All cells of a row, with the header. */
export function cellsBox(grid: MapGrid, top: number): Box {
  return {
    x: grid.cellsLeft,
    y: top + grid.cellTop,
    width: grid.cellsRight - grid.cellsLeft - GAP,
    height: grid.cellHeight,
  };
}

/** What lies at (`x`, `y`) when row `first` starts at `offset`; undefined beyond the last row. */
export function hitTest(
  grid: MapGrid,
  rows: { readonly first: number; readonly offset: number; readonly rowCount: number },
  x: number,
  y: number,
): Hit | undefined {
  const row = rows.first + Math.floor((y - rows.offset) / ROW_HEIGHT);
  if (row < 0 || row >= rows.rowCount) return undefined;
  const slab = Math.floor((x - grid.cellsLeft) / grid.pitch);
  return { row, slab: slab >= 0 && slab < grid.slabs ? slab : -1 };
}
