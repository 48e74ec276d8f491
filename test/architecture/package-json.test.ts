// What package.json promises to users, to VS Code and to a fresh clone. That it names the same commands, settings and
// editors as src/host/contributions.ts is tested with the host.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./source-files.ts";

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown } };
}

const text = readFileSync(join(root, "package.json"), "utf8");
const manifest = JSON.parse(text) as Manifest;

test("every file that it names is there", () => {
  const named = [...text.matchAll(/"(\.?\/?(?:media|dist|src|test)\/[^"* ]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("the extension says what it does in an untrusted workspace", () => {
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(true);
});

test("types are those of the oldest VS Code that it claims to run in", () => {
  expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies["@types/vscode"]}`);
});

test("nothing is installed beside the bundles", () => {
  expect(manifest.dependencies ?? {}).toEqual({});
});

test("every development package is pinned to one version", () => {
  const versions = Object.values(manifest.devDependencies);
  expect(versions.length).toBeGreaterThan(5);
  expect(versions.filter((version) => !/^\d/.test(version))).toEqual([]);
});

test("no script relies on another to run before it: ignore-scripts skips those", () => {
  const hooks = Object.keys(manifest.scripts).filter((name) =>
    Object.keys(manifest.scripts).some(
      (other) => name === `pre${other}` || name === `post${other}`,
    ),
  );
  expect(hooks).toEqual([]);
});

test.each(["start", "test", "check"])("npm %s begins with plain JavaScript", (name) => {
  expect(manifest.scripts[name]).toMatch(/^node test\/run\/[a-z]+\.mjs$/);
});
