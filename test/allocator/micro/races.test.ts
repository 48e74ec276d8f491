// Every race scenario: its reported symptom under the rules as they were, nothing under the fix, both with all
// interleavings seen. The interleaving that fails is in test/golden/allocator/races, to be read.

import { expect, test } from "vitest";
import {
  defaultRaceOptions,
  exploreRace,
  findRaceScenario,
  formatRace,
  formatRaceList,
  type RaceResult,
  type RaceScenario,
  raceScenarios,
} from "../../../allocator/index.ts";

const golden = (name: string) => `../../golden/allocator/races/${name}.txt`;

test("the list", async () => {
  await expect(formatRaceList(raceScenarios)).toMatchFileSnapshot(golden("list"));
});

test.each(raceScenarios)("$id as it was shows its symptom", async (scenario) => {
  const result = exploreRace(scenario);
  expect(result.complete).toBe(true);
  expect(result.found[0]?.failure.kind).toBe(scenario.symptom);
  await expect(formatRace(result)).toMatchFileSnapshot(golden(scenario.id));
});

test.each(raceScenarios)("$id under the fix is clean", async (scenario) => {
  const result = exploreRace(scenario, { ...defaultRaceOptions(), variant: "fixed" });
  expect({ complete: result.complete, found: result.found }).toEqual({ complete: true, found: [] });
  await expect(formatRace(result)).toMatchFileSnapshot(golden(`${scenario.id}.fixed`));
});

test("larson's bytes make of a popped block's link what the crash register held", () => {
  expect(formatRace(exploreRace(scenarioOf("S9")))).toContain("b0 → 0x6261");
  const silent = exploreRace({ ...scenarioOf("S9"), writes: "none" });
  expect(kindsOf(silent)).toEqual(["lost", "duplicate", "miscount"].sort());
});

test("a pop that follows a written link ends there", () => {
  const result = exploreRace({ ...scenarioOf("S19"), writes: "larson" });
  const sentences = result.found.map(({ failure }) => failure.sentence).join("\n");
  expect(sentences).toMatch(/t\d makes meta->freelist 0x\d{2}6261: it took/);
});

test("an unowned drain is sound once the free list is atomic", () => {
  const { broken } = scenarioOf("S9-drains");
  const atomic = { ...broken, rules: { ...broken.rules, freelist: "cas" as const } };
  for (const id of ["S9", "S9-drains"]) {
    const result = exploreRace({ ...scenarioOf(id), broken: atomic });
    expect([id, result.complete, kindsOf(result)]).toEqual([id, true, []]);
  }
});

test("interleavings are counted as mathematics has it, whatever states are merged", () => {
  const four = ["publish", "publish", "publish", "publish"] as const;
  const result = exploreRace({ ...scenarioOf("S20"), threads: [four, four] });
  expect(result.interleavings).toBe(70n); // 8! / (4! 4!)
});

test("a search that is cut short says so and claims nothing", () => {
  const order = { kind: "all", maxStates: 20 } as const;
  const result = exploreRace(scenarioOf("S9"), { variant: "broken", order });
  expect(result).toMatchObject({ complete: false, found: [], interleavings: 0n });
  expect(formatRace(result)).toContain("bounded");
});

test("a given order plays as given and is made simpler if it fails", () => {
  const threads = [1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1];
  const result = exploreRace(scenarioOf("S19"), {
    variant: "broken",
    order: { kind: "given", threads },
  });
  expect(result.interleavings).toBe(1n);
  expect(result.found.map(({ failure, switches }) => [failure.kind, switches])).toEqual([
    ["duplicate", 2],
  ]);
});

test("a scenario is found by its id in any case", () => {
  expect(findRaceScenario("s19-ABA")?.id).toBe("S19-aba");
  expect(findRaceScenario("S1")).toBeUndefined();
});

function scenarioOf(id: string): RaceScenario {
  const scenario = findRaceScenario(id);
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  return scenario;
}

function kindsOf({ found }: RaceResult): string[] {
  return found.map(({ failure }) => failure.kind).sort();
}
