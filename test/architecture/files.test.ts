// What every source file owes its reader: an opening comment that says what it is, a size that holds one idea, a name in
// kebab case; and a top level that shows only the user's layout.

import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { longFiles } from "./long-files.ts";
import { root, sourceFiles } from "./source-files.ts";

const MOST_LINES = 400;

const files = sourceFiles(["allocator", "src", "media", "test"], [".ts", ".mjs"]);

test("there are enough files to say anything", () => {
  expect(files.length).toBeGreaterThan(100);
});

test("every file opens with a comment that is a sentence", () => {
  const bare = files.filter((file) => !/^(?:#!.*\n)?(?:\/\/ |\/\*\*?\s)[^\n]{15,}/.test(file.text));
  expect(bare.map((file) => file.path)).toEqual([]);
});

test(`no file is longer than ${MOST_LINES} lines`, () => {
  const long = files.filter((file) => file.text.split("\n").length - 1 > MOST_LINES);
  expect(long.map((file) => file.path).sort()).toEqual(Object.keys(longFiles).sort());
});

test("file and folder names are kebab-case", () => {
  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
  const odd = files.filter((file) => file.path.split("/").some((part) => !kebab.test(part)));
  expect(odd.map((file) => file.path)).toEqual([]);
});

test("no file is called after nothing", () => {
  const vague = /(?:^|[-/])(?:utils?|helpers?|misc|manager|common)(?:[-.]|$)/;
  expect(files.map((file) => file.path).filter((path) => vague.test(path))).toEqual([]);
});

test("the top level holds the fixed folders and what tools and readers insist on", () => {
  const allowed = new Set([
    ...["allocator", "media", "src", "test"],
    ...["package.json", "package-lock.json", "tsconfig.json", "biome.json", "esbuild.mjs"],
    ...["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "ThirdPartyNotices.txt"],
    ...["dist", "node_modules"], // built and installed, in no repository
  ]);
  const odd = readdirSync(root).filter((name) => !name.startsWith(".") && !allowed.has(name));
  expect(odd).toEqual([]);
});
