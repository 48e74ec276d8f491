// The suites that run in a window whose folder is trusted, in this order: first use first, leaving last.

import { runMocha } from "./run-mocha.ts";
import { declareCSuite } from "./suites/c-sources.ts";
import { declareLeavingSuite } from "./suites/leaving.ts";
import { declareLongWorkSuite } from "./suites/long-work.ts";
import { declareSampleSuite } from "./suites/sample.ts";
import { declareTraceSuite } from "./suites/traces.ts";

export function run(): Promise<void> {
  return runMocha(() => {
    declareSampleSuite();
    declareTraceSuite();
    declareCSuite();
    declareLongWorkSuite();
    declareLeavingSuite();
  });
}
