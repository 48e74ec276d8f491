// The page around the heap: verdict and figures, the states of the host, and the theme; hostile names stay text.

import { describe, expect, test } from "vitest";
import { cursorOf, pageChecker } from "./check-page.ts";
import { HOSTILE } from "./fixture.ts";

const checkPage = pageChecker();

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
        "event 8,112 of 9,640",
        "7f3a90c1d2e40004",
        "no mapping records",
      ]) {
        expect(head).toContain(words);
      }
    }));

  test("say from which event every byte was stored", () =>
    checkPage({ fixture: "pooled" }, async ({ page, idle }) => {
      await idle();
      expect(await page.locator(".basis summary").textContent()).toContain(
        "every byte stored from event 4,200",
      );
    }));

  test("the policies that ship stand in groups, whose order is that of the palette's list", () =>
    checkPage({ fixture: "waves fixed" }, async ({ page, idle }) => {
      await idle();
      const groups = await page
        .locator("optgroup")
        .evaluateAll((all) =>
          all.map((group) => `${(group as HTMLOptGroupElement).label} ${group.children.length}`),
        );
      expect(groups).toEqual(["Versions of hakmem 7", "Options 9"]);
      const select = page.getByTestId("policy-select");
      expect(await select.inputValue()).toBe("fixed");
      await select.selectOption("e9");
      await idle();
      expect(await select.inputValue()).toBe("e9");
      expect(await page.getByTestId("verdict").textContent()).toContain("e9");
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
      const row = page.getByTestId("failure-row").filter({ hasText: "8,104" });
      expect(await row.textContent()).toContain(HOSTILE);
      await row.click();
      await idle();
      expect(await page.getByTestId("announcement").textContent()).toContain(HOSTILE);
      expect(await page.locator("img").count()).toBe(0);
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
