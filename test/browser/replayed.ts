// Recordings that the engine makes inside the page's window: larson with its thread births, and waves of blocks that come
// and go. Slower than recordings by rule, and what they show is what the model did.

import type { RequestControl } from "../../src/core/protocol/index.ts";
import { createEngine } from "../../src/worker/engine.ts";
import type { Fixture } from "./fixture.ts";

export type ReplayedName = "larson fixed" | "larson e9" | "waves fixed" | "waves e9";

export const replayedNames: readonly ReplayedName[] = [
  "larson fixed",
  "larson e9",
  "waves fixed",
  "waves e9",
];

const control: RequestControl = { signal: new AbortController().signal, progress: () => undefined };

export async function replayedFixture(name: ReplayedName, policyName?: string): Promise<Fixture> {
  const [workload, policy] = name.split(" ") as [string, string];
  const engine = createEngine({
    readFile: () => Promise.reject(new Error("no files here")),
    pause: () => Promise.resolve(),
  });
  const trace = await engine.open(
    workload === "larson"
      ? { kind: "workload", specification: "larson 0.05 8 1000 256 8 3 4", seed: 0 }
      : { kind: "bytes", bytes: new TextEncoder().encode(waves()), name: "waves.trace" },
    control,
  );
  const recording = await engine.replay(
    {
      trace: trace.trace,
      policy: policyName ?? policy,
      continueAfterNull: false,
      check: true,
    },
    control,
  );
  const id = recording.recording;
  return {
    trace,
    recording,
    policies: await engine.policies({}, control),
    allFailures: await engine.failures({ recording: id, first: 0, count: 10_000 }, control),
    heap: (event, range) => engine.heap({ recording: id, event, range }, control),
  };
}

/** Two threads fill SuperSlabs and free nearly all of it; then they fill them a quarter. */
function waves(): string {
  const lines = ["hakmem-trace 1", "t0 start t1"];
  const blocks = 48_000;
  const owner = (block: number) => `t${block % 2}`;
  const sizes = [900, 400, 800, 1000];
  for (let block = 0; block < blocks; block += 1) {
    lines.push(`${owner(block)} malloc ${block} ${sizes[block % 4]}`);
  }
  for (let block = 0; block < blocks; block += 1) {
    if (block % 7000 > 3) lines.push(`${owner(block)} free ${block}`);
  }
  for (let block = 0; block < blocks / 4; block += 1) {
    lines.push(`${owner(block)} malloc ${blocks + block} ${sizes[block % 4]}`);
  }
  return `${lines.join("\n")}\n`;
}
