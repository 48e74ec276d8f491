// The long proof: a million operations under every policy. `npm test` runs it, `npm run check` does not.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/property/million.test.ts"],
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 60_000,
  },
});
