// The long proof: a million operations under every policy, and the random programs again, many of them. `npm test` runs
// it; `npm run check` has the same programs, a few of each.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/property/*.test.ts", "test/core/replay/sensitivity.test.ts"],
    env: { PROOF: "long" },
    maxWorkers: "100%",
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 120_000,
  },
});
