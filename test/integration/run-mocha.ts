// The door between VS Code and mocha: runs the tests that were declared while `declare` ran, prints them as they end,
// and writes the verdict file as its last act. A run without that file did not finish, whatever VS Code's status says.

import { writeFile } from "node:fs/promises";
import Mocha from "mocha";
import { SAID_BY_TESTS, Told, type Verdict } from "../host/verdict.ts";

/** Rejects when a test failed, as VS Code expects of a tests module. */
export async function runMocha(declare: () => void): Promise<void> {
  const verdictFile = process.env[Told.verdictFile];
  if (verdictFile === undefined) throw new Error(`${Told.verdictFile} is not set`);
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, forbidOnly: true, reporter: Silent });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  declare();
  const verdict = await runAll(mocha);
  await writeFile(verdictFile, JSON.stringify(verdict, undefined, 2));
  if (verdict.numFailedTests > 0) throw new Error(`${verdict.numFailedTests} tests failed`);
}

function runAll(mocha: Mocha): Promise<Verdict> {
  const failures: { title: string; error: string }[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      resolve({
        numPassedTests: runner.stats?.passes ?? 0,
        numFailedTests: failures.length,
        numPendingTests: runner.stats?.pending ?? 0,
        failures,
      });
    });
    runner.on("pass", (test) => say(`ok   ${test.fullTitle()} (${test.duration} ms)`));
    runner.on("fail", (test, error: Error) => {
      failures.push({ title: test.fullTitle(), error: error.stack ?? error.message });
      say(`FAIL ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
  });
}

function say(line: string): void {
  console.log(SAID_BY_TESTS + line);
}

/** Mocha wants a reporter; the listeners above do its work. */
class Silent extends Mocha.reporters.Base {}
