// How the bundled samples are made: the program of media/sample/workspace/larson.c, as a workload, under two hypotheses.

import type { Environment, Switches } from "../../allocator/index.ts";

export interface Sample {
  readonly file: string;
  readonly workload: string;
  readonly environment: Partial<Environment>;
  readonly switches: Partial<Switches>;
}

export const samples: readonly Sample[] = [];
