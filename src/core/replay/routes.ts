// What follows a fallback depends on which free path meets the block, and no document says which one hakmem took.
//
// So a replay that fell back is played again under each route M1..M4, everything else equal. The results stand side by
// side; none is called the true one.

import { ROUTES, type Route, type Switches } from "../../../allocator/index.ts";
import type { WorkControl } from "../base/cancelled.ts";
import type { Recording } from "../recording/index.ts";
import type { Trace } from "../trace/index.ts";
import { type ReplayOptions, replay } from "./replay.ts";

export interface RouteResult {
  readonly route: Route;
  readonly switches: Partial<Switches>;
  readonly recording: Recording;
}

export async function replayRoutes(
  trace: Trace,
  options: ReplayOptions,
  control: WorkControl,
): Promise<readonly RouteResult[]> {
  const results: RouteResult[] = [];
  for (const [route, switches] of Object.entries(ROUTES) as [Route, Partial<Switches>][]) {
    const routed = { ...options, check: false, switches: { ...options.switches, ...switches } };
    const { recording } = await replay(trace, routed, control);
    results.push({ route, switches, recording });
  }
  return results;
}
