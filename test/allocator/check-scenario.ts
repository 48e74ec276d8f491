// The one door to the tests of scenarios: an id goes in, both runs and their story come out. Every command of both is
// followed by an audit of the model, which throws on a breach.

import {
  findScenario,
  formatScenario,
  playScenario,
  type ScenarioRun,
} from "../../allocator/index.ts";
import { ShadowChecker } from "../../src/core/replay/index.ts";

export interface CheckedScenario {
  readonly broken: ScenarioRun;
  readonly fixed: ScenarioRun;
  /** As it was, then under the fix. */
  readonly story: string;
}

export function checkScenario(id: string): CheckedScenario {
  const scenario = findScenario(id);
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  const [broken, fixed] = (["broken", "fixed"] as const).map((variant) =>
    playScenario(scenario, variant, (forward) => new ShadowChecker(forward)),
  ) as [ScenarioRun, ScenarioRun];
  return { broken, fixed, story: `${formatScenario(broken)}\n\n${formatScenario(fixed)}` };
}
