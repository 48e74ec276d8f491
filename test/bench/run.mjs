// `npm run bench`: how long six traces take in the model, in the allocators of this machine, and in some of JavaScript.
//
//   npm run bench -- [--events N] [--rounds R] [--json FILE] [--offline]
//
// Figures come from this machine and this hour: compare the ratios, which are taken inside one round, not the times.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, setUp } from "../run/set-up.mjs";

await setUp();
const { bundleBench } = await import("./bundle-bench.mjs"); // needs the packages that setUp installs
const folder = join(root, ".vscode-test", "bench");
const bundle = await bundleBench(root, join(folder, "built"));
const { main } = await import(pathToFileURL(bundle).href);
process.exitCode = await main(process.argv.slice(2), root, folder);
