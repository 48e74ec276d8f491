// The one door of the browser tests: a page is opened, something is done with it, and any complaint of the browser fails.

import { afterAll, beforeAll } from "vitest";
import { type Driver, type Inspector, type Opening, startDriver } from "./driver.ts";

export type CheckPage = (
  opening: Opening,
  what: (inspector: Inspector) => Promise<void>,
) => Promise<void>;

/** Starts one browser for the tests of a file. */
export function pageChecker(): CheckPage {
  let driver: Driver | undefined;
  beforeAll(async () => {
    driver = await startDriver();
  });
  afterAll(() => driver?.close());
  return async (opening, what) => {
    if (driver === undefined)
      throw new Error("a page is opened in a test, after the browser has started");
    const inspector = await driver.open(opening);
    try {
      await what(inspector);
    } finally {
      await inspector.close();
    }
  };
}

export async function cursorOf({ page }: Inspector): Promise<number> {
  const shown = (await page.getByTestId("cursor-event").textContent()) ?? "";
  return shown === "start" ? -1 : Number(shown.replaceAll(",", ""));
}
