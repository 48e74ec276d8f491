// The steps of `npm run check` and `npm test`: what each is called, what it runs, how its tests are counted, and the
// command that repairs it, which is the last line of its output when it fails.
//
// Runners are started by their scripts in node_modules, with this Node: no shell, no PATH. A report left by an earlier
// run is deleted before the step starts, so it can never stand in for a runner that died.

import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runCommand } from "./run-command.mjs";
import { root } from "./set-up.mjs";
import { tallyReport, tallyStep } from "./tally.mjs";

export const reports = join(root, ".vscode-test", "reports");

/** NODE_ENV=production would make some packages load another build than the tests mean. */
const forRunners = { NODE_ENV: "test", VITE_CONFIG_NATIVE_IGNORE_WARNING: "true" };

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {readonly string[]} command
 * @property {string} repair
 * @property {number} minutes Time limit.
 * @property {string} [report] JSON file with the counts; without one the step has no tests of its own.
 * @property {NodeJS.ProcessEnv} [environment]
 */

/** @type {readonly Step[]} */
export const checkSteps = [
  {
    title: "types",
    command: [process.execPath, tool("typescript/bin/tsc"), "-b"],
    repair: "npm run types",
    minutes: 5,
  },
  {
    title: "lint",
    command: [
      process.execPath,
      tool("@biomejs/biome/bin/biome"),
      "check",
      "--error-on-warnings",
      ".",
    ],
    repair: "npm run fix",
    minutes: 2,
  },
  vitestStep("unit tests", "test/vitest.config.ts", 5),
];

/** What is too long for a check before each commit. */
export const longStep = vitestStep("long proof", "test/property/vitest.config.ts", 15);

/** Replays of tens of millions of events: minutes, and so not part of `npm run check`. */
export const exhibitStep = vitestStep("exhibit", "test/exhibit/vitest.config.ts", 10);

/**
 * @param {string} title @param {string} config @param {number} minutes
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Step}
 */
export function vitestStep(title, config, minutes, environment) {
  const report = join(reports, `${title.replaceAll(" ", "-")}.json`);
  const runner = [process.execPath, tool("vitest/vitest.mjs"), "run", "--config", config];
  return {
    title,
    command: [...runner, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    repair: `npx vitest run --config ${config}`,
    minutes,
    report,
    ...(environment === undefined ? {} : { environment }),
  };
}

/** @param {Step} step @returns {Promise<import("./tally.mjs").Tally>} */
export async function runStep(step) {
  const began = Date.now();
  console.log(`\n--- ${step.title}`);
  if (step.report !== undefined) {
    await rm(step.report, { force: true });
    await mkdir(dirname(step.report), { recursive: true });
  }
  const { title, command, minutes } = step;
  const environment = { ...process.env, ...forRunners, ...step.environment };
  const run = await runCommand(command, { cwd: root, minutes, environment });
  const tally =
    step.report === undefined
      ? tallyStep(run.ok)
      : tallyReport(await readFile(step.report, "utf8").catch(() => undefined), run);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  const counted = tally.passed > 0 ? `, ${tally.passed} tests` : "";
  if (tally.failed === 0) console.log(`${title}: good${counted}, ${seconds} s`);
  else
    console.log(
      `${title}: ${tally.failed} failed (${tally.remark ?? run.ended}), ${seconds} s\n${step.repair}`,
    );
  return tally;
}

/** @param {string} path */
export function tool(path) {
  return join(root, "node_modules", ...path.split("/"));
}
