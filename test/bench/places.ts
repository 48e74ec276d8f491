// Where the bench finds what it runs; all of it is built or installed on demand, into one folder that git ignores.

import { join } from "node:path";

export interface BenchPlaces {
  /** test/bench in the clone. */
  readonly source: string;
  /** Bundles of the command line and of the peers' player, the compiled native replayer. */
  readonly built: string;
  /** Where npm puts the peers. */
  readonly peers: string;
}

/** `folder` is where the bench may write. */
export function placesIn(root: string, folder: string): BenchPlaces {
  return {
    source: join(root, "test", "bench"),
    built: join(folder, "built"),
    peers: join(folder, "peers"),
  };
}
