// The manifest and contributions.ts name the same things.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  COMMAND_CATEGORY,
  commandIds,
  contextKeys,
  languageIds,
  POLICY_FILES,
  SAMPLE_SCHEME,
  settingDefaults,
  settings,
  viewTypes,
} from "../../src/host/contributions.ts";

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category: string;
      readonly title: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when: string }[]>
    >;
    readonly keybindings: readonly { readonly command: string; readonly when: string }[];
    readonly customEditors: readonly {
      readonly viewType: string;
      readonly priority: string;
      readonly selector: readonly { readonly filenamePattern: string }[];
    }[];
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
    }[];
    readonly jsonValidation: readonly { readonly fileMatch: string; readonly url: string }[];
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly markdown: string };
      }[];
    }[];
    readonly grammars: readonly { readonly language: string; readonly path: string }[];
  };
}

const root = new URL("../../", import.meta.url);
const text = readFileSync(new URL("package.json", root), "utf8");
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const sorted = (names: Iterable<string>) => [...names].sort();

test("commands", () => {
  expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(
    sorted(Object.values(commandIds)),
  );
  for (const { category, title } of contributes.commands) {
    expect(category).toBe(COMMAND_CATEGORY);
    expect(title).toMatch(/^[A-Z]/);
  }
});

test("menus and keys name known commands, and each key only works in the inspector", () => {
  const known: readonly string[] = Object.values(commandIds);
  for (const entry of [...Object.values(contributes.menus).flat(), ...contributes.keybindings]) {
    expect(known).toContain(entry.command);
  }
  for (const { when } of contributes.keybindings) expect(when).toContain("activeCustomEditorId");
});

test("context keys", () => {
  const used = sorted(new Set(text.match(/hakmem\.traceOpen/g)));
  expect(used).toEqual(sorted(Object.values(contextKeys)));
});

test("custom editors", () => {
  expect(contributes.customEditors.map(({ viewType, priority }) => [viewType, priority])).toEqual([
    [viewTypes.trace, "default"],
    [viewTypes.foreignTrace, "option"],
  ]);
  expect(contributes.customEditors[0]?.selector).toEqual([{ filenamePattern: "*.hktrace.txt" }]);
});

test("settings and their defaults", () => {
  const properties = Object.assign({}, ...contributes.configuration.map((page) => page.properties));
  expect(sorted(Object.keys(properties))).toEqual(sorted(Object.values(settings)));
  for (const [key, value] of Object.entries(settingDefaults)) {
    expect(properties[key].default).toBe(value);
  }
});

test("policy files are checked by the schema while they are edited", () => {
  const rows = contributes.jsonValidation.map(({ fileMatch, url }) => [`**/${fileMatch}`, url]);
  expect(rows).toEqual([[POLICY_FILES, "./media/schemas/policy.schema.json"]]);
});

test("languages have their files", () => {
  expect(contributes.languages.map(({ id }) => id)).toEqual(Object.values(languageIds));
  expect(contributes.grammars.map(({ language }) => language)).toEqual(Object.values(languageIds));
  for (const path of [
    ...contributes.languages.map(({ configuration }) => configuration),
    ...contributes.grammars.map((grammar) => grammar.path),
  ]) {
    expect(() => JSON.parse(readFileSync(new URL(path, root), "utf8"))).not.toThrow();
  }
});

test("walkthroughs lead to known commands and have their pages", () => {
  const known: readonly string[] = Object.values(commandIds);
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  expect(steps.length).toBeGreaterThan(0);
  for (const { description, media } of steps) {
    const links = [...description.matchAll(/\(command:([^)]+)\)/g)].map(([, command]) => command);
    expect(links.length).toBeGreaterThan(0);
    for (const command of links) expect(known).toContain(command);
    expect(readFileSync(new URL(media.markdown, root), "utf8")).not.toBe("");
  }
});

test("only C files and a restored sample activate the extension by themselves", () => {
  expect(manifest.activationEvents).toEqual([
    "onLanguage:c",
    "onLanguage:cpp",
    `onFileSystem:${SAMPLE_SCHEME}`,
  ]);
});

test("the icon is a PNG of at least 128 pixels", () => {
  const icon = readFileSync(new URL(manifest.icon, root));
  expect(icon.subarray(1, 4).toString()).toBe("PNG");
  expect(icon.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
  expect(icon.readUInt32BE(20)).toBe(icon.readUInt32BE(16));
});
