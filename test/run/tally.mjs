// Counts of tests, the same for all runners. A runner that crashed, reported nothing or left tests unrun counts as
// failed tests, never as none: the sum may only be green when every runner said so itself.

/** @typedef {{ readonly passed: number, readonly failed: number, readonly remark?: string }} Tally */

/** A step without tests of its own: nothing when it went well, one failure otherwise. @param {boolean} ok @returns {Tally} */
export function tallyStep(ok) {
  return { passed: 0, failed: ok ? 0 : 1 };
}

/**
 * A run that left a report. Vitest's JSON and the host's verdict file agree on the names used here.
 * @param {string | undefined} report Text of the report; undefined when there is none.
 * @param {{ ok: boolean, ended: string }} run How the runner itself ended.
 * @returns {Tally}
 */
export function tallyReport(report, run) {
  const counts = parseReport(report);
  if (counts === undefined) return { passed: 0, failed: 1, remark: `no report (${run.ended})` };
  const { passed, failed, unrun, brokenFiles } = counts;
  const bad = failed + unrun + brokenFiles;
  if (passed + bad === 0) return { passed: 0, failed: 1, remark: "no tests ran" };
  if (bad === 0 && !run.ok) return { passed, failed: 1, remark: `all passed, but ${run.ended}` };
  return unrun > 0
    ? { passed, failed: bad, remark: `${unrun} skipped, counted as failed` }
    : { passed, failed: bad };
}

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.reduce((total, tally) => total + tally.failed, 0),
  };
}

/** The line that ends a run. @param {Tally} tally */
export function tallyLine(tally) {
  return `${tally.passed} passed, ${tally.failed} failed`;
}

/** @param {string | undefined} text */
function parseReport(text) {
  if (text === undefined) return undefined;
  try {
    const report = JSON.parse(text);
    const passed = count(report.numPassedTests);
    const failed = count(report.numFailedTests);
    const unrun = count(report.numPendingTests ?? 0) + count(report.numTodoTests ?? 0);
    const brokenFiles = (report.testResults ?? []).filter(isBrokenFile).length;
    return { passed, failed, unrun, brokenFiles };
  } catch {
    return undefined;
  }
}

/** @param {unknown} value @returns {number} */
function count(value) {
  if (typeof value !== "number") throw new TypeError("not a count");
  return value;
}

/** A test file that failed without a failing test: it could not be loaded. @param {any} file */
function isBrokenFile(file) {
  const tests = /** @type {{ status: string }[]} */ (file.assertionResults ?? []);
  return file.status === "failed" && !tests.some((test) => test.status === "failed");
}
