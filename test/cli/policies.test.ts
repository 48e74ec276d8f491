// `hakmem-trace policies`, `--policy FILE` and `--env` as a shell sees them.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policies } from "../../allocator/index.ts";
import { commandOf } from "./check-command.ts";

const larson = ["replay", "--workload", "larson 0.0005 8 128 16 1 7 4"];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hakmem-policies-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("policies", () => {
  it("lists every built-in policy with its epoch and summary", async () => {
    const { code, out } = await commandOf(["policies"]);
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(policies.length);
    expect(lines[0]).toMatch(/^seed +E4 +The allocator of the hand-off/);
    const rows = JSON.parse((await commandOf(["policies", "--json"])).out);
    expect(rows).toEqual(
      policies.map(({ name, epoch, title, summary }) => ({ name, epoch, title, summary })),
    );
  });

  it("shows one whole, field by field", async () => {
    const { out } = await commandOf(["policies", "e9"]);
    expect(out).toMatch(/^e9: E9: shared pool and drain/);
    expect(out).toContain("superSlabs.lru.maxCached    256\n");
    expect(out).toMatch(/bugs +none\n/);
  });

  it.each(policies.map(({ name }) => name))("%s as a file replays as %s itself", async (name) => {
    const { code, out } = await commandOf(["policies", name, "--json"]);
    expect(code).toBe(0);
    const path = await fileWith(`${name}.json`, out);
    const [built, read] = await Promise.all([
      commandOf([...larson, "--json", "--policy", name]),
      commandOf([...larson, "--json", "--policy", path]),
    ]);
    expect(read).toEqual(built);
  });

  it.each([
    [["policies", "best"], 'no policy "best"'],
    [["policies", "seed", "e5"], "policies takes one name, got 2"],
    [["policies", "--whole"], "--whole"],
  ])("%j is refused with what is wrong", async (words, message) => {
    const { code, out, err } = await commandOf(words);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});

describe("--policy FILE", () => {
  it("plays what the file says, under the figures that it assumes", async () => {
    const path = await fileWith(
      "small.hakmem-policy.json",
      JSON.stringify({
        name: "small",
        extends: "no-fallback",
        superSlabs: { lg: 20 },
        environment: { mappingLimit: 90 },
      }),
    );
    const { code, out } = await commandOf([...larson, "--policy", path]);
    expect(code).toBe(1);
    expect(out).toContain("policy small, seed 0");
    expect(out).toContain("with mappingLimit 90.");
    const wider = await commandOf([
      ...larson,
      "--policy",
      path,
      "--environment",
      "mappingLimit=91",
    ]);
    expect(wider.out).toContain("with mappingLimit 91.");
  });

  it("tells everything that is wrong in it", async () => {
    const path = await fileWith(
      "bad.json",
      '{ "name": "bad", "extends": "seed", "superSlabs": { "lg": 22 }, "cach": {} }',
    );
    const { code, out, err } = await commandOf([...larson, "--policy", path]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.split("\n").slice(0, 3)).toEqual([
      "hakmem-trace: bad.json is no policy:",
      "  $.superSlabs.lg: 22, expected 20 or 21",
      expect.stringMatching(/^ {2}\$\.cach: an unknown name, .*did you mean cache\?$/),
    ]);
  });

  it("that is not there is unreadable", async () => {
    const { code, err } = await commandOf([...larson, "--policy", join(folder, "none.json")]);
    expect(code).toBe(3);
    expect(err).toContain("none.json");
  });
});

describe("--env", () => {
  it("says what changed, what did not and why", async () => {
    const path = await fileWith(
      "run.env",
      "# as handed off\nexport HAKMEM_TINY_USE_SUPERSLAB=1\nHAKMEM_TINY_SS_FORCE_LG=21\n",
    );
    const words = [...larson, "--env-file", path, "--env", "HAKMEM_TINY_SS_FORCE_LG=20"];
    const more = ["--env", "HAKMEM_SFC_ENABLE=1", "--env", "HAKMEM_SS_PREFAULT=2"];
    const { code, out } = await commandOf([...words, ...more]);
    expect(code).toBe(0);
    const said = out.split("\n").filter((line) => /^ {2}(HAKMEM|warning)/.test(line));
    expect(said).toEqual([
      "  HAKMEM_TINY_USE_SUPERSLAB=1: no change: what the model plays",
      "  HAKMEM_TINY_SS_FORCE_LG=20: superSlabs.lg 21 → 20",
      "  HAKMEM_SS_PREFAULT=2: does not matter here: a replay has no page faults",
      "  HAKMEM_SFC_ENABLE=1: NOT MODELLED: the super front cache is not played",
      "  warning: HAKMEM_TINY_SS_FORCE_LG is given twice, 21 and 20: the last one counts",
    ]);
  });

  it("is another replay where it changes something, and the same where not", async () => {
    const report = async (...more: string[]) =>
      JSON.parse((await commandOf([...larson, "--json", ...more])).out);
    const plain = await report();
    const same = await report("--env", "HAKMEM_TINY_MEM_DIET=0");
    const other = await report("--env", "HAKMEM_TINY_TLS_CAP=32");
    expect(plain.variables).toBeUndefined();
    expect(same.replayId).toBe(plain.replayId);
    expect(other.replayId).not.toBe(plain.replayId);
    expect(other.variables.settings).toEqual([
      {
        name: "HAKMEM_TINY_TLS_CAP",
        value: "32",
        effect: "changes",
        words: "cache.capacity 256 → 32",
      },
    ]);
    const url = new URL("../../media/schemas/replay.schema.json", import.meta.url);
    const validate = new Ajv().compile(JSON.parse(await readFile(url, "utf8")));
    expect(validate(other), JSON.stringify(validate.errors)).toBe(true);
  });

  it("wins over the trace's readings, and --switch over it", async () => {
    const path = await fileWith(
      "t.trace",
      "hakmem-trace 1\nswitch prewarm thread\nt0 malloc 1 20\n",
    );
    const words = ["replay", path, "--json", "--env", "PREWARM_TLS=0"];
    expect(JSON.parse((await commandOf(words)).out).switches.prewarm).toBe("off");
    const on = [...words.slice(0, -1), "PREWARM_TLS=1"];
    expect(JSON.parse((await commandOf(on)).out).switches.prewarm).toBe("process");
    const more = ["--switch", "prewarm=process"];
    expect(JSON.parse((await commandOf([...words, ...more])).out).switches.prewarm).toBe("process");
  });

  it.each([
    [["--env", "HAKMEM_TINY_USE_SUPERSLAB=0"], "cannot be played"],
    [["--env", "HAKMEM_TINY_HEADER_CLASSIDX=0"], "cannot be played"],
    [["--env", "HAKMEM_TINY_SS_FORCE_LGS=20"], "did you mean HAKMEM_TINY_SS_FORCE_LG?"],
    [["--env", "HAKMEM_TINY_SS_FORCE_LG"], "expected NAME=VALUE"],
  ])("%j is refused with what is wrong", async (words, message) => {
    const { code, out, err } = await commandOf([...larson, ...words]);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});
