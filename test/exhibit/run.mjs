// `npm run exhibit`: plays everything that test/golden/exhibit tells, and writes it there.
//
//   npm run exhibit -- [--workers N]

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, setUp } from "../run/set-up.mjs";

await setUp();
const { bundleExhibit } = await import("./bundle-exhibit.mjs"); // needs the packages that setUp installs
const built = await bundleExhibit(root);
const { main } = await import(pathToFileURL(join(built, "exhibit.mjs")).href);
await main(
  process.argv.slice(2),
  join(built, "job-worker.mjs"),
  join(root, "test", "golden", "exhibit"),
);
