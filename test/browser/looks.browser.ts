// Screenshots for people to look at, in every kind of theme and in a narrow editor. What the test itself checks is that
// each page comes up without a complaint and that a screenshot is not one flat colour.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Driver, type Opening, startDriver } from "./driver.ts";
import type { ThemeName } from "./themes.ts";

let driver: Driver;
beforeAll(async () => {
  driver = await startDriver();
});
afterAll(() => driver.close());

const looks: readonly [name: string, Opening["fixture"], ThemeName, width: number][] = [
  ["crash-dark", "crash", "dark", 1280],
  ["crash-light", "crash", "light", 1280],
  ["crash-hc-dark", "crash", "hc-dark", 1280],
  ["crash-hc-light", "crash", "hc-light", 1280],
  ["crash-narrow", "crash", "dark", 700],
  ["hypothetical-dark", "hypothetical", "dark", 1280],
  ["clean-light", "clean", "light", 1280],
  ["large-dark", "large", "dark", 1280],
  ["pooled-dark", "pooled", "dark", 1280],
  ["pooled-light", "pooled", "light", 1280],
  ["pooled-narrow", "pooled", "dark", 700],
  ["larson-fixed-dark", "larson fixed", "dark", 1280],
  ["larson-fixed-light", "larson fixed", "light", 1280],
  ["larson-e9-dark", "larson e9", "dark", 1280],
  ["larson-e9-light", "larson e9", "light", 1280],
  ["waves-fixed-dark", "waves fixed", "dark", 1280],
  ["waves-e9-light", "waves e9", "light", 1280],
];

test("table, table focus and banners", async () => {
  const inspector = await driver.open({ fixture: "crash", theme: "light" });
  const { page, idle } = inspector;
  await idle();
  await page.getByTestId("table-tab").click();
  await page.getByTestId("heap-table").focus();
  await page.keyboard.press("ArrowDown");
  await page.evaluate(() => window.fakeHost.sendState("stale"));
  await page.getByTestId("reload").waitFor();
  await idle();
  await inspector.screenshot("table-stale-light");
  await page.getByTestId("map-tab").click();
  await page.getByRole("radio", { name: "owner" }).check();
  await page.evaluate(() => window.fakeHost.sendState("working"));
  await page.getByTestId("cancel").waitFor();
  await inspector.screenshot("owner-working-light");
  expect(await page.locator(".banner").getAttribute("data-kind")).toBe("working");
  await inspector.close();
});

test("the end of the table, where SuperSlabs that were given back are", async () => {
  const inspector = await driver.open({ fixture: "pooled", theme: "light" });
  const { page, idle } = inspector;
  await idle();
  await page.getByTestId("table-tab").click();
  await idle();
  await page.getByTestId("heap-table").focus();
  await page.keyboard.press("End");
  await idle();
  await inspector.screenshot("table-given-back-light");
  expect(await page.locator('[data-tone="released"]').count()).toBeGreaterThan(5);
  await inspector.close();
});

test("a failure to open, alone on the page", async () => {
  const before = () => {
    window.fakeHost.opening = "fails";
  };
  const inspector = await driver.open({ fixture: "crash", before });
  await inspector.idle();
  await inspector.screenshot("failed-dark");
  expect(await inspector.page.locator("main").count()).toBe(0);
  await inspector.close();
});

test("forced colours", async () => {
  const inspector = await driver.open({ fixture: "crash" });
  await inspector.page.emulateMedia({ forcedColors: "active" });
  await inspector.idle();
  await inspector.screenshot("forced-colours");
  expect(await inspector.page.getByTestId("verdict").isVisible()).toBe(true);
  await inspector.close();
});

test("a narrow editor, scrolled to the heap", async () => {
  const inspector = await driver.open({ fixture: "crash", width: 700 });
  await inspector.idle();
  await inspector.page.getByTestId("failure-list").scrollIntoViewIfNeeded();
  await inspector.screenshot("narrow-heap");
  expect(await inspector.page.evaluate(() => document.documentElement.scrollWidth)).toBe(700);
  await inspector.close();
});

test.each(looks)("%s", async (name, fixture, theme, width) => {
  const inspector = await driver.open({ fixture, theme, width });
  await inspector.idle();
  await inspector.screenshot(name);
  const colours = await inspector.page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".map-canvas");
    const data = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size;
  });
  expect(colours).toBeGreaterThan(8);
  await inspector.close();
});
