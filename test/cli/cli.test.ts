// The command line as a shell sees it: words in, exit code and text out.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandOf } from "./check-command.ts";

const sample = fileURLToPath(
  new URL("../../media/sample/one-superslab-per-class.hktrace.txt", import.meta.url),
);
const workspace = fileURLToPath(new URL("../../media/sample/workspace", import.meta.url));
const mixed = ["replay", "--workload", "random-mixed 2000 100 7"];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hakmem-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(content: string | Uint8Array): Promise<string> {
  const path = join(folder, "trace");
  await writeFile(path, content);
  return path;
}

async function expectSchema(name: string, json: string): Promise<void> {
  const url = new URL(`../../media/schemas/${name}.schema.json`, import.meta.url);
  const validate = new Ajv().compile(JSON.parse(await readFile(url, "utf8")));
  expect(validate(JSON.parse(json)), JSON.stringify(validate.errors)).toBe(true);
}

describe("usage", () => {
  it.each([
    [["dance"], 'there is no command "dance"'],
    [["info"], "info takes one file"],
    [["replay"], "either a file or --workload"],
    [["replay", "a", "b"], "replay takes one file"],
    [[...mixed, "--policy", "best"], 'no policy "best"'],
    [[...mixed, "--seed", "-1"], "argument is ambiguous"],
    [[...mixed, "--seed=1.5"], "--seed takes a whole number"],
    [[...mixed, "--switch", "colour=red"], "--switch colour=red: expected one of sizeMapping"],
    [[...mixed, "--switch", "prewarm=never"], "expected process or thread or off"],
    [[...mixed, "--switch", "prewarm=off=thread"], "expected process or thread or off"],
    [[...mixed, "--environment", "mappingLimit=few"], "expected a whole number"],
    [[...mixed, "--loud"], "--loud"],
    [["replay", "--workload", "larson 10 8"], "chunks"],
    [["replay", "x", "--seeds", "0..3"], "--seeds takes a --workload"],
    [
      [...mixed, "--seeds", "3..1"],
      '--seeds takes A..B with at most 10000 seeds from A to B, got "3..1"',
    ],
    [[...mixed, "--seeds", "0..3", "--seed", "1"], "--seed is for one seed"],
    [[...mixed, "--seeds", "0..3", "--check"], "--check is for one seed"],
    [["lint"], "at least one file"],
    [["generate"], "generate takes one workload, in quotes, got 0"],
    [["generate", "bench-tiny", "100", "-o", "x"], "in quotes, got 2"],
    [["generate", "bench-tiny 100"], "-o FILE"],
    [["generate", "bench-tiny none", "-o", "x"], "expected <events>"],
    [["generate", "random-mixed 10 5 1", "-o", "x"], "event 0 is another call"],
    [["bench"], "bench takes one file, got 0"],
    [["bench", "x", "--passes", "0"], "--passes takes a whole number from 1 to 1000"],
    [["bench", "x", "--policy", "best"], 'no policy "best"'],
    [["stress", "trace.txt"], "stress takes no file"],
    [["stress", "--threads", "0"], "--threads takes a whole number from 1 to 64"],
    [["stress", "--threads", "two"], "--threads takes a whole number from 1 to 64"],
    [["stress", "--seconds=-1"], "--seconds takes a whole number from 0"],
    [["stress", "--seed", "1.5"], "--seed takes a whole number from 0"],
  ])("%j is refused with what is wrong", async (words, message) => {
    const { code, out, err } = await commandOf(words);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });

  it("explains itself", async () => {
    expect(await commandOf(["--help"])).toMatchObject({ code: 0, err: "" });
    expect(await commandOf([])).toMatchObject({ code: 2, out: "" });
  });
});

describe("stress", () => {
  it("follows its schema, and its checks pass", async () => {
    const { code, out, err } = await commandOf([
      ...["stress", "--threads", "2", "--seconds", "0", "--json"],
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    await expectSchema("stress", out);
    expect(JSON.parse(out)).toMatchObject({ threads: 2, seed: 0, passed: true });
  });

  it("says so in words", async () => {
    const { code, out } = await commandOf(["stress", "--threads", "1", "--seconds", "0"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^larson's pattern on 1 real thread over one shared heap, seed 0\n/);
  });
});

describe("info", () => {
  it("follows its schema and repeats itself to the byte", async () => {
    const first = await commandOf(["info", sample, "--json"]);
    expect(first.code).toBe(0);
    await expectSchema("info", first.out);
    expect(await commandOf(["info", sample, "--json"])).toEqual(first);
  });

  it.each([
    ["an empty file", ""],
    ["binary", Uint8Array.of(0, 159, 146, 150, 0, 1, 2)],
    ["prose", "It was a dark and stormy night.\n"],
  ])("%s is unreadable", async (_, content) => {
    const { code, out, err } = await commandOf(["info", await fileWith(content)]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/^hakmem-trace: .{20,}\n$/s);
  });

  it("a missing file is unreadable and named", async () => {
    const { code, err } = await commandOf(["info", join(folder, "nowhere.rep")]);
    expect(code).toBe(3);
    expect(err).toContain("nowhere.rep");
  });
});

describe("replay", () => {
  it("of the crashing sample follows its schema and names the event", async () => {
    const { code, out } = await commandOf(["replay", sample, "--json", "--check"]);
    expect(code).toBe(1);
    await expectSchema("replay", out);
    const report = JSON.parse(out);
    expect(report.verdict).toMatchObject({ kind: "crash", message: "free(): invalid pointer" });
    expect(report.routes.map((route: { route: string }) => route.route)).toEqual([
      "M1",
      "M2",
      "M3",
      "M4",
    ]);
    expect(report.check.passed).toBe(true);
  });

  it("repeats itself to the byte", async () => {
    const words = ["replay", sample, "--json", "--policy", "no-fallback"];
    expect(await commandOf(words)).toEqual(await commandOf(words));
  });

  it("says which other readings would change the outcome", async () => {
    const { out } = await commandOf(["replay", sample, "--sensitivity"]);
    const lines = out.slice(out.indexOf("Depends on")).trimEnd();
    await expect(`${lines}\n`).toMatchFileSnapshot("../golden/cli/sensitivity-sample.txt");
  });

  it("calls a verdict robust that no other reading changes", async () => {
    const { out } = await commandOf([...mixed, "--sensitivity", "--json"]);
    await expectSchema("replay", out);
    const { sensitivity } = JSON.parse(out);
    expect(sensitivity.robust).toBe(true);
    expect(sensitivity.readings.map((row: { reading: string }) => row.reading)).toEqual([
      "sizeMapping=size",
      "prewarm=thread",
      "prewarm=off",
    ]);
  });

  it("of a clean workload is clean", async () => {
    const { code, out } = await commandOf([...mixed, "--check"]);
    expect(code).toBe(0);
    expect(out).toContain("Clean:");
    expect(out).toContain("check passed");
  });

  it("of a clean verdict fails when its check does", async () => {
    const path = await fileWith("hakmem-trace 1\nt0 malloc 1 64\n");
    const words = ["replay", path, "--switch", "sizeMapping=size"];
    expect(await commandOf(words)).toMatchObject({ code: 0 });
    const { code, out } = await commandOf([...words, "--check"]);
    expect(code).toBe(1);
    expect(out).toContain("check FAILED");
    expect(out).toContain("UNDECLARED size-mismatch");
  });

  it("shows the routes also where the fallback was freed well", async () => {
    const lines = ["environment addressSpaceBytes 1000000", "t0 malloc 1 100", "t0 free 1", ""];
    const path = await fileWith(["hakmem-trace 1", ...lines].join("\n"));
    const words = ["replay", path, "--switch", "fallbackFree=subtract"];
    const { code, out } = await commandOf([...words, "--switch", "prewarm=off"]);
    expect(code).toBe(0);
    expect(out).toContain("1 request fell back to libc, which took 1 block back correctly");
    expect(out).toContain("  M1  as above");
    expect(out).toMatch(/ {2}M2 {2}✖ Crash at event 1 .*free\(\): invalid pointer/);
  });

  it("lists a hundred failures and counts the rest", async () => {
    const calls = Array.from({ length: 130 }, (_, n) => `t0 malloc ${n} 20\n`);
    const path = await fileWith(
      `hakmem-trace 1\nenvironment addressSpaceBytes 0\n${calls.join("")}`,
    );
    const { out } = await commandOf(["replay", path, "--json"]);
    const { failures, fallbacks, oomEvents } = JSON.parse(out);
    expect(failures.first.length).toBe(100);
    expect(failures.total).toBe(fallbacks + oomEvents);
    expect(failures.byKind).toMatchObject({ fallback: 130, "refill-failed": 138 });
  });

  it("gives another policy, seed or switch another replayId", async () => {
    const larson = ["replay", "--json", "--workload", "larson 0.0005 8 128 16 1 7 4"];
    const id = async (...more: string[]) =>
      JSON.parse((await commandOf([...larson, ...more])).out).replayId as string;
    const ids = await Promise.all([
      id(),
      id("--policy", "no-fallback"),
      id("--seed", "1"),
      id("--switch", "threadExit=adopt"),
      id("--environment", "initialMappings=41"),
    ]);
    expect(new Set(ids).size).toBe(5);
    expect(await id()).toBe(ids[0]);
  });

  it("under another figure says so in its hypothesis", async () => {
    const larson = ["replay", "--workload", "larson 0.0005 8 128 16 1 7 4"];
    const { code, out } = await commandOf([...larson, "--environment", "mappingLimit=100"]);
    expect(code).toBe(1);
    expect(out).toContain("The order of threads is a possible one (seed 0)");
    expect(out).toContain(
      "assumed: Linux defaults, threads neither joined nor detached; with mappingLimit 100.",
    );
  });

  it("names each figure once, whoever chose it", async () => {
    const path = await fileWith("hakmem-trace 1\nenvironment mappingLimit 200\nt0 malloc 1 20\n");
    const { out } = await commandOf(["replay", path, "--environment", "mappingLimit=100"]);
    expect(out).toContain("neither joined nor detached; with mappingLimit 100.");
  });

  it("past its horizon labels what is hypothetical", async () => {
    const words = ["replay", sample, "--policy", "no-fallback"];
    expect((await commandOf(words)).out).not.toMatch(/; hypothetical|\(hypothetical\)/);
    const { out } = await commandOf([...words, "--continue-after-null"]);
    expect(out).toMatch(/; hypothetical after event [\d,]+, and so are the figures below/);
    expect(out).toMatch(/\(hypothetical\): NULL for a request/);
  });

  it("stops when it is told to", async () => {
    const { code, err } = await commandOf(mixed, AbortSignal.abort());
    expect({ code, err }).toEqual({ code: 4, err: "hakmem-trace: cancelled\n" });
  });
});

describe("generate", () => {
  it("writes a workload that reads back as what it was", async () => {
    const path = join(folder, "tiny.trc1");
    const words = ["generate", "bench-tiny 3000", "-o", path];
    expect(await commandOf(words)).toEqual({ code: 0, out: "", err: "" });
    const first = await readFile(path);
    expect(first.length).toBe(64 + 8 * 3000);
    const { out } = await commandOf(["info", path, "--json"]);
    await expectSchema("info", out);
    expect(JSON.parse(out)).toMatchObject({ format: "trc1", events: 3000, threads: 1 });
    const again = await commandOf(words);
    expect(again).toMatchObject({ code: 2, out: "" });
    expect(again.err).toContain("tiny.trc1 exists; --force replaces it");
    expect(await commandOf([...words, "--force"])).toMatchObject({ code: 0 });
    expect(await readFile(path)).toEqual(first);
  });

  it("leaves no file behind where it could not write", async () => {
    const path = join(folder, "larson.trc1");
    await commandOf(["generate", "larson 0.001 8 128 10 1 1 1", "-o", path]);
    await expect(readFile(path)).rejects.toThrow("ENOENT");
    const nowhere = join(folder, "nowhere", "tiny.trc1");
    const { code, err } = await commandOf(["generate", "bench-tiny 10", "-o", nowhere]);
    expect(code).toBe(3);
    expect(err).toContain("nowhere");
  });
});

describe("bench", () => {
  it("prints two figures a pass and nothing else", async () => {
    const path = join(folder, "app.trc1");
    await commandOf(["generate", "bench-app 2000", "-o", path]);
    for (const more of [[], ["--no-record"], ["--bytes"], ["--policy", "no-fallback"]]) {
      const { code, out, err } = await commandOf(["bench", path, "--passes", "3", ...more]);
      expect({ code, out, err }).toEqual({ code: 0, out: "0.00\t0.00\n".repeat(3), err: "" });
    }
  });

  it("of a trace that cannot be played to its end is no figure", async () => {
    const { code, out, err } = await commandOf(["bench", sample]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/the replay ends after \d+ of \d+ events/);
  });

  it("of an unreadable file is refused", async () => {
    expect(await commandOf(["bench", await fileWith("prose\n")])).toMatchObject({
      code: 3,
      out: "",
    });
  });
});

describe("lint", () => {
  it("marks the sample's mistake, line by line", async () => {
    const { code, out } = await commandOf(["lint", workspace]);
    expect(code).toBe(1);
    await expect(out.replaceAll(workspace, "workspace")).toMatchFileSnapshot(
      "../golden/cli/lint-sample.txt",
    );
  });

  it("follows its schema", async () => {
    await expectSchema("lint", (await commandOf(["lint", workspace, "--json"])).out);
  });

  it("is clean where nothing is found", async () => {
    const path = join(folder, "clean.c");
    await writeFile(path, "int main(void) { return 0; }\n");
    expect(await commandOf(["lint", path])).toEqual({
      code: 0,
      out: "0 findings in 1 file\n",
      err: "",
    });
  });
});
