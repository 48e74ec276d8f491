// The counting of tests: green only when a runner says so and ends so.

import { expect, test } from "vitest";
import { sum, tallyLine, tallyReport, tallyStep } from "./tally.mjs";

const good = { ok: true, ended: "exit 0" };
const bad = { ok: false, ended: "exit 1" };
const report = (counts: object) =>
  JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, ...counts });

test.each([
  ["all passed", report({ numPassedTests: 3 }), good, "3 passed, 0 failed"],
  ["one failed", report({ numPassedTests: 2, numFailedTests: 1 }), bad, "2 passed, 1 failed"],
  ["no report", undefined, good, "0 passed, 1 failed"],
  ["half a report", '{"numPassedTests": 3', good, "0 passed, 1 failed"],
  ["a report without counts", "{}", good, "0 passed, 1 failed"],
  ["no tests", report({}), good, "0 passed, 1 failed"],
  ["green report, crashed runner", report({ numPassedTests: 3 }), bad, "3 passed, 1 failed"],
  ["a skipped test", report({ numPassedTests: 3, numPendingTests: 1 }), good, "3 passed, 1 failed"],
  [
    "a file that could not be loaded",
    report({ numPassedTests: 3, testResults: [{ status: "failed", assertionResults: [] }] }),
    bad,
    "3 passed, 1 failed",
  ],
  [
    "a file with a failing test is counted once",
    report({
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [{ status: "failed", assertionResults: [{ status: "failed" }] }],
    }),
    bad,
    "3 passed, 1 failed",
  ],
] as const)("%s", (_, text, run, expected) => {
  expect(tallyLine(tallyReport(text, run))).toBe(expected);
});

test("a step without tests counts only when it fails", () => {
  expect(sum([tallyStep(true), tallyStep(false), { passed: 4, failed: 2 }])).toEqual({
    passed: 4,
    failed: 3,
  });
});
