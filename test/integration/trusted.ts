// The suites that run in a window whose folder is trusted, in this order: the first one activates the extension, the
// last one switches it off.

import { runMocha } from "./run-mocha.ts";
import { declareCSuite } from "./suites/c-sources.ts";
import { declareClosingSuite, declareDeactivationSuite } from "./suites/leaving.ts";
import { declareLongWorkSuite } from "./suites/long-work.ts";
import { declareSampleSuite } from "./suites/sample.ts";
import { declareTraceSuite } from "./suites/traces.ts";

export function run(): Promise<void> {
  return runMocha(() => {
    declareTraceSuite();
    declareCSuite();
    declareLongWorkSuite();
    declareClosingSuite();
    declareSampleSuite();
    declareDeactivationSuite();
  });
}
