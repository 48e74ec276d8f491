// Policy files as users write them: each case is a document and what is said about it.

import { describe, expect, it } from "vitest";
import { documentText, policyOf } from "./check-policy.ts";

describe("a good file", () => {
  it.each<[object, string]>([
    [{}, 'ok\nsummary "As seed."'],
    [
      { superSlabs: { lg: 20 }, cache: { capacity: 64 } },
      'ok\nsummary "As seed, but superSlabs.lg 20, cache.capacity 64."\nsuperSlabs.lg 20\ncache.capacity 64',
    ],
    [
      {
        extends: "e5",
        cache: { capacity: 32, refillBatch: 1, drainEvery: 2, adaptive: null },
        superSlabs: { lg: 20, registry: "growing", ownerBits: 16 },
        switches: { prewarm: "off" },
      },
      [
        "ok",
        String.raw`summary "As e5, but superSlabs.lg 20, superSlabs.registry \"growing\", superSlabs.ownerBits 16, cache.capacity 32, cache.refillBatch 1, cache.adaptive null and 2 more."`,
        "superSlabs.lg 20",
        'superSlabs.registry "growing"',
        "superSlabs.ownerBits 16",
        "cache.capacity 32",
        "cache.refillBatch 1",
        "cache.adaptive null",
        "cache.drainEvery 2",
        'switches.prewarm "off"',
      ].join("\n"),
    ],
    [
      { extends: "e8", superSlabs: { lru: { maxCached: 8 } }, summary: "Less." },
      'ok\nsummary "Less."\nsuperSlabs.lru.maxCached 8',
    ],
    [
      { extends: "e8", superSlabs: { lru: null }, summary: "None." },
      'ok\nsummary "None."\nsuperSlabs.lru null',
    ],
    [
      { environment: { mappingLimit: 100, superSlabsPerClass: null }, summary: "Small." },
      'ok\nsummary "Small."\nmappingLimit=100\nsuperSlabsPerClass=undefined',
    ],
    [
      { extends: "b+c", ownership: { kind: "lookup" }, summary: "B." },
      'ok\nsummary "B."\nownership.kind "lookup"\nownership.regions undefined\nownership.bounded undefined',
    ],
  ])("%j", (fields, expected) => {
    expect(policyOf(documentText(fields))).toBe(expected);
  });
});

describe("a bad file", () => {
  it.each<[object, string]>([
    [{ superSlabs: { lg: 22 } }, "$.superSlabs.lg: 22, expected 20 or 21"],
    [
      { superSlab: {} },
      "$.superSlab: an unknown name, expected $schema, extends, name, title, summary, epoch, fallback, blocks, superSlabs, cache, ownership, bugs, switches or environment; did you mean superSlabs?",
    ],
    [{ fallback: null }, "$.fallback: null, expected libc or null"],
    [{ fallback: "libcc" }, '$.fallback: "libcc", expected libc or null; did you mean "libc"?'],
    [{ cache: 16 }, "$.cache: 16, expected an object"],
    [
      { superSlabs: { emptyReserve: -1 } },
      "$.superSlabs.emptyReserve: -1, expected a whole number from 0 to 4096",
    ],
    [
      { superSlabs: { initialSlabs: [32, 64] } },
      "$.superSlabs.initialSlabs: [32,64], expected a list of 8, not of 2",
    ],
    [
      { superSlabs: { initialSlabs: [32, 32, 32, 0, 32, 32, 32, 32] } },
      "$.superSlabs.initialSlabs[3]: 0, expected a whole number from 1 to 4096",
    ],
    [{ bugs: ["S3", "S3"] }, '$.bugs[1]: "S3", expected each value once'],
    [
      { ownership: { kind: "bitmap", bounded: true } },
      "$.ownership.regions: nothing, expected a whole number from 1 to 2147483648",
    ],
    [
      { ownership: { kind: "bitmaps" } },
      '$.ownership.kind: "bitmaps", expected lookup or bitmap; did you mean "bitmap"?',
    ],
    [{ switches: { prewarm: true } }, "$.switches.prewarm: true, expected process, thread or off"],
    [
      { environment: { threadsJoined: 1 } },
      "$.environment.threadsJoined: 1, expected true or false",
    ],
  ])("%j", (fields, expected) => {
    expect(policyOf(documentText(fields))).toBe(expected);
  });

  it("tells everything at once", () => {
    const text = '{ "name": "My Policy", "superSlabs": { "lg": 19, "release": 1 }, "bugs": {} }';
    expect(
      policyOf(text)
        .split("\n")
        .map((line) => line.slice(0, line.indexOf(":"))),
    ).toEqual(["$.extends", "$.name", "$.superSlabs.lg", "$.superSlabs.release", "$.bugs"]);
  });

  it.each([
    ["{ name: seed }", /^\$: no JSON \(.+\), expected a policy as a JSON object; hakmem-trace pol/],
    ["", /^\$: no JSON/],
    ["[]", /^\$: \[\], expected an object$/],
  ])("%s is none", (text, expected) => {
    expect(policyOf(text)).toMatch(expected);
  });

  it("may begin with a byte order mark", () => {
    const text = documentText({ superSlabs: { lg: 1 } });
    expect(policyOf(`\uFEFF${text}`)).toBe("$.superSlabs.lg: 1, expected 20 or 21");
  });
});

describe("a file that is incomplete or contradicts itself", () => {
  it.each<[object, string]>([
    [
      { superSlabs: { release: "when-empty", lru: { maxCached: 4 } } },
      [
        "$.superSlabs.lru.maxBytes: nothing, expected a whole number from 0; seed has none to take over: give it",
        "$.superSlabs.lru.ttlCalls: nothing, expected a whole number from 0; seed has none to take over: give it",
      ].join("\n"),
    ],
    [
      { superSlabs: { lru: { maxCached: 4, maxBytes: 9, ttlCalls: 0 } } },
      '$.superSlabs.lru: {"maxCached":4,"maxBytes":9,"ttlCalls..., expected null where nothing is ever released; set release to "when-empty", or to "trim" with trimEvery above 0',
    ],
    [
      { extends: "fixed", superSlabs: { release: "never" } },
      '$.superSlabs.emptyReserve: 8, expected 0 where nothing is ever released; set release to "when-empty", or to "trim" with trimEvery above 0',
    ],
    [
      { superSlabs: { release: "when-empty", trimEvery: 5 } },
      '$.superSlabs.trimEvery: 5, expected 0 where trim does not release; set release to "trim"',
    ],
    [
      { extends: "grow-superslabs", superSlabs: { supply: "own" } },
      '$.superSlabs.initialSlabs: [32,64,32,32,64,32,64,32], expected the same number for all classes where no class has a list of its own; set supply to "chunk-list", or give 32 eight times',
    ],
    [
      { extends: "e5", cache: { capacity: 8, adaptive: { shrinkBelow: 0.9 } } },
      [
        '$.cache.adaptive: {"min":16,"max":2048,"growAbove":0.8,..., expected bounds that hold the initial capacity; change cache.capacity, min or max',
        "$.cache.adaptive.shrinkBelow: 0.9, expected less than growAbove; or one use would both grow and shrink the cache",
      ].join("\n"),
    ],
    [
      { bugs: ["S13", "S15-leak", "S15-duplicate"] },
      [
        '$.bugs: ["S13","S15-leak","S15-duplicate"], expected S15 only where caches are drained; set cache.drainEvery, 1024 in E9',
        '$.bugs: ["S13","S15-leak","S15-duplicate"], expected one of S15-leak and S15-duplicate; a drain that dropped a block has none left to push twice',
        '$.bugs: ["S13","S15-leak","S15-duplicate"], expected S13 only where class 7 changed its size; set blocks to "E10"',
      ].join("\n"),
    ],
    [
      { name: "e9", extends: "e9", cache: { drainEvery: 512 } },
      '$.name: "e9", expected a name that no built-in policy has, since this one differs; give it another name',
    ],
  ])("%j", (fields, expected) => {
    expect(policyOf(documentText(fields))).toBe(expected);
  });
});
