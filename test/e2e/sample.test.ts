// The sample, from the palette to a fixed line, as a new user meets it.

import { expect } from "vitest";
import { testInWindow, whenIdle } from "./workbench-window.ts";

testInWindow("the sample opens from the palette and leads to the crash", {}, async (window) => {
  await window.run("Hakmem: Open Sample Trace");
  const inspector = await window.inspector();
  await whenIdle(inspector);
  await window.shot("sample-1-opened");
  expect(await inspector.getByTestId("verdict").textContent()).toMatch(/^Crash at event/);
  expect(await inspector.getByTestId("heap-map").isVisible()).toBe(true);

  const cursor = inspector.getByTestId("cursor-event");
  const opened = await cursor.textContent();
  const timeline = inspector.getByTestId("timeline");
  await timeline.scrollIntoViewIfNeeded();
  const box = await timeline.boundingBox();
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
  expect(dragged).not.toBe(opened);

  await inspector.getByTestId("failure-row").first().click();
  await whenIdle(inspector);
  await window.shot("sample-3-failure");
  expect(await cursor.textContent()).not.toBe(dragged);
});

testInWindow("the sample ends differently under another policy", {}, async (window) => {
  await window.run("Hakmem: Open Sample Trace");
  const inspector = await window.inspector();
  await whenIdle(inspector);
  await inspector.getByTestId("policy-select").selectOption("no-fallback");
  const verdict = inspector.getByTestId("verdict");
  await verdict.filter({ hasText: "Policy no-fallback" }).waitFor();
  await whenIdle(inspector);
  await window.shot("policy-1-no-fallback");
  expect(await verdict.textContent()).not.toMatch(/^Crash/);
});

testInWindow(
  "the sample's C file is marked, and the quick fix removes the mark",
  {},
  async (window) => {
    const { page } = window;
    await window.run("Hakmem: Open Sample Trace");
    await window.inspector();
    await window.run("Problems: Focus on Problems View");
    const findings = window.problems("alloc-fallback-libc");
    await findings.first().waitFor();
    const count = await findings.count();
    await window.shot("fix-1-problems");

    await findings.first().dblclick(); // goes to the line, with the focus in the editor
    await page.locator(".editor-group-container .monaco-editor.focused").waitFor();
    await page.keyboard.press("ControlOrMeta+.");
    await page.locator(".action-widget .monaco-list-row.action").first().waitFor();
    await window.shot("fix-2-light-bulb");
    await page.keyboard.press("Enter");
    await expect.poll(() => findings.count(), { timeout: 20_000 }).toBe(count - 1);
    await window.shot("fix-3-fixed");
  },
);
