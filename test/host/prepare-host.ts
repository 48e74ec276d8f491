// Makes host and browser ready ahead of the tests that need them, so that installing overlaps with other work.
// The last line it prints is the path of the browser.

import { findBrowser } from "./find-browser.ts";
import { installHost } from "./install-host.ts";

await installHost(console.log);
console.log(await findBrowser(console.log));
