// `npm run check`: types, lint, unit tests. What to run before each commit; no browser, no editor, under two minutes.

import { setUp } from "./set-up.mjs";
import { checkSteps, runStep } from "./steps.mjs";
import { sum, tallyLine } from "./tally.mjs";

await setUp();
const tallies = [];
for (const step of checkSteps) tallies.push(await runStep(step));
const total = sum(tallies);
console.log(`\n${tallyLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
