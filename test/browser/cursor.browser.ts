// The cursor of the inspector: dragged, stepped, sent by the host, and found again after a reload.

import { describe, expect, test } from "vitest";
import { cursorOf, pageChecker } from "./check-page.ts";

const checkPage = pageChecker();

describe("cursor", () => {
  test("dragging moves it with one request at a time", () =>
    checkPage({ fixture: "crash" }, async (inspector) => {
      const { page, idle } = inspector;
      await idle();
      await page.evaluate(() => {
        window.fakeHost.hold();
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
      await page.evaluate(() => window.fakeHost.release());
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
      // The first position, and the last: what lay between was never asked for.
      expect(new Set(host.requests).size).toBe(2);
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
        event < 0 ? "before the first event" : `event ${event.toLocaleString("en")} of 9,640`,
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
        /event 5,988: thread 0, refill failed; superslab_refill: class 7, errno 12; live/,
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
        () => document.querySelector('[data-testid="cursor-event"]')?.textContent === "6,001",
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
