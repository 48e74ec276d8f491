// The recordings that the browser tests show, by name.

import { type FixtureFailure, HOSTILE, makeFixture, type RuledFixture } from "./fixture.ts";

export type FixtureName = "crash" | "hypothetical" | "clean" | "large" | "pooled";

const crashFailures: readonly FixtureFailure[] = [
  failure(5988, "refill-failed", 31, 31, "superslab_refill: class 7, errno 12"),
  ...Array.from({ length: 37 }, (_, index) =>
    failure(6001 + index * 57, "fallback", -1, -1, "hak_alloc passed 128 B to libc malloc"),
  ),
  failure(8104, "foreign-free", 12, 9, `freed by ${HOSTILE}`),
  failure(8112, "crash", 38, 3, "free(): invalid pointer"),
].sort((left, right) => left.event - right.event);

export function fixtureNamed(name: FixtureName, policy = "seed"): RuledFixture {
  switch (name) {
    case "crash":
      return makeFixture(
        {
          superSlabs: 40,
          events: 9640,
          lastEvent: 8112,
          threads: 4,
          failures: crashFailures,
          verdict: {
            kind: "crash",
            event: 8112,
            sentence:
              "Crash at event 8112: free() of a pointer the allocator does not own (SIGABRT), under Linux defaults.",
            horizon: 8112,
            dependsOn: ["fallbackOrigin", "allocHeaderWord"],
            crash: undefined,
          },
        },
        policy,
      );
    case "hypothetical":
      return makeFixture({
        superSlabs: 40,
        events: 9640,
        lastEvent: 9639,
        threads: null,
        failures: crashFailures
          .filter(({ kind }) => kind === "fallback")
          .map((each) => ({ ...each, kind: "null-returned", text: "malloc(128) returned NULL" })),
        verdict: {
          kind: "null",
          event: 6001,
          sentence: `37 requests got NULL, the first at event 6001 in ${HOSTILE}.`,
          horizon: 6001,
          dependsOn: [],
          crash: undefined,
        },
      });
    case "clean":
      return makeFixture({
        superSlabs: 6,
        events: 2000,
        lastEvent: 1999,
        threads: 4,
        failures: [],
        verdict: {
          kind: "clean",
          event: -1,
          sentence: "All 2000 events replayed without a failure, under Linux defaults.",
          horizon: -1,
          dependsOn: ["prewarm"],
          crash: undefined,
        },
      });
    case "pooled":
      return makeFixture({
        superSlabs: 60,
        events: 6000,
        lastEvent: 5999,
        threads: 4,
        pooled: true,
        bytesFrom: 4200,
        failures: [
          failure(2000, "foreign-free", 13, 3, "free() of a pointer nobody handed out"),
          failure(4200, "corruption", 35, 5, "a link was overwritten"),
        ],
        verdict: {
          kind: "corrupted",
          event: 4200,
          sentence: "The heap is damaged from event 4200 on.",
          horizon: -1,
          dependsOn: [],
          crash: undefined,
        },
      });
    case "large":
      return makeFixture({
        superSlabs: 47_000,
        events: 4_000_000,
        lastEvent: 3_999_999,
        threads: 4,
        failures: Array.from({ length: 12_000 }, (_, index) =>
          failure(
            100_000 + index * 300,
            index % 2 === 0 ? "refill-failed" : "fallback",
            index % 2 === 0 ? index * 3 : -1,
            index % 2 === 0 ? 7 : -1,
            `failure number ${index}`,
          ),
        ),
        verdict: {
          kind: "corrupted",
          event: 100_000,
          sentence: "The heap is damaged from event 100000 on.",
          horizon: -1,
          dependsOn: [],
          crash: undefined,
        },
      });
  }
}

function failure(
  event: number,
  kind: FixtureFailure["kind"],
  superSlab: number,
  slab: number,
  text: string,
): FixtureFailure {
  return { event, kind, superSlab, slab, text };
}
