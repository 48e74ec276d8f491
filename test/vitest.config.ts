// Unit, golden, property and architecture tests: everything that runs in plain Node on the sources,
// but for the long proof (test/property/vitest.config.ts).

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    exclude: [
      ...["test/browser/**", "test/package/**", "test/e2e/**", "node_modules/**"],
      ...["test/exhibit/**", "test/property/million.test.ts"],
    ],
    maxWorkers: "100%",
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 60_000,
  },
});
