// The sample, from the palette to a fixed line, as a new user meets it.

import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFailed,
  test,
} from "vitest";
import type { CodeServer } from "../host/code-server.ts";
import { openWindow, startServer, type WorkbenchWindow, whenIdle } from "./workbench-window.ts";

let server: CodeServer;
let window: WorkbenchWindow;

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  window = await openWindow(server);
});
afterEach(async () => {
  await window.close();
});

describe("the sample", () => {
  test("opens from the palette and leads to the crash", async () => {
    onTestFailed(() => window.shot("sample-failed"));
    await window.run("Hakmem: Open Sample Trace");
    const inspector = await window.inspector();
    await whenIdle(inspector);
    await window.shot("sample-1-opened");
    const verdict = inspector.getByTestId("verdict");
    expect(await verdict.textContent()).toMatch(/^Crash at event/);
    expect(await inspector.getByTestId("heap-map").isVisible()).toBe(true);

    const cursor = inspector.getByTestId("cursor-event");
    const before = await cursor.textContent();
    const box = await inspector.getByTestId("timeline").boundingBox();
    if (box === null) throw new Error("the timeline has no place on the page");
    const middle = box.y + box.height / 2;
    await window.page.mouse.move(box.x + box.width * 0.8, middle);
    await window.page.mouse.down();
    await window.page.mouse.move(box.x + box.width * 0.5, middle, { steps: 10 });
    await window.page.mouse.move(box.x + box.width * 0.3, middle, { steps: 10 });
    await window.page.mouse.up();
    await whenIdle(inspector);
    await window.shot("sample-2-dragged");
    const dragged = await cursor.textContent();
    expect(dragged).not.toBe(before);

    await inspector.getByTestId("failure-row").first().click();
    await whenIdle(inspector);
    await window.shot("sample-3-failure");
    expect(await cursor.textContent()).not.toBe(dragged);
  });

  test("ends differently under another policy", async () => {
    onTestFailed(() => window.shot("policy-failed"));
    await window.run("Hakmem: Open Sample Trace");
    const inspector = await window.inspector();
    await whenIdle(inspector);
    await inspector.getByTestId("policy-select").selectOption("no-fallback");
    await inspector.getByTestId("verdict").filter({ hasText: "no-fallback" }).waitFor();
    await whenIdle(inspector);
    await window.shot("policy-1-no-fallback");
    expect(await inspector.getByTestId("verdict").textContent()).not.toMatch(/^Crash/);
  });

  test("marks its C file, and the quick fix removes the mark", async () => {
    onTestFailed(() => window.shot("fix-failed"));
    const { page } = window;
    await window.run("Hakmem: Open Sample Trace");
    await window.inspector();
    await window.run("Problems: Focus on Problems View");
    const finding = window.problems("alloc-fallback-libc").first();
    await finding.waitFor();
    const count = await window.problems("alloc-fallback-libc").count();
    await window.shot("fix-1-problems");

    await finding.dblclick(); // goes to the line, with the focus in the editor
    await page.locator(".editor-group-container .monaco-editor.focused").waitFor();
    await page.keyboard.press("ControlOrMeta+.");
    const fix = page.locator(".action-widget .monaco-list-row.action").first();
    await fix.waitFor();
    await window.shot("fix-2-light-bulb");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => window.problems("alloc-fallback-libc").count(), { timeout: 20_000 })
      .toBe(count - 1);
    await window.shot("fix-3-fixed");
  });
});
