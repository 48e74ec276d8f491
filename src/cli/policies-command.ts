// `policies [NAME]`: the built-in policies, or one of them whole; with --json as a file that `--policy` takes back.

import { parseArgs } from "node:util";
import { findPolicy, type Policy, policies } from "../../allocator/index.ts";
import { policyDocument } from "../core/policy/index.ts";
import { unknownPolicy } from "../worker/engine.ts";
import type { Console } from "./console.ts";
import { ExitCode, UsageError } from "./exit-code.ts";

export async function policiesCommand(words: string[], console: Console): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const [name] = positionals;
  if (positionals.length > 1) {
    throw new UsageError(`policies takes one name, got ${positionals.length}`);
  }
  if (name === undefined) {
    const rows = policies.map(({ name, epoch, title, summary }) => ({
      name,
      epoch,
      title,
      summary,
    }));
    console.out(values.json ? jsonText(rows) : rows.map(rowText).join(""));
    return ExitCode.Clean;
  }
  const policy = findPolicy(name);
  if (policy === undefined) throw new UsageError(unknownPolicy(name));
  console.out(values.json ? jsonText(policyDocument(policy)) : wholeText(policy));
  return ExitCode.Clean;
}

type Row = Pick<Policy, "name" | "epoch" | "summary">;

function rowText({ name, epoch, summary }: Row): string {
  return `${name.padEnd(28)}${epoch.padEnd(5)}${summary}\n`;
}

/** Every field on a line of its own, groups by their path. */
function wholeText(policy: Policy): string {
  const { name, title, summary, ...fields } = policy;
  const lines = fieldLines("", fields).map(([path, value]) => `  ${path.padEnd(28)}${value}\n`);
  return `${name}: ${title}\n${summary}\n\n${lines.join("")}`;
}

function fieldLines(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [[path, String(value ?? "none")]];
  if (Array.isArray(value)) return [[path, value.length === 0 ? "none" : value.join(", ")]];
  return Object.entries(value).flatMap(([name, field]) =>
    fieldLines(path === "" ? name : `${path}.${name}`, field),
  );
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
