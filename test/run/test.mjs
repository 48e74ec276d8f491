// `npm test`: everything. The check steps, a million operations per policy, the inspector page in a browser, the packaged
// VSIX, the mocha suites inside a real VS Code with that VSIX installed, and the workbench driven as a person would.
//
// The host is installed while the first steps run. A step that fails does not stop the ones after it; what a later step
// needs and does not find is its own failure. The last line is the sum over all runners, `N passed, N failed`.

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "./run-command.mjs";
import { root, setUp } from "./set-up.mjs";
import { checkSteps, exhibitStep, longStep, reports, runStep, tool, vitestStep } from "./steps.mjs";
import { sum, tallyLine } from "./tally.mjs";

await setUp();
const { built, bundleTests } = await import("./bundle-tests.mjs"); // needs the packages that setUp installs
await bundleTests();
const artifacts = join(root, "test", "artifacts");
await rm(artifacts, { recursive: true, force: true });
await mkdir(artifacts, { recursive: true });

const preparing = runCommand([process.execPath, join(built, "prepare-host.mjs")], {
  cwd: root,
  minutes: 8,
  capture: true,
});

const tallies = [];
for (const step of [...checkSteps, longStep]) tallies.push(await runStep(step));

const prepared = await preparing;
console.log(`\n--- host\n${prepared.output.trimEnd()}`);
const browser = prepared.output.trimEnd().split("\n").at(-1) ?? "";
const environment = prepared.ok ? { CHROMIUM_PATH: browser } : {};

/** @type {readonly import("./steps.mjs").Step[]} */
const steps = [
  exhibitStep,
  vitestStep("inspector page", "test/browser/vitest.config.ts", 5, environment),
  {
    title: "package",
    command: [
      ...[process.execPath, tool("@vscode/vsce/vsce"), "package", "--no-dependencies"],
      ...["--out", join("dist", "hakmem-trace.vsix")],
    ],
    repair: "npm run package",
    minutes: 2,
  },
  {
    ...vitestStep("package contents", "test/package/vitest.config.ts", 2),
    repair: "npx vitest run --config test/package/vitest.config.ts --update",
  },
  suiteStep("trusted"),
  suiteStep("restricted"),
  vitestStep("workbench", "test/e2e/vitest.config.ts", 6, environment),
];
for (const step of steps) tallies.push(await runStep(step));

const total = sum(tallies);
console.log(`\n${tallyLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** @param {"trusted" | "restricted"} suite @returns {import("./steps.mjs").Step} */
function suiteStep(suite) {
  return {
    title: `VS Code, ${suite}`,
    command: [process.execPath, join(built, "run-suite.mjs"), suite],
    repair: `node ${join(".vscode-test", "built", "run-suite.mjs")} ${suite}`,
    minutes: 6,
    report: join(reports, `${suite}.json`),
    environment,
  };
}
