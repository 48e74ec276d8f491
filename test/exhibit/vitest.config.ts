// The exhibit: replays of tens of millions of events, apart from the unit tests because they take minutes.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/exhibit/**/*.test.ts"],
    allowOnly: false,
    passWithNoTests: false,
  },
});
