// What a mocha run inside VS Code writes at its end, in the shape that vitest's JSON report has too. VS Code's own exit
// status is not to be trusted: it is 0 as well when the extension host aborts or leaves in the middle.

export interface Verdict {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly failures: readonly { readonly title: string; readonly error: string }[];
}

/** Environment variables through which the launcher speaks to the tests inside VS Code. */
export const Told = {
  verdictFile: "HAKMEM_TEST_VERDICT",
  /** A folder that the tests may write to; it is the open workspace folder. */
  workspace: "HAKMEM_TEST_WORKSPACE",
} as const;

/** Begins each line of the extension host's console that is meant for the reader of the test run. */
export const SAID_BY_TESTS = "[tests] ";
