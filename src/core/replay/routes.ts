// What follows a fallback depends on which free path meets the block, and no document says which one hakmem took.
//
// So a replay that failed is played again under each route M1..M4, everything else equal, and the results stand side by
// side; none is called the true one. A route that changes only switches which the replay never asked about would give
// the same recording, so it is not played again.

import { ROUTES, type Route, type Switches, type SwitchName } from "../../../allocator/index.ts";
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
  base: Recording,
  control: WorkControl,
): Promise<readonly RouteResult[]> {
  const results: RouteResult[] = [];
  for (const [route, switches] of Object.entries(ROUTES) as [Route, Partial<Switches>][]) {
    const routed = { ...options, check: false, switches: { ...options.switches, ...switches } };
    const recording = matters(switches, base)
      ? (await replay(trace, routed, control)).recording
      : base;
    results.push({ route, switches, recording });
  }
  return results;
}

function matters(switches: Partial<Switches>, base: Recording): boolean {
  const names = Object.keys(switches) as SwitchName[];
  return names.some(
    (name) => switches[name] !== base.switches[name] && base.verdict.dependsOn.includes(name),
  );
}
