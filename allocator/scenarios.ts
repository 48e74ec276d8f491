// The catalogue of hakmem's known bugs that the model can show. Numbers S.. are those of the project's list.

import { blockScenarios } from "./block-scenarios.ts";
import type { Elsewhere, Scenario } from "./scenario.ts";
import { supplyScenarios } from "./supply-scenarios.ts";

/** By number. */
export const scenarios: readonly Scenario[] = [...supplyScenarios, ...blockScenarios].sort(
  (a, b) => numberOf(a) - numberOf(b),
);

export const playedElsewhere: readonly Elsewhere[] = [
  { id: "S9", title: "drain without owner", where: "hakmem-trace race S9, S9-drains" },
  { id: "S15", title: "drain against a lookup that fails", where: "hakmem-trace race S15" },
  { id: "S19", title: "free list without atomics", where: "hakmem-trace race S19, S19-aba" },
  { id: "S20", title: "two locks in two orders", where: "hakmem-trace race S20" },
  {
    id: "S25",
    title: "ACE off: a mapping for each request of 2 KiB to 1 MiB",
    where: "replays under seed beside e5 and e6 (mmapsAboveTiny)",
  },
];

export function findScenario(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id.toLowerCase() === id.toLowerCase());
}

function numberOf({ id }: Scenario): number {
  return Number(/\d+/.exec(id)?.[0]);
}
