// The six traces that allocators are timed with. Each is a pattern and a number of events; chance has one fixed seed, so a
// name says all there is to know.
//
// They are patterns, made to load an allocator in six different ways, and no program's. Blocks that live at the end are
// not freed.

import type { WorkControl } from "../base/cancelled.ts";
import { generateApp } from "./bench-app.ts";
import { generateLarson4 } from "./bench-larson4.ts";
import { generateTosses, tosses } from "./bench-tosses.ts";
import type { Generated } from "./chain-rows.ts";
import type { BenchWorkload } from "./workload.ts";

export function generateBench(workload: BenchWorkload, control: WorkControl): Promise<Generated> {
  switch (workload.kind) {
    case "bench-larson4":
      return generateLarson4(workload, control);
    case "bench-app":
      return generateApp(workload, control);
    case "bench-mixed":
      return generateTosses(workload, tosses.mixed, control);
    case "bench-mixeduniq":
      return generateTosses(workload, tosses.mixeduniq, control);
    case "bench-tiny":
      return generateTosses(workload, tosses.tiny, control);
    case "bench-big":
      return generateTosses(workload, tosses.big, control);
  }
}
