// Cells of the map and of the libc lane are where a pointer finds them.

import fc from "fast-check";
import { expect, test } from "vitest";
import { laneBox, laneCapacity, laneHit } from "../../../media/inspector/layout/libc-lane.ts";
import {
  cellBox,
  headerBox,
  hitTest,
  mapGrid,
  ROW_HEIGHT,
} from "../../../media/inspector/layout/map-grid.ts";

test("property: the middle of each cell hits that cell, cells lie inside and apart", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 320, max: 4000 }),
      fc.constantFrom(16, 32),
      fc.nat(500),
      (width, slabs, first) => {
        const grid = mapGrid(width, slabs, false);
        const rows = { first, offset: -7, rowCount: first + 20 };
        let right = grid.cellsLeft;
        for (let slab = 0; slab < slabs; slab += 1) {
          const cell = cellBox(grid, rows.offset + 2 * ROW_HEIGHT, slab);
          const hit = hitTest(grid, rows, cell.x + cell.width / 2, cell.y + cell.height / 2);
          expect(hit).toEqual({ row: first + 2, slab });
          expect(cell.x).toBeGreaterThanOrEqual(right);
          expect(cell.width).toBeGreaterThan(0);
          right = cell.x + cell.width;
        }
        expect(right).toBeLessThanOrEqual(width);
      },
    ),
  );
});

test("the SuperSlab's header lies before slab 0", () => {
  const grid = mapGrid(900, 32, false);
  const header = headerBox(grid, 0);
  const first = cellBox(grid, 0, 0);
  expect(header.x + header.width).toBeLessThan(first.x);
  expect(first.width).toBeLessThan(cellBox(grid, 0, 1).width);
});

test("beside the cells a row is hit without a slab, below the last row nothing", () => {
  const grid = mapGrid(900, 32, false);
  const rows = { first: 0, offset: 0, rowCount: 2 };
  expect(hitTest(grid, rows, 5, 40)).toEqual({ row: 1, slab: -1 });
  expect(hitTest(grid, rows, 899, 40)).toEqual({ row: 1, slab: -1 });
  expect(hitTest(grid, rows, 5, 2 * ROW_HEIGHT)).toBeUndefined();
});

test("the libc lane: as many blocks as fit, gaps hit nothing", () => {
  const count = laneCapacity(300);
  const last = laneBox(count - 1);
  expect(last.x + last.width).toBeLessThanOrEqual(300);
  expect(laneHit(laneBox(3).x + 1, count)).toBe(3);
  expect(laneHit(laneBox(3).x + laneBox(3).width + 2, count)).toBe(-1);
  expect(laneHit(laneBox(count).x + 1, count)).toBe(-1);
});
