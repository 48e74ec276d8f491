// The suite that runs in a window in Restricted Mode.

import { runMocha } from "./run-mocha.ts";
import { declareRestrictedSuite } from "./suites/restricted.ts";

export function run(): Promise<void> {
  return runMocha(declareRestrictedSuite);
}
