// What the documents promise is there: the layers that ARCHITECTURE.md explains, and the scripts that readers are told
// to type.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layers } from "./layers.ts";
import { root } from "./source-files.ts";

const MOST_LINES = 250;

const architecture = read("ARCHITECTURE.md");
const scripts = Object.keys(JSON.parse(read("package.json")).scripts as Record<string, string>);

test(`ARCHITECTURE.md has at most ${MOST_LINES} lines`, () => {
  expect(architecture.split("\n").length).toBeLessThanOrEqual(MOST_LINES);
});

test.each(Object.keys(layers))("ARCHITECTURE.md explains %s", (layer) => {
  expect(architecture).toContain(layer);
});

test.each([
  "README.md",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
])("%s names only scripts and paths that exist", (name) => {
  const text = read(name);
  const typed = [...text.matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] ?? "");
  expect(typed.filter((script) => !scripts.includes(script))).toEqual([]);
  const linked = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
    (match) => match[1] ?? "",
  );
  expect(linked.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

function read(name: string): string {
  return readFileSync(join(root, name), "utf8");
}
