// What the layers above Tiny are known for, one fact a test: which layer serves a size, what it keeps, when it grows, and
// how many mmap calls a program's middle sizes cost (S25).

import { describe, expect, test } from "vitest";
import {
  checkModel,
  createAllocator,
  defaultEnvironment,
  dynamicShards,
  findPolicy,
  type LayerPolicy,
  layersOf,
  Outcome,
  type Policy,
  silentObserver,
  units,
} from "../../allocator/index.ts";
import { classIn } from "../../allocator/large/pool.ts";
import { Counter } from "../../allocator/model.ts";
import { modelOf } from "../../allocator/modelled-allocator.ts";
import { allocatorOf, layerOf } from "./layered-allocator.ts";
import { outcomesOf } from "./script-runner.ts";

const KiB = 1024;
const MAIN = units.MAIN_THREAD;

/** Sizes in KiB, or in bytes where written so, and the layer of each row that serves them. */
test.each([
  ["1023", 1023, "tiny tiny tiny tiny tiny"],
  ["1024", 1024, "mapped mapped mapped mapped mid-mt"],
  ["1575: 2 KiB is more than 1.30 times it", 1575, "mapped mapped mapped mapped mid-mt"],
  ["1576", 1576, "mid-pool mapped mapped mapped mid-mt"],
  ["8191", 8 * KiB - 1, "mid-pool mapped mapped mapped mid-mt"],
  ["8192", 8 * KiB, "mid-pool mapped mid-mt pool-tls mid-mt"],
  ["32768", 32 * KiB, "mid-pool mapped mid-mt pool-tls mid-mt"],
  ["32769", 32 * KiB + 1, "mid-pool mapped mapped pool-tls mapped"],
  ["53248", 52 * KiB, "mid-pool mapped mapped pool-tls mapped"],
  ["53249", 52 * KiB + 1, "l25 mapped mapped l25 mapped"],
  ["65537: 128 KiB is more than 1.30 times it", 64 * KiB + 1, "mapped mapped mapped mapped mapped"],
  ["1 MiB", 1024 * KiB, "l25 mapped mapped l25 mapped"],
  ["1 MiB + 1", 1024 * KiB + 1, "mapped mapped mapped mapped mapped"],
])("E1 E4 E5 E6 E9: %s", (_, size, expected) => {
  expect(
    Object.values(layersOf)
      .map((layers) => layerOf(layers, size))
      .join(" "),
  ).toBe(expected);
});

test("W_MAX's examples: 35 and 40 KB take 40, 50 KB takes 52", () => {
  const [pool] = layersOf.E1.pools;
  const taken = [35, 40, 50].map((size) => pool?.classes[pool ? classIn(pool, size * KiB) : -1]);
  expect(taken).toEqual([40 * KiB, 40 * KiB, 52 * KiB]);
});

describe("S25: mmap calls for 2 KiB to 1 MiB", () => {
  /** 1,000 requests of a cycle of sizes, each freed after the next eight were made. */
  function mmapsOf(layers: LayerPolicy, sizes: readonly number[]): number {
    const allocator = allocatorOf(layers);
    const held: units.Address[] = [];
    for (let request = 0; request < 1000; request++) {
      held.push(allocator.malloc(MAIN, (sizes[request % sizes.length] ?? 0) * KiB));
      if (held.length > 8) allocator.free(MAIN, held.shift() as units.Address);
    }
    checkModel(allocator);
    return allocator.statistics.mmapsAboveTiny;
  }

  test.each([
    ["with ACE off every request is one", "E4", [2, 4, 8, 32, 64, 1024], 1000],
    ["Mid MT: a chunk per class and the registry", "E5", [8, 16, 32], 4],
    ["Pool TLS: two chunks, and L2.5: a run", "E6", [8, 16, 32, 52, 64], 3],
    ["but the gap is still one each", "E6", [2, 4], 1000],
    ["the Mid pool and L2.5: a bundle or a run per class", "E1", [2, 4, 8, 16, 64], 5],
  ] as const)("%s", (_, row, sizes, expected) => {
    expect(mmapsOf(layersOf[row], sizes)).toBe(expected);
  });
});

test("Mid MT's registry doubles by mmap with the 65th chunk", () => {
  const allocator = allocatorOf(layersOf.E5);
  const tableAfter = (chunks: number) => {
    while (modelOf(allocator).large.runs.count < chunks) allocator.malloc(MAIN, 32 * KiB);
    checkModel(allocator);
    const [figures] = allocator.describeLayers();
    return [
      (figures?.committedBytes ?? 0) - chunks * 4 * KiB * KiB,
      allocator.statistics.mmapsAboveTiny,
    ];
  };
  expect(tableAfter(64)).toEqual([4096, 65]);
  expect(tableAfter(65)).toEqual([4096, 67]);
  expect(tableAfter(257)).toEqual([12_288, 261]);
});

test("Pool TLS's chunks grow 1, 2, 4, 8, 8 MiB", () => {
  const allocator = allocatorOf(layersOf.E6);
  const { runs } = modelOf(allocator).large;
  while (runs.count < 5) allocator.malloc(MAIN, 52 * KiB);
  checkModel(allocator);
  const lengths = [0, 1, 2, 3, 4].map((run) => runs.length.get(run) / (KiB * KiB));
  expect(lengths).toEqual([1, 2, 4, 8, 8]);
});

test.each([
  ["8 KiB", 8, 64],
  ["52 KiB", 52, 16],
])("Pool TLS refills %s by batches", (_, size, batch) => {
  const allocator = allocatorOf(layersOf.E6);
  allocator.malloc(MAIN, size * KiB);
  expect(modelOf(allocator).large.blocks.count).toBe(batch);
});

test("the Mid pool's ring holds 48 blocks, the LIFO the rest", () => {
  const allocator = allocatorOf(layersOf.E1);
  const held = Array.from({ length: 60 }, () => allocator.malloc(MAIN, 4 * KiB));
  for (const address of held) allocator.free(MAIN, address);
  checkModel(allocator);
  const row = 1;
  const counts = modelOf(allocator)
    .large.pools[0]?.lists.slice(0, 2)
    .map((own) => own.count(row));
  expect(counts).toEqual([48, 12]);
});

test.each([
  ["64 fixed shards: thread 64 shares thread 0's", layersOf.E6, 64, Outcome.CacheHit],
  ["64 fixed shards: thread 63 does not", layersOf.E6, 63, Outcome.Mapped],
  ["dynamic shards, a design: thread 64 has its own", withShards(), 64, Outcome.Mapped],
])("L2.5: %s", (_, layers, thread, expected) => {
  const allocator = allocatorOf(layers);
  allocator.malloc(MAIN, 64 * KiB);
  allocator.malloc(units.threadId(thread), 64 * KiB);
  checkModel(allocator);
  expect(allocator.outcome).toBe(expected);
});

test("L2.5: a block goes back to the shard of its run, whoever frees it", () => {
  const allocator = allocatorOf(layersOf.E6);
  const thread = units.threadId(1);
  const address = allocator.malloc(thread, 64 * KiB);
  allocator.free(MAIN, address);
  expect(allocator.malloc(thread, 64 * KiB)).toBe(address);
});

function withShards(): LayerPolicy {
  const pools = layersOf.E6.pools.map((pool) =>
    pool.kind === "l25" ? { ...pool, shards: dynamicShards } : pool,
  );
  return { ...layersOf.E6, pools };
}

describe("BigCache", () => {
  const MiB = KiB * KiB;

  /** Frees blocks of so many MiB in turn; which of them the cache still holds, by asking for each size's class. */
  function keptAfter(bigCache: LayerPolicy["bigCache"], sizes: readonly number[]): string {
    const allocator = allocatorOf({ pools: [], bigCache });
    const held = sizes.map((size) => allocator.malloc(MAIN, size * MiB));
    for (const address of held) allocator.free(MAIN, address);
    checkModel(allocator);
    return sizes
      .map((size) => {
        allocator.malloc(MAIN, size * MiB);
        checkModel(allocator);
        return allocator.outcome === Outcome.CacheHit ? "hit" : "miss";
      })
      .join(" ");
  }

  test("the dynamic one evicts the oldest once its buckets cannot double", () => {
    const most2 = { kind: "dynamic", firstBuckets: 1, mostBuckets: 4, load: 0.75 } as const;
    expect(keptAfter(most2, [2, 4, 8])).toBe("hit hit hit");
    expect(keptAfter(most2, [2, 4, 8, 16])).toBe("miss hit hit hit");
  });

  test("the dynamic one skips what is too short and keeps the rest of the chain", () => {
    const allocator = allocatorOf(layersOf.E5);
    const kept = [2200, 3500, 2100].map((size) => allocator.malloc(MAIN, size * KiB));
    for (const address of kept) allocator.free(MAIN, address);
    const taken = [3400, 2150, 2048].map((size) => allocator.malloc(MAIN, size * KiB));
    checkModel(allocator);
    expect(taken).toEqual([kept[1], kept[0], kept[2]]);
  });

  test("the fixed one has eight slots a site and keeps the most used", () => {
    const fixed = { kind: "fixed", sites: 256, slotsPerSite: 2 } as const;
    const allocator = allocatorOf({ pools: [], bigCache: fixed });
    const [a, b, c] = [2.5, 3, 3.5].map((size) => allocator.malloc(MAIN, size * MiB));
    const free = (address = units.NULL_ADDRESS) => allocator.free(MAIN, address);
    free(a);
    free(allocator.malloc(MAIN, 2 * MiB)); // a's slot has one hit now
    free(b);
    free(c); // b gives way
    checkModel(allocator);
    expect(allocator.malloc(MAIN, 2.5 * MiB)).toBe(a);
    expect(allocator.malloc(MAIN, 2.5 * MiB)).toBe(c);
    allocator.malloc(MAIN, 2.5 * MiB);
    expect(allocator.outcome).toBe(Outcome.Mapped);
  });

  test("what is below 2 MiB or above 512 MiB is unmapped", () => {
    const sizes = [2 * MiB - 1, 2 * MiB, 512 * MiB - 1, 512 * MiB];
    const allocator = allocatorOf(layersOf.E5);
    const outcomes = sizes.map((size) => allocator.free(MAIN, allocator.malloc(MAIN, size)));
    const { Unmapped, Cached } = Outcome;
    expect(outcomes).toEqual([Unmapped, Cached, Cached, Unmapped]);
  });
});

describe("pointers that are no block", () => {
  test.each([
    ["inside Mid MT's chunk", "layers E5\nt0 a=malloc 9000\nt0 free a+64", "Mapped Corrupted"],
    ["inside an L2.5 run", "layers E6\nt0 a=malloc 65536\nt0 free a+64", "Mapped Corrupted"],
    [
      "twice into Mid MT",
      "layers E5\nt0 a=malloc 9000\nt0 free a\nt0 free a",
      "Mapped Local Local",
    ],
  ])("%s", (_, script, expected) => {
    const { outcomes, runner } = outcomesOf(script);
    expect(outcomes).toBe(expected);
    const damaged = outcomes.endsWith("Crashed") ? 0 : 1;
    expect(modelOf(runner.allocator).counter(Counter.Damage)).toBe(damaged);
  });

  test("a libc block whose byte before it reads 0xB0 is taken by Pool TLS", () => {
    const script = [
      "layers E6",
      "switch gap=libc",
      "switch allocHeaderWord=zero",
      "t0 a=malloc 5000",
    ];
    const { runner } = outcomesOf(script.join("\n"));
    const user = runner.address("a");
    modelOf(runner.allocator).memory.writeByte(user - 1, 0xb3);
    expect(runner.allocator.free(MAIN, user)).toBe(Outcome.Corrupted);
    checkModel(runner.allocator);
    expect(runner.allocator.statistics.liveBlocks).toBe(0);
  });
});

test.each(
  Object.keys(layersOf),
)("%s: frees of live blocks leave no byte of Tiny to be stored", (row) => {
  const sizes = [100, 2000, 9000, 65_536, 3_000_000];
  const calls = sizes.map((size, at) => `t0 b${at}=malloc ${size}\nt1 free b${at}`);
  const { runner } = outcomesOf(`layers ${row}\n${calls.join("\n")}`);
  expect(runner.allocator.bytesSince).toBe(-1);
  expect(runner.allocator.statistics.liveBlocks).toBe(0);
});

test("an ownership bitmap knows what the pools handed out", () => {
  const script = "policy ownership-bitmap\nlayers E6\nt0 a=malloc 9000\nt0 b=malloc 65536";
  expect(outcomesOf(`${script}\nt0 free a\nt0 free b`).outcomes).toBe("Mapped Mapped Local Local");
});

test("a pool that Linux refuses memory passes the request on", () => {
  const policy = { ...(findPolicy("no-fallback") as Policy), layers: layersOf.E5 };
  const environment = { ...defaultEnvironment(), addressSpaceBytes: 22 * KiB * KiB };
  const allocator = createAllocator({ policy, environment, observer: silentObserver });
  allocator.malloc(MAIN, 16 * KiB);
  expect(layerOf(layersOf.E5, 16 * KiB)).toBe("mid-mt");
  allocator.malloc(MAIN, 32 * KiB);
  checkModel(allocator);
  const served = allocator
    .describeLayers()
    .map(({ layer, liveBlocks }) => `${layer} ${liveBlocks}`);
  expect(served).toEqual(["mid-mt 1", "big-cache 0", "mapped 1"]);
});
