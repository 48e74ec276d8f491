// How the bundled samples are made: the program of media/sample/workspace/larson.c as a workload, under two hypotheses.
//
// Arrays of 64 blocks and 48 births in the first, as larson.c has them; smaller arrays and more births in the second,
// so that the mappings of dead threads matter within a trace of readable size. What happens then is the model's own.

import type { Environment, Switches } from "../../allocator/index.ts";

export interface Sample {
  readonly file: string;
  readonly workload: string;
  readonly environment: Partial<Environment>;
  readonly switches: Partial<Switches>;
}

export const samples: readonly Sample[] = [
  {
    file: "one-superslab-per-class.hktrace.txt",
    workload: "larson 0.003072 8 128 64 1 12345 4",
    environment: {
      hypothesis: "one SuperSlab of 32 slabs per class for all threads, as the hand-off reads it",
      superSlabsPerClass: 1,
    },
    switches: {},
  },
  {
    file: "small-mapping-limit.hktrace.txt",
    workload: "larson 0.0035 8 128 16 1 12345 4",
    environment: {
      hypothesis: "a limit of 400 mappings and threads that nobody joins",
      mappingLimit: 400,
    },
    switches: {},
  },
];
