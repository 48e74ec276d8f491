// Every known bug of the catalogue: its symptom shows under the policy that has it, and nothing shows under the fix. The
// story of both is in test/golden/scenarios, to be read. What is wrong with a broken heap is declared by its policy.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  findScenario,
  formatScenarioList,
  playedElsewhere,
  raceScenarios,
  type ScenarioRun,
  scenarios,
} from "../../allocator/index.ts";
import { checkScenario } from "./check-scenario.ts";

const golden = (name: string) => `../golden/scenarios/${name}.txt`;

test("the list", async () => {
  await expect(formatScenarioList(scenarios, playedElsewhere)).toMatchFileSnapshot(golden("list"));
});

test.each(scenarios)("$id $title", async ({ id }) => {
  const { broken, fixed, story } = checkScenario(id);
  await expect(story).toMatchFileSnapshot(golden(id));
  expect({
    shows: broken.shows,
    undeclared: broken.heap.filter((finding) => !finding.declared),
  }).toEqual({ shows: true, undeclared: [] });
  expect({ shows: fixed.shows, clean: fixed.clean }).toEqual({ shows: false, clean: true });
});

test.each([
  ["S1-M1", undefined],
  ["S1-M2", "134 free(): invalid pointer"],
  ["S1-M3", undefined],
  ["S1-M4", "134 free(): invalid pointer"],
  ["S3", undefined],
  ["S3-trim", "139"],
  ["S5", "139"],
  ["S12", "139"],
  ["S15-duplicate", "134 [TLS_SLL_PUSH_DUP] cls=1 ptr=0x7fedf7c00830"],
  ["S27", "139"],
])("%s ends with %s", (id, end) => {
  const { crash } = checkScenario(id).broken;
  expect(crash && `${crash.exitCode} ${crash.message}`.trim()).toBe(end);
});

test("S2 prints the hand-off's line, byte for byte", () => {
  expect(messagesOf(checkScenario("S2").broken)).toContain(
    "stderr: [DEBUG] superslab_refill returned NULL (OOM) detail: class=4 prev_ss=(nil) active=0 " +
      "bitmap=0x00000000 prev_meta=(nil) used=0 cap=0 slab_idx=0 reused_freelist=0 free_idx=-2 errno=12",
  );
});

test("S3: the count falls behind at each refill out of the free list, and only there", () => {
  const counts = messagesOf(checkScenario("S3").broken).flatMap((message) => {
    const [, counted, really] =
      /^total_active_blocks (-?\d+), live or cached (\d+)$/.exec(message) ?? [];
    return counted === undefined ? [] : [Number(really) - Number(counted)];
  });
  expect(counts).toEqual([0, 0, 0, 0, 0, 1, 2, 2, 2]);
});

test("S14: what the drain gives back waits in the LRU cache", () => {
  const { broken, fixed } = checkScenario("S14");
  expect(broken.superSlabs).toEqual({ made: 2, mapped: 2, released: 0, kept: 0 });
  expect(fixed.superSlabs).toEqual({ made: 2, mapped: 1, released: 1, kept: 1 });
});

test("S16: two SuperSlabs a birth, one a class, or two for all", () => {
  const { broken, fixed } = checkScenario("S16");
  expect([broken.superSlabs.made, fixed.superSlabs.made]).toEqual([2 + 2 * 24 + 1, 2]);
});

test("a scenario is found by its id in any case, and S2 is not S21", () => {
  expect(findScenario("s15-LEAK")?.id).toBe("S15-leak");
  expect(findScenario("S2")?.title).toContain("32 slabs");
  expect(findScenario("S9")).toBeUndefined();
});

test("what is played as a race exists", () => {
  const named = playedElsewhere.flatMap(({ where }) => where.match(/S\d+(?:-\w+)?/g) ?? []);
  expect(named.sort()).toEqual(raceScenarios.map(({ id }) => id).sort());
});

test("SCENARIOS.md has a row for each", () => {
  const text = readFileSync(new URL("../../allocator/SCENARIOS.md", import.meta.url), "utf8");
  for (const { id } of [...scenarios, ...playedElsewhere]) expect(text).toContain(`| ${id} |`);
});

function messagesOf({ passages }: ScenarioRun): string[] {
  return passages.flatMap(({ lines }) =>
    lines.flatMap(({ messages }) => messages.map(({ text }) => text)),
  );
}
