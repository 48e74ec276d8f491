// What `--sensitivity` rests on: a switch that an execution did not touch cannot change it, and every switch of the list
// can be touched.

import { describe, expect, test } from "vitest";
import {
  policies,
  type Switches,
  type SwitchName,
  switchTable,
  withSwitches,
} from "../../../allocator/index.ts";
import { type ReplayResult, replay } from "../../../src/core/replay/index.ts";
import { parseScript } from "../../allocator/heap-script.ts";
import { ScriptRunner } from "../../allocator/script-runner.ts";
import { smallened } from "../../property/checked-program.ts";
import { randomTrace } from "../../property/random-trace.ts";
import { runs } from "../../property/runs.ts";
import { freely } from "../work-control.ts";

/** Nine SuperSlabs whose bases are 8 GiB apart: one registry slot for all, and eight probes. */
const SAME_SLOT = 4096 * 2 ** 21 - 2 ** 22 - 16;
const fullRegistry = [
  "switch prewarm=off",
  "t0 start t1",
  ...[1, 8, 16, 32, 64, 128, 256, 512].flatMap((size, n) => [
    `t0 b${n}=malloc ${size}`,
    `t0 far${n}=malloc ${SAME_SLOT}`,
  ]),
  "t1 ninth=malloc 1",
].join("\n");

const refused = "switch prewarm=off\nsuperslab-limit 0\nt0 a=malloc 24\nt0 free a";

const touching: Record<SwitchName, string> = {
  sizeMapping: "t0 a=malloc 64",
  prewarm: "",
  threadExit: "t0 start t1\nt1 a=malloc 8\nt1 end",
  registryFull: fullRegistry,
  tinyLookup: "switch unknownFree=ignore\nt0 a=malloc 100\nt0 free a+1",
  fallbackOrigin: refused,
  fallbackFree: refused,
  allocHeaderWord: refused,
  unknownFree: `switch fallbackOrigin=F3\n${refused}`,
  gap: "t0 a=malloc 3000",
  callocDetour: "t0 a=calloc 1 3000",
  writes:
    "switch prewarm=off\nt0 a=malloc 24\nt0 free a\nt0 free a\nt0 b=malloc 24\nt0 c=malloc 24\nt0 d=malloc 24",
};

describe("each switch is touched by some program", () => {
  test.each(switchTable.map(({ name }) => name))("%s", (name) => {
    expect(touchedBy(touching[name])).toContain(name);
  });
});

test("a bitmap hands an F1 block to libc, which reads the AllocHeader", () => {
  const touched = touchedBy(`policy ownership-bitmap\nswitch fallbackOrigin=F1\n${refused}`);
  expect(touched).toContain("allocHeaderWord");
  expect(touched).not.toContain("fallbackFree");
});

function touchedBy(text: string): readonly SwitchName[] {
  const script = parseScript(text);
  const runner = new ScriptRunner(script);
  for (const command of script.commands) runner.run(command);
  return runner.allocator.touchedSwitches();
}

const SEED = 20251113;
const SHAPE = { events: 600, slots: 200, threads: 6, alive: 4, odd: 40 };
const environments = [
  {},
  { superSlabLimit: 5 },
  { failMmaps: [2, 9, 10, 14, 15, 16, 22, 30], threadsJoined: true },
] as const;
const starts: readonly Partial<Switches>[] = [
  {},
  { prewarm: "off", fallbackFree: "subtract", threadExit: "adopt" },
  { prewarm: "off", fallbackOrigin: "F1", tinyLookup: "registry", allocHeaderWord: "size" },
  { prewarm: "off", fallbackOrigin: "F3", threadExit: "flush", sizeMapping: "size" },
];

describe("an untouched switch changes nothing", () => {
  test.each(policies)("$name", async (policy) => {
    let flips = 0;
    for (const [n, switches] of starts.slice(0, runs(1, starts.length)).entries()) {
      for (const environment of environments.slice(0, runs(2, environments.length))) {
        const trace = { ...randomTrace(SEED + n, SHAPE), environment };
        const options = { seed: 0, continueAfterNull: false, check: false } as const;
        const start = withSwitches(smallened(policy), switches);
        const base = await replay(trace, { policy: start, ...options }, freely());
        const { dependsOn } = base.recording.verdict;
        for (const { name, values } of switchTable) {
          if (dependsOn.includes(name)) continue;
          for (const value of values) {
            if (value === start.switches[name]) continue;
            const flipped = withSwitches(start, { [name]: value });
            const result = await replay(trace, { policy: flipped, ...options }, freely());
            expect(told(result), `${name}=${value}`).toEqual(told(base));
            flips++;
          }
        }
      }
    }
    expect(flips).toBeGreaterThan(runs(2, 20));
  });
});

/** The recording without what states the switches themselves, and how blocks were stored. */
function told({ recording }: ReplayResult) {
  const { policy, switches, replayId, bytesFrom, ...rest } = recording;
  return { ...rest, named: policy.name, same: switches.prewarm, id: replayId.length };
}
