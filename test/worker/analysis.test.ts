// The C worker: what it answers, and that its bundle finds runtime and grammar in a thread of its own.

import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AnalysisMethods, openChannel } from "../../src/core/protocol/index.ts";
import { createAnalysis, createLinter } from "../../src/worker/analysis.ts";
import { readGrammarFiles } from "../../src/worker/grammar-files.ts";
import { threadPort } from "../../src/worker/thread-port.ts";

const require = createRequire(import.meta.url);
const MIXED = `void *hak_alloc(size_t n) {
  void *p = hak_tiny_alloc(n);
  return p ? p : malloc(n);
}`;
const UNCHECKED = "void f(void) { char *p = malloc(1); *p = 0; }";

let dist = "";

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), "analysis-worker-"));
  await copyFile(
    require.resolve("web-tree-sitter/web-tree-sitter.wasm"),
    join(dist, "tree-sitter.wasm"),
  );
  await copyFile(
    require.resolve("tree-sitter-c/tree-sitter-c.wasm"),
    join(dist, "tree-sitter-c.wasm"),
  );
});
afterAll(() => rm(dist, { recursive: true }));

describe("the analysis", () => {
  it("answers with the version it was asked, and knows what it holds", async () => {
    const { handlers, dispose } = await createAnalysis(await readGrammarFiles(dist));
    const control = { signal: new AbortController().signal, progress: () => {} };
    const ask = (uri: string, version: number, text: string) =>
      handlers.analyse({ uri, version, text }, control);
    const answer = await ask("file:///home/me/core/a%20b.c", 7, MIXED);
    expect(answer).toMatchObject({ uri: "file:///home/me/core/a%20b.c", version: 7 });
    expect(answer.findings.map((finding) => finding.rule)).toEqual(["alloc-fallback-libc"]);
    const mild = await ask("file:///home/me/tests/b.c", 1, UNCHECKED);
    expect(mild.findings.map((finding) => finding.severity)).toEqual(["information"]);
    expect(await handlers.census({}, control)).toEqual({ trees: 0, documents: 2 });
    await handlers.forget({ uri: "file:///home/me/tests/b.c" }, control);
    await handlers.forget({ uri: "file:///never/seen.c" }, control);
    expect(await handlers.census({}, control)).toEqual({ trees: 0, documents: 1 });
    dispose();
  });

  it("survives a URI that cannot be decoded", async () => {
    const { handlers, dispose } = await createAnalysis(await readGrammarFiles(dist));
    const control = { signal: new AbortController().signal, progress: () => {} };
    const { findings } = await handlers.analyse({ uri: "x:%zz", version: 1, text: MIXED }, control);
    expect(findings.length).toBe(1);
    dispose();
  });
});

describe("the linter", () => {
  it("finds the same in the caller's thread", async () => {
    const linter = await createLinter(dist);
    expect(linter.lint("core/a.c", UNCHECKED).map(({ severity }) => severity)).toEqual(["warning"]);
    linter.dispose();
  });

  it("fails plainly without the grammar", async () => {
    await expect(createLinter(join(dist, "nowhere"))).rejects.toThrow(/ENOENT.*tree-sitter/);
  });
});

describe("the bundled worker", () => {
  it("answers from its thread", async () => {
    await build({
      entryPoints: ["src/worker/analysis-worker.ts"],
      bundle: true,
      platform: "node",
      format: "cjs",
      alias: { "web-tree-sitter": require.resolve("web-tree-sitter") },
      outfile: join(dist, "analysis-worker.js"),
      logLevel: "silent",
    });
    const worker = new Worker(join(dist, "analysis-worker.js"));
    const channel = openChannel<Record<never, never>, AnalysisMethods>({
      port: threadPort(worker),
      handlers: {},
      newAbortController: () => new AbortController(),
    });
    const answer = await channel.request("analyse", { uri: "u:a.c", version: 3, text: MIXED });
    expect(answer.version).toBe(3);
    expect(answer.findings[0]?.fix?.title).toBe(
      "Report ENOMEM and return NULL instead of falling back to libc",
    );
    expect(await channel.request("census", {})).toEqual({ trees: 0, documents: 1 });
    channel.close("done");
    await worker.terminate();
  });
});
