// Which of the sample's files are opened: one C file and one trace, chosen by path alone.
//
// Without a wish the alphabet decides, so a sample can be added without a change here.

import { TRACE_SUFFIX } from "./contributions.ts";

export interface SampleChoice {
  readonly source: string | undefined;
  readonly trace: string | undefined;
}

/** `wish`: name of a trace, with or without its ending. */
export function chooseSample(paths: readonly string[], wish: string | undefined): SampleChoice {
  const sorted = [...paths].sort();
  const traces = sorted.filter((path) => path.endsWith(TRACE_SUFFIX));
  const trace =
    wish === undefined
      ? traces[0]
      : traces.find((path) => [wish, `${wish}${TRACE_SUFFIX}`].includes(lastPart(path)));
  return { source: sorted.find((path) => path.endsWith(".c")), trace };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
