// A million operations under every policy, in waves that fill and drain the heap, by threads that come and go, with memory
// refused again and again: the model never breaks a rule. Played by the hot loop and by single calls in turns.
//
// Runs in `npm test`, not in `npm run check`. Every 997 events the whole model is audited and an idle trim is asked for.

import { expect, test } from "vitest";
import { checkModel, defaultEnvironment, policies } from "../../allocator/index.ts";
import { Random } from "../../src/core/workload/random.ts";
import { wellFreed } from "./checked-program.ts";
import { Player } from "./played-twice.ts";
import { randomTrace } from "./random-trace.ts";

const SEED = 20251112;
const SHAPE = { events: 1_000_000, slots: 400, threads: 24, alive: 5, odd: 20 };
const AUDIT_EVERY = 997;
const TRIM_EVERY = 10;

/** Every hundredth request for memory is refused, and SuperSlabs are too few for all classes of all threads. */
const environment = {
  ...defaultEnvironment(),
  threadsJoined: true,
  failMmaps: Array.from({ length: 200 }, (_, n) => 100 * (n + 1)),
};
const superSlabLimits = { own: 60, "chunk-list": 6, "shared-pool": 1 } as const;

const lasting = policies.filter(
  ({ ownership }) => ownership.kind === "lookup" || ownership.bounded,
);

test.each(lasting.map((policy, n) => ({ policy, seed: SEED + n })))("$policy.name", ({
  policy,
  seed,
}) => {
  const player = new Player(randomTrace(seed, SHAPE), {
    policy: wellFreed(policy),
    environment: { ...environment, superSlabLimit: superSlabLimits[policy.superSlabs.supply] },
    ...(seed % 2 === 0 ? {} : { storage: "bytes" }),
  });
  const cuts = new Random(seed, 1);
  let audits = 0;
  while (player.driver.position < SHAPE.events) {
    const end = Math.min(SHAPE.events, player.driver.position + AUDIT_EVERY);
    player.playTo(end, cuts);
    expect(player.allocator.crash).toBeUndefined();
    if (++audits % TRIM_EVERY === 0) player.allocator.trim();
    checkModel(player.allocator);
  }
  expect(player.driver.position).toBe(SHAPE.events);
  expect(player.plain).toBeGreaterThan(SHAPE.events / 5);
  expect(player.allocator.statistics.refillFailures).toBeGreaterThan(0);
});
