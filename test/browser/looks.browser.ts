// Screenshots for people to look at, in every kind of theme and in a narrow editor. What the test itself checks is that
// each page comes up without a complaint and that a screenshot is not one flat colour.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Driver, startDriver } from "./driver.ts";
import type { FixtureName } from "./fixtures.ts";
import type { ThemeName } from "./themes.ts";

let driver: Driver;
beforeAll(async () => {
  driver = await startDriver();
});
afterAll(() => driver.close());

const looks: readonly [name: string, FixtureName, ThemeName, width: number][] = [
  ["crash-dark", "crash", "dark", 1280],
  ["crash-light", "crash", "light", 1280],
  ["crash-hc-dark", "crash", "hc-dark", 1280],
  ["crash-hc-light", "crash", "hc-light", 1280],
  ["crash-narrow", "crash", "dark", 700],
  ["hypothetical-dark", "hypothetical", "dark", 1280],
  ["clean-light", "clean", "light", 1280],
  ["large-dark", "large", "dark", 1280],
];

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
