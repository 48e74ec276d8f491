// Holds package.json and src/host/contributions.ts against each other, in both directions, and every file that the
// manifest names against the disk. A command that is declared and not registered is a dead menu entry; one that is
// registered and not declared cannot be found.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  COMMAND_CATEGORY,
  commandIds,
  contextKeys,
  languageIds,
  settingDefaults,
  settings,
  viewTypes,
} from "../../src/host/contributions.ts";
import { root } from "./source-files.ts";

interface Manifest {
  readonly main: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown } };
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus?: Readonly<Record<string, readonly { command?: string; when?: string }[]>>;
    readonly keybindings?: readonly { command: string }[];
    readonly customEditors: readonly { viewType: string }[];
    readonly languages: readonly { id: string }[];
    readonly configuration: readonly {
      readonly properties: Record<string, { default: unknown }>;
    }[];
  };
}

const text = readFileSync(join(root, "package.json"), "utf8");
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const ids: readonly string[] = Object.values(commandIds);

test("the same commands on both sides", () => {
  expect(contributes.commands.map((row) => row.command).sort()).toEqual([...ids].sort());
});

test("every command has a title and the category", () => {
  const odd = contributes.commands.filter(
    (row) => row.category !== COMMAND_CATEGORY || row.title.trim() === "",
  );
  expect(odd).toEqual([]);
});

test("menus and keys call only commands that exist", () => {
  const called = [
    ...Object.values(contributes.menus ?? {}).flat(),
    ...(contributes.keybindings ?? []),
  ].flatMap((row) => row.command ?? []);
  expect(called.filter((id) => id.startsWith("hakmem.") && !ids.includes(id))).toEqual([]);
});

test("the same settings on both sides, with the same defaults", () => {
  const declared = contributes.configuration
    .flatMap((section) => Object.entries(section.properties))
    .map(([key, value]) => [key, value.default]);
  expect(Object.fromEntries(declared)).toEqual(settingDefaults);
  expect(Object.keys(settingDefaults).sort()).toEqual(Object.values(settings).sort());
});

test("the same editors and languages on both sides", () => {
  const editors = contributes.customEditors.map((row) => row.viewType);
  expect(editors.sort()).toEqual(Object.values(viewTypes).sort());
  const languages = contributes.languages.map((row) => row.id);
  expect(languages.sort()).toEqual(Object.values(languageIds).sort());
});

test("when clauses use only context keys that somebody sets", () => {
  const keys: readonly string[] = Object.values(contextKeys);
  const used = [...text.matchAll(/"(?:when|enablement)":\s*"([^"]+)"/g)]
    .flatMap((match) => [...(match[1] ?? "").matchAll(/\bhakmem\.\w+/g)])
    .map((match) => match[0]);
  const known = [...keys, ...Object.values(viewTypes)];
  expect(used.filter((key) => !known.includes(key))).toEqual([]);
});

test("every file that the manifest names is there", () => {
  const named = [...text.matchAll(/"(\.?\/?(?:media|dist|src)\/[^"*]+)"/g)].map((m) => m[1] ?? "");
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("the extension says what it does in an untrusted workspace", () => {
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(true);
});

test("types are those of the oldest VS Code that the extension claims to run in", () => {
  expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies["@types/vscode"]}`);
});

test("nothing is installed beside the bundles", () => {
  expect(manifest.dependencies ?? {}).toEqual({});
});

test("every development package is pinned to one version", () => {
  const loose = Object.entries(manifest.devDependencies).filter(
    ([, version]) => !/^\d/.test(version),
  );
  expect(loose).toEqual([]);
});
