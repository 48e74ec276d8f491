// What a user does with the inspector, done in a browser with the shipped files and the real policy.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cellBox, mapGrid, ROW_HEIGHT } from "../../media/inspector/layout/map-grid.ts";
import { type Driver, type Inspector, type Opening, startDriver } from "./driver.ts";
import { HOSTILE } from "./fixture.ts";
import { fixtureNamed } from "./fixtures.ts";

let driver: Driver;
beforeAll(async () => {
  driver = await startDriver();
});
afterAll(() => driver.close());

/** Opens a page, does `what`, and fails if the page complained meanwhile. */
async function checkPage(
  opening: Opening,
  what: (inspector: Inspector) => Promise<void>,
): Promise<void> {
  const inspector = await driver.open(opening);
  try {
    await what(inspector);
  } finally {
    await inspector.close();
  }
}

const cursorOf = async ({ page }: Inspector) =>
  Number(await page.getByTestId("cursor-event").textContent());

describe("verdict and figures", () => {
  test("open at the event that decided the verdict, with its failure chosen", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page } = inspector;
      await inspector.idle();
      expect(await page.getByTestId("verdict").textContent()).toContain("Crash at event 8112");
      expect(await cursorOf(inspector)).toBe(8112);
      expect(
        await page.locator('[aria-selected="true"][data-testid="failure-row"]').textContent(),
      ).toContain("free(): invalid pointer");
      const head = (await page.locator(".head").textContent()) ?? "";
      for (const words of [
        "Linux defaults, threads neither joined nor detached",
        "fallbackOrigin, allocHeaderWord",
        "event 8112 of 9639",
        "7f3a90c1d2e40004",
        "no mapping records",
      ]) {
        expect(head).toContain(words);
      }
    }));

  test("withhold what the trace cannot support", () =>
    checkPage({ fixture: "hypothetical" }, async ({ page, idle }) => {
      await idle();
      expect(await page.getByTestId("card-remote-frees").textContent()).toMatch(/withheld/);
      expect(await page.getByRole("radio", { name: "owner" }).isDisabled()).toBe(true);
      await page.getByTestId("table-tab").click();
      await idle();
      expect(await page.locator('[data-testid="heap-row"][data-row="0"]').textContent()).toContain(
        "withheld",
      );
    }));

  test("names of the trace and the policies stay text", () =>
    checkPage({ fixture: "hypothetical" }, async ({ page, idle }) => {
      await idle();
      expect(await page.getByTestId("verdict").textContent()).toContain(HOSTILE);
      expect(await page.locator(".confessions").textContent()).toContain(HOSTILE);
      await page.getByTestId("policy-select").selectOption("hostile");
      await idle();
      expect(await page.locator("img").count()).toBe(0);
      expect(await page.evaluate(() => window.pwned)).toBeUndefined();
    }));

  test("failure texts stay text", () =>
    checkPage({ fixture: "crash" }, async ({ page, idle }) => {
      await idle();
      const row = page.getByTestId("failure-row").filter({ hasText: "8104" });
      expect(await row.textContent()).toContain(HOSTILE);
      await row.click();
      await idle();
      expect(await page.getByTestId("announcement").textContent()).toContain(HOSTILE);
      expect(await page.locator("img").count()).toBe(0);
    }));
});

describe("cursor", () => {
  test("dragging moves it with one request at a time", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.evaluate(() => {
        window.fakeHost.delay = 30;
        window.fakeHost.heapRequests.splice(0);
      });
      const box = await page.locator(".chart .u-over").boundingBox();
      if (box === null) throw new Error("no chart");
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width * 0.9, y);
      await page.mouse.down();
      const steps = 60;
      for (let step = 0; step <= steps; step += 1) {
        await page.mouse.move(box.x + box.width * (0.9 - (0.4 * step) / steps), y);
      }
      await page.mouse.up();
      await idle();
      const cursor = await cursorOf(inspector);
      expect(cursor).toBeGreaterThan(4000);
      expect(cursor).toBeLessThan(4120);
      const host = await page.evaluate(() => ({
        requests: window.fakeHost.heapRequests.map(({ event }) => event),
        most: window.fakeHost.mostInFlight,
        last: window.fakeHost.cursors.at(-1),
      }));
      expect(host.most).toBe(1);
      expect(host.requests.length).toBeLessThan(steps);
      expect(host.requests.at(-1)).toBe(cursor);
      expect(host.last).toBe(cursor);
      const playhead = await page.locator(".playhead").boundingBox();
      expect(Math.abs((playhead?.x ?? 0) + 1 - (box.x + box.width * 0.5))).toBeLessThan(2);
    }));

  test.each([
    ["ArrowLeft", 8111],
    ["PageDown", 8112 - 81],
    ["Home", -1],
    ["[", 8104],
  ])("%s goes to event %i", (key, event) =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      const slider = page.getByTestId("timeline");
      await slider.focus();
      await page.keyboard.press(key);
      await idle();
      expect(await cursorOf(inspector)).toBe(event);
      expect(await slider.getAttribute("aria-valuenow")).toBe(String(event));
      expect(await slider.getAttribute("aria-valuetext")).toBe(
        event < 0 ? "before the first event" : `event ${event} of 8112`,
      );
    }));

  test("] from the start goes to the first failure, and announces it", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("]");
      await idle();
      expect(await cursorOf(inspector)).toBe(5988);
      expect(await page.getByTestId("announcement").textContent()).toMatch(
        /event 5988: thread 0, refill failed; superslab_refill: class 7, errno 12; live/,
      );
    }));

  test("the host can send it somewhere; notes of the wrong shape are dropped", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.evaluate(() => {
        window.fakeHost.goTo(6001);
        window.fakeHost.sendNoise({ type: "note", method: "goTo", params: { event: "6" } });
        window.fakeHost.sendNoise({ type: "note", method: "state", params: { kind: "ready" } });
        window.fakeHost.sendNoise("nonsense");
      });
      await page.waitForFunction(
        () => document.querySelector('[data-testid="cursor-event"]')?.textContent === "6001",
      );
      await idle();
      expect(await page.evaluate(() => window.fakeHost.cursors.at(-1))).toBe(6001);
    }));

  test("is where it was after the page was closed and opened", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("PageDown");
      await page.getByTestId("table-tab").click();
      await idle();
      const before = await cursorOf(inspector);
      await page.reload();
      await page.waitForFunction(() => "inspectorIdle" in window);
      await idle();
      expect(await cursorOf(inspector)).toBe(before);
      expect(await page.getByTestId("table-tab").getAttribute("aria-selected")).toBe("true");
    }));
});

describe("heap", () => {
  test("choosing a failure scrolls to its SuperSlab and outlines the slab", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.getByTestId("failure-row").filter({ hasText: "8104" }).click();
      await idle();
      const shown = await page.getByTestId("heap-map").evaluate((map) => ({
        top: map.scrollTop,
        height: map.clientHeight,
        width: map.clientWidth,
      }));
      const top = 12 * ROW_HEIGHT - shown.top;
      expect(top).toBeGreaterThanOrEqual(0);
      expect(top + ROW_HEIGHT).toBeLessThanOrEqual(shown.height);
      const cell = cellBox(mapGrid(shown.width, 32), top, 9);
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
      const whole = { firstSuperSlab: 0, superSlabCount: 40, firstLibc: 0, libcCount: 40 };
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
        const cell = cellBox(mapGrid(width, 32), superSlab * ROW_HEIGHT, slab);
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

describe("host states", () => {
  test("a replay that is still running shows progress and can be cancelled", () =>
    checkPage(
      {
        fixture: "crash",
        before: () => {
          window.fakeHost.opening = "never";
        },
      },
      async ({ page }) => {
        await page.evaluate(() => window.fakeHost.sendState("working"));
        await page.getByText("Replaying … 25 %").waitFor();
        await page.getByTestId("cancel").click();
        await page.waitForFunction(() => window.fakeHost.calls.includes("cancel"));
      },
    ));

  test("a failure to open can be retried", () =>
    checkPage(
      {
        fixture: "crash",
        before: () => {
          window.fakeHost.opening = "fails";
        },
      },
      async ({ page, idle }) => {
        await idle();
        expect(await page.getByRole("alert").textContent()).toContain(HOSTILE);
        await page.getByTestId("retry").click();
        await idle();
        expect(await page.getByTestId("verdict").textContent()).toContain("Crash");
      },
    ));

  test("a file that changed offers to be read again, the old replay staying in view", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("ArrowLeft");
      await page.evaluate(() => window.fakeHost.sendState("stale"));
      await page.getByText("The file changed on disk").waitFor();
      expect(await cursorOf(inspector)).toBe(8111);
      const before = await page.locator(".playhead").boundingBox();
      await page.getByTestId("reload").click();
      await idle();
      expect((await page.locator(".playhead").boundingBox())?.x).toBe(before?.x);
      expect(await page.evaluate(() => window.fakeHost.calls)).toEqual(["reload"]);
    }));

  test("choosing a policy replays and keeps the cursor", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.getByTestId("timeline").focus();
      await page.keyboard.press("PageDown");
      await idle();
      const before = await page.locator(".playhead").boundingBox();
      await page.getByTestId("policy-select").selectOption("no-fallback");
      await idle();
      expect((await page.locator(".playhead").boundingBox())?.x).toBe(before?.x);
      expect(await page.evaluate(() => window.fakeHost.calls)).toEqual(["replay no-fallback"]);
      expect(await page.locator(".sources").textContent()).toContain("Option A: no fallback");
      expect(await cursorOf(inspector)).toBe(8112 - 81);
    }));
});

test("a change of theme draws the canvas again", () =>
  checkPage({ fixture: "crash" }, async ({ page, idle }) => {
    await idle();
    const text = () =>
      page.locator(".map-canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await text();
    await page.evaluate(() => {
      document.documentElement.style.setProperty("--vscode-charts-blue", "#ff00ff");
      document.body.className = "vscode-light";
    });
    await idle();
    expect(await text()).not.toBe(before);
  }));
