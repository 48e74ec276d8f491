// Which of the sample's files are opened: one C file and one trace, chosen by path alone.
//
// Without a wish the alphabet decides, so a sample can be added without a change here. The second sample goes with the
// program that starts the threads, since its hypothesis is about threads that nobody joins.

import { TRACE_SUFFIX } from "./contributions.ts";

export interface SampleChoice {
  readonly source: string | undefined;
  readonly trace: string | undefined;
}

export interface SampleWish {
  /** Name of a trace, with or without its ending. */
  readonly trace: string;
  /** Name of a C file. */
  readonly source?: string;
}

export const secondSample: SampleWish = { trace: "small-mapping-limit", source: "larson.c" };

export function chooseSample(paths: readonly string[], wish: SampleWish | undefined): SampleChoice {
  const sorted = [...paths].sort();
  const traces = sorted.filter((path) => path.endsWith(TRACE_SUFFIX));
  const trace =
    wish === undefined
      ? traces[0]
      : traces.find((path) =>
          [wish.trace, `${wish.trace}${TRACE_SUFFIX}`].includes(lastPart(path)),
        );
  const wished = sorted.find((path) => lastPart(path) === wish?.source);
  return { source: wished ?? sorted.find((path) => path.endsWith(".c")), trace };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
