// Environment variables of hakmem: what each makes of a policy. The golden lists every name with what a few values do.

import { describe, expect, it } from "vitest";
import { findPolicy, type Policy, policies } from "../../../allocator/index.ts";
import { environmentVariables } from "../../../src/core/policy/environment-variables.ts";
import {
  applyVariables,
  differences,
  settingsOfFile,
  settingsOfWords,
  UnplayableEnvironmentError,
} from "../../../src/core/policy/index.ts";

/** Words as after --env, under a policy; what is said, one thing a line. */
function played(words: string, policyName = "seed"): string {
  const policy = named(policyName);
  try {
    const settings = settingsOfWords(words.split(" "));
    const { notes, warnings } = applyVariables(policy, settings);
    const lines = notes.map(({ name, effect, words }) => `${name} ${effect}: ${words}`);
    return [...lines, ...warnings.map((warning) => `! ${warning}`)].join("\n");
  } catch (error) {
    if (error instanceof UnplayableEnvironmentError) return `refused ${error.message}`;
    throw error;
  }
}

function named(name: string): Policy {
  const policy = findPolicy(name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return policy;
}

it("every name has a meaning for every value that it accepts", async () => {
  const tried = ["0", "1", "2", "7", "16", "20", "21", "32", "64", "0.5", "1,2,3,4,5", "fast", "x"];
  const lines = environmentVariables.flatMap(({ names, values }) =>
    names.flatMap((name) => {
      const good = tried.filter((value) => values.accepts(value)).slice(0, 4);
      const said = good.map((value) => {
        const text = played(`${name}=${value}`, "e9");
        return `  ${value}: ${text.replace(/^(refused --env )?\S+ /, "").split("\n")[0]}`;
      });
      return [`${name}   ${values.words}`, ...said];
    }),
  );
  const file = "../../golden/policy/environment-variables.txt";
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(file);
});

it("no name has two rows", () => {
  const names = environmentVariables.flatMap((variable) => variable.names);
  expect(names.length).toBeGreaterThan(120);
  expect(new Set(names).size).toBe(names.length);
});

describe("what plays", () => {
  it.each([
    ["HAKMEM_TINY_SS_FORCE_LG=20", "seed", "changes: superSlabs.lg 21 → 20"],
    ["HAKMEM_TINY_SS_FORCE_LG=21", "seed", "same: the policy has it so"],
    ["HAKMEM_TINY_TLS_CAP=64", "seed", "changes: cache.capacity 256 → 64"],
    ["HAKMEM_TINY_IDLE_TRIM_MS=50", "seed", "changes: superSlabs.trimEvery 0 → 50000"],
    ["HAKMEM_TINY_IDLE_TRIM_MS=50", "e8", "same: empty SuperSlabs go at once, no trim is left"],
    ["HAKMEM_SUPERSLAB_MAX_CACHED=8", "seed", "same: this policy has no LRU cache (E8 on)"],
    ["HAKMEM_SUPERSLAB_MAX_CACHED=8", "e8", "changes: superSlabs.lru.maxCached 256 → 8"],
    [
      "HAKMEM_SUPERSLAB_MAX_MEMORY_MB=1",
      "e8",
      "changes: superSlabs.lru.maxBytes 536870912 → 1048576",
    ],
    ["HAKMEM_SUPERSLAB_TTL_SEC=1", "e8", "changes: superSlabs.lru.ttlCalls 60000000 → 1000000"],
    ["HAKMEM_TINY_SLL_DRAIN_ENABLE=0", "e9", "changes: cache.drainEvery 1024 → 0"],
    ["HAKMEM_TINY_SLL_DRAIN_INTERVAL=8", "e9", "changes: cache.drainEvery 1024 → 8"],
    ["PREWARM_TLS=1", "seed", "same: the policy has it so"],
    ["PREWARM_TLS=0", "seed", 'changes: switches.prewarm "process" → "off"'],
    ["HAKMEM_TINY_TLS_CAP_C3=256", "seed", "same: all classes have it"],
  ])("%s under %s", (words, policy, expected) => {
    expect(played(words, policy)).toBe(`${words.split("=")[0]} ${expected}`);
  });

  it("has a name of its own where it changes something", () => {
    const { policy } = applyVariables(
      named("seed"),
      settingsOfWords(["HAKMEM_TINY_SS_FORCE_LG=20"]),
    );
    expect(policy).toMatchObject({
      name: "seed+env",
      title: "Seed (E4, with libc fallback), under environment variables",
      summary: "As seed, but superSlabs.lg 20.",
    });
  });

  it("adaptive sizing off leaves the fixed capacity of its day", () => {
    const { policy } = applyVariables(named("e5"), settingsOfWords(["HAKMEM_ADAPTIVE_SIZING=0"]));
    expect(policy.cache).toMatchObject({ adaptive: null, capacity: 64 });
  });

  it("nothing changes that no note names, under any policy", () => {
    const settings = environmentVariables.flatMap(({ names, values }) =>
      ["1", "20", "32", "64", "0"]
        .filter((value) => values.accepts(value))
        .flatMap((value) => names.map((name) => `${name}=${value}`)),
    );
    for (const policy of policies) {
      for (const setting of settings) {
        const text = played(setting, policy.name);
        if (text.startsWith("refused")) continue;
        const after = applyVariables(policy, settingsOfWords([setting])).policy;
        const changed = differences(policy, after).length > 0;
        expect([setting, text.includes(" changes: ")]).toEqual([setting, changed]);
      }
    }
  });

  it("the order of words does not matter", () => {
    const words = ["HAKMEM_TINY_TLS_CAP=64", "HAKMEM_TINY_TLS_CAP_C2=64", "PREWARM_TLS=0"];
    expect(played(words.join(" "))).toBe(played(words.toReversed().join(" ")));
  });

  it("the hand-off's own run is what seed plays", () => {
    const handOff = "HAKMEM_TINY_USE_SUPERSLAB=1 HAKMEM_TINY_MEM_DIET=0";
    const build = "HEADER_CLASSIDX=1 AGGRESSIVE_INLINE=1 PREWARM_TLS=1";
    const { policy } = applyVariables(
      named("seed"),
      settingsOfWords(`${handOff} ${build}`.split(" ")),
    );
    expect(policy).toEqual(named("seed"));
  });
});

describe("what stops", () => {
  it.each([
    ["HAKMEM_TINY_USE_SUPERSLAB=0", "cannot be played: the model has no Tiny allocator without"],
    ["HEADER_CLASSIDX=0", "cannot be played: the model's blocks have a header byte"],
    ["HAKMEM_TINY_TLS_CAP_C3=64", "cannot be played: the model has one capacity for all classes"],
    ["HAKMEM_PROFILE=MIXED_TINYV3_C7_SAFE", "cannot be played: a preset's variables"],
    ["HAKMEM_TINY_SS_FORCE_LG=22", '"22", expected 20 or 21'],
    ["HAKMEM_SFC_CAPACITY=512", '"512", expected a whole number from 16 to 256'],
    ["HAKMEM_TINY_MEM_DIET=yes", '"yes", expected 0 or 1'],
    ["HAKMEM_CAP_MID=1,2", "expected 5 whole numbers with commas"],
    ["HAKMEM_TINY_USE_SUPERSLABS=1", "did you mean HAKMEM_TINY_USE_SUPERSLAB?"],
    ["COLOUR=red", 'no document about hakmem names "COLOUR"'],
    ["HAKMEM_TINY_USE_SUPERSLAB", "expected NAME=VALUE"],
    ["=1", "expected NAME=VALUE"],
  ])("%s", (words, expected) => {
    const text = played(words);
    expect(text).toContain(`refused --env ${words}: `);
    expect(text).toContain(expected);
  });

  it("is told at once", () => {
    const text = played("HAKMEM_TINY_ULTRA=1 HAKMEM_TINY_SS_FORCE_LG=1 HAKMEM_X=1 PREWARM_TLS=0");
    expect(text.split("\n")).toHaveLength(3);
  });

  it("names what a variable contradicts in the policy", () => {
    expect(played("HAKMEM_TINY_TLS_CAP=4096", "e5")).toContain(
      "expected bounds that hold the initial capacity",
    );
  });
});

describe("what does not go together", () => {
  it.each([
    ["HAKMEM_TINY_SLL_DRAIN_ENABLE=0 HAKMEM_TINY_SLL_DRAIN_INTERVAL=8", "has no effect with"],
    ["HAKMEM_SFC_ENABLE=0 HAKMEM_SFC_CAPACITY=16", "without HAKMEM_SFC_ENABLE=1"],
    ["HAKMEM_ADAPTIVE_SIZING=0 HAKMEM_ADAPTIVE_LOG=1", "has no effect with"],
    ["BENCH_MINIMAL=1 HAKMEM_TINY_SS_FORCE_LG=20", "reads no environment variables"],
    ["PREWARM_TLS=0 PREWARM_TLS=1", "given twice, 0 and 1: the last one counts"],
  ])("%s", (words, expected) => {
    const warnings = played(words, "e9")
      .split("\n")
      .filter((line) => line.startsWith("! "));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(expected);
  });

  it("build flags go with BENCH_MINIMAL", () => {
    expect(played("BENCH_MINIMAL=1 PREWARM_TLS=1")).not.toContain("!");
  });
});

describe("a file of settings", () => {
  it("has one a line, with comments, export and quotes", () => {
    const text = [
      "# larson, as handed off",
      "",
      "export HAKMEM_TINY_USE_SUPERSLAB=1",
      '  HAKMEM_MODE="fast"  # advised',
      "HAKMEM_LOG_FILE='a # b'\r",
      "HAKMEM_TINY_MEM_DIET=0 # off",
    ].join("\n");
    expect(settingsOfFile(text, "run.env").map(({ name, value }) => `${name}=${value}`)).toEqual([
      "HAKMEM_TINY_USE_SUPERSLAB=1",
      "HAKMEM_MODE=fast",
      "HAKMEM_LOG_FILE=a # b",
      "HAKMEM_TINY_MEM_DIET=0",
    ]);
  });

  it("is wrong by line", () => {
    const text = "A=1\n\n./larson_hakmem 10 8\n";
    expect(() => settingsOfFile(text, "run.env")).toThrow(
      'run.env:3: "./larson_hakmem 10 8", expected NAME=VALUE',
    );
    const settings = settingsOfFile("\nHAKMEM_TINY_SS_FORCE_LG=5", "run.env");
    expect(() => applyVariables(named("seed"), settings)).toThrow(
      'run.env:2: HAKMEM_TINY_SS_FORCE_LG: "5", expected 20 or 21',
    );
  });
});
