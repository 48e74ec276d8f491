// The door of the workload layer: benchmarks that become traces.

export { REPLACEMENTS_PER_SECOND } from "./larson-size.ts";
export { makeTrace } from "./make-trace.ts";
export { parseWorkload, workloadUsages } from "./parse-workload.ts";
export { Random } from "./random.ts";
export {
  type BenchWorkload,
  type BirthsWorkload,
  benchTraces,
  type LarsonWorkload,
  type RandomMixedWorkload,
  type Workload,
  WorkloadError,
} from "./workload.ts";
