// Who takes part, row by row of the table: real allocators, the model in its modes, allocators over a buffer.
//
// A contestant is a process over one trace file that prints a line a pass. One that cannot take part here is listed with
// the reason. An allocator over a buffer is added in peers.ts, an installed library in native-libraries.ts, a mode of the
// model below.

import { join } from "node:path";
import { findPolicy } from "../../allocator/index.ts";
import { installPeers } from "./install-peers.ts";
import { compileReplayer, findLibraries, libraries } from "./native-libraries.ts";
import { peers } from "./peers.ts";
import type { BenchPlaces } from "./places.ts";

export const PASSES = 5;

export interface Command {
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Contestant {
  readonly name: string;
  command(trace: string): Command;
}

export interface Absent {
  readonly name: string;
  /** Why it does not take part. */
  readonly absent: string;
}

export type Entry = Contestant | Absent;

/** The policies that are timed, of those that exist. */
const POLICIES = ["seed", "fixed"];
const MODES = [
  { title: "full recording", words: [] },
  { title: "no recording", words: ["--no-record"] },
  { title: "bytes", words: ["--bytes"] },
] as const;

export async function findContestants(places: BenchPlaces, offline: boolean): Promise<Entry[]> {
  return [...(await natives(places)), ...models(places), ...(await overBuffers(places, offline))];
}

async function natives(places: BenchPlaces): Promise<Entry[]> {
  const names = ["glibc", ...Object.keys(libraries)];
  const replayer = await compileReplayer(places);
  if (replayer === undefined) {
    return names.map((name) => ({ name, absent: "needs Linux and a C compiler" }));
  }
  const found = await findLibraries();
  return names.map((name): Entry => {
    const path = found.get(name);
    if (name !== "glibc" && path === undefined) return { name, absent: "not installed" };
    const environment: Record<string, string> = path === undefined ? {} : { LD_PRELOAD: path };
    return {
      name,
      command: (trace) => ({ words: [replayer, trace, String(PASSES)], environment }),
    };
  });
}

function models(places: BenchPlaces): Entry[] {
  const bench = [process.execPath, join(places.built, "cli.cjs"), "bench"];
  return POLICIES.filter((policy) => findPolicy(policy) !== undefined).flatMap((policy) =>
    MODES.map(({ title, words }) => ({
      name: `model, ${policy}, ${title}`,
      command: (trace: string) => ({
        words: [...bench, trace, "--passes", String(PASSES), "--policy", policy, ...words],
      }),
    })),
  );
}

async function overBuffers(places: BenchPlaces, offline: boolean): Promise<Entry[]> {
  const absent = await installPeers(places, offline);
  const player = [process.execPath, join(places.built, "play-peer.mjs")];
  return peers.map((peer): Entry => {
    const { name } = peer;
    if (peer.package !== undefined && absent !== undefined) return { name, absent };
    return {
      name,
      command: (trace) => ({ words: [...player, name, places.peers, trace, String(PASSES)] }),
    };
  });
}
