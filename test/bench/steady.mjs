// `npm run bench:steady`: builds and starts steady.ts.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, setUp } from "../run/set-up.mjs";

await setUp();
const { bundleBench } = await import("./bundle-bench.mjs"); // needs the packages that setUp installs
const built = join(root, ".vscode-test", "bench", "built");
await bundleBench(root, built);
const { main } = await import(pathToFileURL(join(built, "steady.mjs")).href);
process.exitCode = await main(process.argv.slice(2), built);
