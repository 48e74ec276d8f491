// Where the tests keep what they install, build and leave behind. All of it is ignored by git.

import { join } from "node:path";

/** The clone. Tests are always started from it: `npm test`, or `npx vitest run` beside package.json. */
export const root = process.cwd();

export const places = {
  /** A code-server, the Node it needs, a browser. */
  host: join(root, ".vscode-test", "host"),
  /** Bundles of test code. */
  built: join(root, ".vscode-test", "built"),
  /** Counts per runner. */
  reports: join(root, ".vscode-test", "reports"),
  /** Screenshots and logs, for people. */
  artifacts: join(root, "test", "artifacts"),
  vsix: join(root, "dist", "hakmem-trace.vsix"),
} as const;
