// Visible rows of long lists, up to lists that are taller than a browser allows.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  rowWindow,
  SPACER_LIMIT,
  scrollTopShowing,
  spacerHeight,
} from "../../../media/inspector/layout/virtual-rows.ts";

/** "rows x height in viewport @ scroll" to "first+count offset". */
function checkWindow(text: string): string {
  const [rowCount = 0, rowHeight = 1, viewport = 0, scrollTop = 0] = (text.match(/\d+/g) ?? []).map(
    Number,
  );
  const { first, count, offset } = rowWindow({ rowCount, rowHeight, viewport }, scrollTop);
  return `${first}+${count} ${offset}`;
}

describe("visible rows", () => {
  test.each([
    ["100 x 20 in 100 @ 0", "0+5 0"],
    ["100 x 20 in 100 @ 30", "1+6 -10"],
    ["100 x 20 in 100 @ 99999", "95+5 0"],
    ["3 x 20 in 100 @ 0", "0+3 0"],
    ["0 x 20 in 100 @ 0", "0+0 0"],
    ["100 x 20 in 0 @ 0", "0+0 0"],
  ])("%s", (given, expected) => expect(checkWindow(given)).toBe(expected));

  test("a list too tall for a browser still reaches its last row", () => {
    const list = { rowCount: 2_000_000, rowHeight: 22, viewport: 300 };
    expect(spacerHeight(list)).toBe(SPACER_LIMIT);
    const { first, count } = rowWindow(list, SPACER_LIMIT - 300);
    expect(first + count).toBe(2_000_000);
  });

  test("property: showing a row makes it wholly visible, and showing it again moves nothing", () => {
    const lists = fc.record({
      rowCount: fc.integer({ min: 1, max: 3_000_000 }),
      rowHeight: fc.integer({ min: 10, max: 40 }),
      viewport: fc.integer({ min: 80, max: 2000 }),
    });
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (list, at, seed) => {
        const row = Math.floor(at * (list.rowCount - 1));
        const from = seed % Math.max(1, spacerHeight(list) - list.viewport);
        const scrollTop = scrollTopShowing(list, row, from);
        const { first, count, offset } = rowWindow(list, scrollTop);
        const top = offset + (row - first) * list.rowHeight;
        expect(row).toBeGreaterThanOrEqual(first);
        expect(row).toBeLessThan(first + count);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(top + list.rowHeight).toBeLessThanOrEqual(list.viewport);
        expect(scrollTopShowing(list, row, scrollTop)).toBe(scrollTop);
      }),
    );
  });
});
