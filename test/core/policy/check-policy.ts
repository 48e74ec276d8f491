// The one door to tests of policy files: a document goes in, its problems or what differs from its base come out, in
// words. The JSON schema is asked beside it.

import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020";
import { findPolicy } from "../../../allocator/index.ts";
import { differences } from "../../../src/core/policy/differences.ts";
import { parsePolicy, problemText } from "../../../src/core/policy/index.ts";

const schema = new URL("../../../media/schemas/policy.schema.json", import.meta.url);

export const schemaAccepts = new Ajv({ allErrors: true }).compile(
  JSON.parse(readFileSync(schema, "utf8")),
);

/** A document laid over the smallest good one, as text. */
export function documentText(fields: object): string {
  return JSON.stringify({ name: "mine", extends: "seed", ...fields });
}

/** Problems, one a line; or `ok` and what differs from the built-in policy. */
export function policyOf(text: string): string {
  const parsed = parsePolicy(text);
  if (!("policy" in parsed)) return parsed.map(problemText).join("\n");
  const base = findPolicy(JSON.parse(text).extends);
  const rows = differences(base, parsed.policy)
    .filter(({ path }) => !["name", "title"].includes(path))
    .map(({ path, after }) => `${path} ${JSON.stringify(after)}`);
  const figures = Object.entries(parsed.environment).map(([name, value]) => `${name}=${value}`);
  return ["ok", ...rows, ...figures].join("\n");
}
