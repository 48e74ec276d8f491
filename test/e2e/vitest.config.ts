// The workbench driven as a person would: the installed VSIX in a real VS Code, by keyboard and mouse, with screenshots.
// One window at a time; slow by nature, so the limits are generous.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/e2e/**/*.test.ts"],
    allowOnly: false,
    passWithNoTests: false,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
