// When a clone has to be set up again: whenever the packages could differ, and only then.

import { expect, test } from "vitest";
import { stamp } from "./set-up.mjs";

const installed = stamp("lock", "20.19.0", "linux", "x64");

test("nothing changed, or only the Node below its major version: installed packages are kept", () => {
  expect(stamp("lock", "20.20.2", "linux", "x64")).toBe(installed);
});

test.each([
  ["lock file", stamp("another lock", "20.19.0", "linux", "x64")],
  ["Node", stamp("lock", "22.19.0", "linux", "x64")],
  ["platform", stamp("lock", "20.19.0", "darwin", "x64")],
  ["architecture", stamp("lock", "20.19.0", "linux", "arm64")],
])("another %s: installed anew", (_, other) => {
  expect(other).not.toBe(installed);
});
