// A program of four phases: each fills a size class, empties it again and goes on with the next.
//
// What is left mapped after it is what an allocator keeps of peaks that are over.

import { importTrace, type Trace } from "../../src/core/trace/index.ts";
import { patient } from "./play.ts";

const SIZES = [100, 40, 200, 20];
const BYTES_A_PHASE = 16 * 2 ** 20;

export function phasesTrace(): Promise<Trace> {
  const lines = ["hakmem-trace 1"];
  let block = 0;
  for (const size of SIZES) {
    const first = block;
    for (; block - first < BYTES_A_PHASE / size; block++) lines.push(`t0 malloc ${block} ${size}`);
    for (let freed = first; freed < block; freed++) lines.push(`t0 free ${freed}`);
  }
  return importTrace(new TextEncoder().encode(`${lines.join("\n")}\n`), "phases", patient);
}
