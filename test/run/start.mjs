// `npm start`: shows on a fresh clone what the project does. Replays the bundled crashing sample, says its verdict and
// what two other policies make of the same trace, and opens the sample in VS Code where there is one to open.
//
// Ends with status 0 only if the sample crashed as it is meant to. Opens nothing with `--no-open`, with CI set, or
// without a display.

import { join } from "node:path";
import { openInVsCode } from "./open-in-vscode.mjs";
import { runCommand } from "./run-command.mjs";
import { root, setUp } from "./set-up.mjs";

const sample = join("media", "sample", "one-superslab-per-class.hktrace.txt");
const expected = "crash";

await setUp();
console.log(`Replaying ${sample} as hakmem with the bug (policy seed):\n`);
const seed = await replay("seed");
console.log(seed.text);
console.log("The same trace under two repairs (what-if):\n");
for (const policy of ["no-fallback", "grow-superslabs"]) {
  const { verdict } = await replay(policy);
  console.log(`  ${policy.padEnd(15)} ${verdict?.sentence ?? "no answer"}`);
}
if (seed.verdict?.kind === expected) {
  const mayOpen = !process.argv.includes("--no-open") && !process.env["CI"];
  console.log(`\n${openInVsCode({ root, sample, mayOpen })}`);
} else {
  console.error(
    `\nThe sample should end in a ${expected}, but ended in: ${seed.verdict?.kind ?? "no verdict"}.`,
  );
  process.exitCode = 1;
}

/** @param {string} policy */
async function replay(policy) {
  const command = [process.execPath, join("dist", "cli.js"), "replay", sample, "--policy", policy];
  const run = { cwd: root, minutes: 1, capture: true };
  const { output: json } = await runCommand([...command, "--json"], run);
  const text = policy === "seed" ? (await runCommand(command, run)).output : "";
  return { text, verdict: parseVerdict(json) };
}

/** @param {string} json @returns {{ kind: string, sentence: string } | undefined} */
function parseVerdict(json) {
  try {
    return JSON.parse(json).verdict;
  } catch {
    console.error(json);
    return undefined;
  }
}
