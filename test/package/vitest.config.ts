// What the packaged VSIX holds. Needs the package first: `npm run build && npm run package`.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/package/**/*.test.ts"],
    allowOnly: false,
    passWithNoTests: false,
  },
});
