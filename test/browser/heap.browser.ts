// The heap at the cursor: map, details, table and failures say the same, also when the heap is large.

import { describe, expect, test } from "vitest";
import { cellBox, mapGrid, ROW_HEIGHT } from "../../media/inspector/layout/map-grid.ts";
import { cursorOf, pageChecker } from "./check-page.ts";
import { noRange } from "./fixture.ts";
import { fixtureNamed } from "./fixtures.ts";

const checkPage = pageChecker();

describe("heap", () => {
  test("choosing a failure scrolls to its SuperSlab and outlines the slab", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.getByTestId("failure-row").filter({ hasText: "8,104" }).click();
      await idle();
      const shown = await page.getByTestId("heap-map").evaluate((map) => ({
        top: map.scrollTop,
        height: map.clientHeight,
        width: map.clientWidth,
      }));
      const top = 12 * ROW_HEIGHT - shown.top;
      expect(top).toBeGreaterThanOrEqual(0);
      expect(top + ROW_HEIGHT).toBeLessThanOrEqual(shown.height);
      const cell = cellBox(mapGrid(shown.width, 32, false), top, 9);
      const pixel = await page.locator(".map-canvas").evaluate(
        (canvas, { x, y }) => {
          const context = (canvas as HTMLCanvasElement).getContext("2d");
          return [...(context?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3);
        },
        { x: cell.x - 2, y: cell.y + 8 },
      );
      expect(pixel).toEqual([0x00, 0x78, 0xd4]);
      expect(await page.getByTestId("details").textContent()).toContain("SuperSlab 12 · slab 9");
    }));

  test("Enter in the failure list does the same as a click", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.getByTestId("failure-list").focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      await idle();
      expect(await cursorOf(inspector)).toBe(5988);
      expect(await page.getByTestId("details").textContent()).toContain("SuperSlab 31 · slab 31");
    }));

  test("pointing at a cell shows that slab; the table says the same", () =>
    checkPage({ fixture: "crash" }, async ({ page, idle }) => {
      const fixture = fixtureNamed("crash");
      const whole = { ...noRange, superSlabCount: 40 };
      const { slabs } = fixture.heap(8112, whole);
      await idle();
      const map = page.getByTestId("heap-map");
      await map.focus();
      await page.keyboard.press("Home");
      await idle();
      const box = await map.boundingBox();
      const width = await map.evaluate((element) => element.clientWidth);
      if (box === null) throw new Error("no map");
      const seen: string[] = [];
      for (const [superSlab, slab] of [
        [0, 0],
        [1, 17],
        [4, 31],
      ] as const) {
        const cell = cellBox(mapGrid(width, 32, false), superSlab * ROW_HEIGHT, slab);
        await page.mouse.move(box.x + cell.x + cell.width / 2, box.y + cell.y + 3);
        await idle();
        seen.push((await page.getByTestId("details").textContent()) ?? "");
      }
      await page.getByTestId("table-tab").click();
      await idle();
      const table = page.getByTestId("heap-table");
      await table.focus();
      for (const [index, row] of [0, 32 + 17, 4 * 32 + 31].entries()) {
        await table.evaluate((grid, top) => {
          grid.scrollTop = top;
        }, row * 22);
        await idle();
        const cells = await page
          .locator(`[data-testid="heap-row"][data-row="${row}"] [role="gridcell"]`)
          .allTextContents();
        const at = slabs.superSlab.findIndex(
          (of, i) => of === Math.floor(row / 32) && slabs.index[i] === row % 32,
        );
        const number = (text: string | undefined) => Number(text?.replaceAll(",", ""));
        expect(cells.slice(4, 11).map(number)).toEqual([
          slabs.live[at],
          slabs.cached[at],
          slabs.freeListed[at],
          slabs.remoteQueued[at],
          slabs.carved[at],
          slabs.used[at],
          slabs.capacity[at],
        ]);
        const details = seen[index] ?? "";
        expect(details).toContain(`SuperSlab ${Math.floor(row / 32)} · slab ${row % 32}`);
        expect(details.replaceAll(/\s+/g, "")).toContain(`live${cells[4]}`);
        expect(details.replaceAll(/\s+/g, "")).toContain(`base${cells[11]}`);
      }
    }));

  test("the table is walked by keys to its last libc block", () =>
    checkPage({ fixture: "crash" }, async ({ page, idle }) => {
      await idle();
      await page.getByTestId("table-tab").click();
      await idle();
      const table = page.getByTestId("heap-table");
      await table.focus();
      await page.keyboard.press("End");
      await idle();
      const last = 40 * 32 + 37 - 1;
      expect(await table.getAttribute("aria-activedescendant")).toBe(`heap-table-${last}`);
      const row = page.locator(`#heap-table-${last}`);
      expect(await row.textContent()).toContain("libc");
      expect(await row.textContent()).not.toContain("…");
    }));

  test("an event whose state cannot be had says so and does not ask for ever", () =>
    checkPage({ fixture: "crash" }, async ({ page, idle }) => {
      await idle();
      await page.evaluate(() => {
        window.fakeHost.heapFails = true;
        window.fakeHost.heapRequests.splice(0);
      });
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("ArrowLeft");
      await idle();
      expect(await page.locator(".heap [role=alert]").textContent()).toContain(
        "no state for this event",
      );
      expect(await page.evaluate(() => window.fakeHost.heapRequests.length)).toBe(1);
    }));
});

describe("a large heap", () => {
  test("47,000 SuperSlabs: only what is visible is asked, answers stay under 64 KiB", () =>
    checkPage({ fixture: "large" }, async ({ page, idle }) => {
      await idle();
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("End");
      await idle();
      await page.getByTestId("heap-map").focus();
      await page.keyboard.press("End");
      await idle();
      expect(await page.getByTestId("details").textContent()).toContain(
        "SuperSlab 46999 · slab 31",
      );
      const asked = await page.evaluate(() => ({
        most: Math.max(...window.fakeHost.heapRequests.map(({ superSlabs }) => superSlabs)),
        bytes: window.fakeHost.largestAnswer,
      }));
      expect(asked.most).toBeLessThanOrEqual(40);
      expect(asked.bytes).toBeLessThan(64 * 1024);
    }));

  test("the table reaches the last of 1.5 million rows", () =>
    checkPage({ fixture: "large" }, async ({ page, idle }) => {
      await idle();
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("End");
      await page.getByTestId("table-tab").click();
      await idle();
      await page.getByTestId("heap-table").focus();
      await page.keyboard.press("End");
      await idle();
      const row = page.locator(`[data-row="${47_000 * 32 + 37 - 1}"]`);
      expect(await row.textContent()).toContain("libc");
      expect(await row.textContent()).not.toContain("…");
      expect(await page.getByTestId("heap-row").count()).toBeLessThan(60);
    }));

  test("failures beyond the first 500 come when they are looked at", () =>
    checkPage({ fixture: "large" }, async ({ page, idle }) => {
      await idle();
      await page.getByTestId("failure-list").focus();
      await page.keyboard.press("End");
      await idle();
      expect(
        await page.locator('[data-testid="failure-row"][data-row="9999"]').textContent(),
      ).toContain("failure number 9999");
      expect(await page.evaluate(() => window.fakeHost.calls)).toHaveLength(19);
    }));
});

describe("SuperSlabs that were given back", () => {
  const last = { mapped: 40, released: 20 };

  test("are counted, have no row, and stand at the end of the table", () =>
    checkPage({ fixture: "pooled" }, async ({ page, idle }) => {
      await idle();
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("End");
      await idle();
      expect(await page.locator(".heap-words").textContent()).toContain(
        `${last.mapped} SuperSlabs, ${last.released} given back`,
      );
      await page.getByTestId("heap-map").focus();
      await page.keyboard.press("End");
      await idle();
      expect(await page.getByTestId("details").textContent()).toContain("SuperSlab 59 · slab 15");
      await page.getByTestId("table-tab").click();
      await idle();
      await page.getByTestId("heap-table").focus();
      await page.keyboard.press("End");
      await idle();
      const row = page.locator(`[data-row="${last.mapped * 16 + last.released - 1}"]`);
      expect(await row.textContent()).toMatch(/^\s*SS 58\s*–\s*given back/);
    }));

  test("a failure's slab is found on the row that its SuperSlab has by then", () =>
    checkPage({ fixture: "pooled" }, async ({ page, idle }) => {
      await idle();
      expect(await page.getByTestId("details").textContent()).toContain("SuperSlab 35 · slab 5");
      const map = await page.getByTestId("heap-map").evaluate((element) => ({
        top: element.scrollTop,
        height: element.clientHeight,
      }));
      const given = fixtureNamed("pooled").heap(4200, { ...noRange, soughtSuperSlab: 35 });
      expect(given.soughtRow).toBeLessThan(35);
      const top = given.soughtRow * ROW_HEIGHT - map.top;
      expect(top).toBeGreaterThanOrEqual(0);
      expect(top + ROW_HEIGHT).toBeLessThanOrEqual(map.height);
    }));

  test("a selected SuperSlab says when it is not mapped", () =>
    checkPage({ fixture: "pooled" }, async ({ page, idle }) => {
      await idle();
      const details = page.getByTestId("details");
      await page.evaluate(() => window.fakeHost.goTo(2000));
      await idle();
      expect(await details.textContent()).toContain("SuperSlab 13 · slab 3");
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("End");
      await idle();
      expect(await details.textContent()).toMatch(/SuperSlab 13\s+stategiven back by this event/);
      await page.keyboard.press("Home");
      await idle();
      expect(await details.textContent()).toMatch(/SuperSlab 13\s+statenot mapped yet/);
    }));

  test("arrow keys pressed faster than rows arrive lose none", () =>
    checkPage({ fixture: "pooled" }, async ({ page, idle }) => {
      await idle();
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("End");
      await idle();
      await page.getByTestId("heap-map").focus();
      await page.keyboard.press("Home");
      await idle();
      await page.evaluate(() => window.fakeHost.hold());
      for (const key of ["End", "ArrowUp", "ArrowLeft"]) await page.keyboard.press(key);
      await page.evaluate(() => window.fakeHost.release());
      await idle();
      expect(await page.getByTestId("details").textContent()).toContain("SuperSlab 57 · slab 14");
    }));

  test("a SuperSlab with slabs of several classes says so", () =>
    checkPage({ fixture: "pooled" }, async ({ page, idle }) => {
      await idle();
      await page.getByTestId("heap-map").focus();
      await page.keyboard.press("Home");
      await idle();
      const map = await page.getByTestId("heap-map").boundingBox();
      if (map === null) throw new Error("no map");
      await page.mouse.move(map.x + 20, map.y + 16);
      await idle();
      expect(await page.getByTestId("details").textContent()).toContain("mixed classes");
    }));
});
