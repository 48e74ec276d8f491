// Holds every import of the product against the allow-list. The checker itself is tested with planted violations,
// because a rule that sees nothing passes as easily as one that is kept.

import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf } from "./imports-of.ts";
import { layerOf, layers } from "./layers.ts";
import { type SourceFile, sourceFiles } from "./source-files.ts";

const product = sourceFiles(["allocator", "src", "media"]).filter(
  (file) => !file.path.endsWith(".d.ts"),
);

describe("imports", () => {
  test("there are enough files to say anything", () => {
    expect(product.length).toBeGreaterThan(80);
  });

  test("every layer of the table has files, and every file a layer", () => {
    const seen = new Set(product.map((file) => layerOf(file.path)));
    expect([...seen].sort()).toEqual(Object.keys(layers).sort());
  });

  test("nobody imports what its layer may not", () => {
    expect(product.flatMap(breaches)).toEqual([]);
  });

  test.each([
    ["allocator/a.ts", `import { x } from "../src/core/base/units.ts";`],
    ["allocator/a.ts", `import { readFile } from "node:fs";`],
    ["src/core/replay/a.ts", `import type * as vscode from "vscode";`],
    ["src/core/recording/a.ts", `import { free } from "../../../allocator/free.ts";`],
    ["src/core/base/a.ts", `export * from "../trace/index.ts";`],
    ["src/core/c/a.ts", `const tree = await import("web-tree-sitter");`],
    ["src/worker/a.ts", `import {\n  window,\n} from "vscode";`],
    ["src/host/a.ts", `import { replay } from "../core/replay/index.ts";`],
    ["src/host/a.ts", `type T = import("../core/replay/index.ts").T;`],
    ["media/inspector/a.ts", `import "../../src/host/view.ts";`],
    ["media/inspector/a.ts", `import { join } from "node:path";`],
    ["src/cli/a.ts", `import { fixture } from "../../test/fixture.ts";`],
    ["src/core/trace/a.ts", `/// <reference types="node" />`],
  ])("refused in %s: %s", (path, text) => {
    expect(breaches({ path, text })).toHaveLength(1);
  });

  test.each([
    ["src/core/replay/a.ts", `import { Allocator } from "../../../allocator/index.ts";`],
    ["src/core/recording/a.ts", `import type { Policy } from "../../../allocator/policy.ts";`],
    ["src/host/a.ts", `import * as vscode from "vscode";\nimport { join } from "node:path";`],
    ["src/core/base/a.ts", `// import { x } from "vscode";\nimport { y } from "./y.ts";`],
  ])("allowed in %s: %s", (path, text) => {
    expect(breaches({ path, text })).toEqual([]);
  });
});

function breaches({ path, text }: SourceFile): string[] {
  const layer = layerOf(path);
  const allowed = layer === undefined ? undefined : layers[layer];
  if (allowed === undefined) return [`${path} lies in no layer`];
  return importsOf(text)
    .filter(({ specifier, typeOnly }) => {
      const target = targetOf(path, specifier);
      if (target === layer) return false;
      if (allowed.values.includes(target)) return false;
      return !(typeOnly && allowed.types.includes(target));
    })
    .map(({ specifier, typeOnly }) => `${path} imports ${typeOnly ? "types of " : ""}${specifier}`);
}

/** What the allow-list calls it: a layer, a package, `node:*`. */
function targetOf(from: string, specifier: string): string {
  if (specifier.startsWith(".")) {
    const path = posix.join(posix.dirname(from), specifier);
    return layerOf(path) ?? path;
  }
  if (specifier.startsWith("node:")) return "node:*";
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
}
