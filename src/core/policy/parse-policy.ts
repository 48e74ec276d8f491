// The text of a policy file as a policy: parsed, checked, laid over the built-in policy that it extends.
//
// Everything wrong is told at once, in two steps: first what each value is by itself, then, if that was right, what is
// missing in the whole and what contradicts itself. Without a title the name stands for it; without a summary the list of
// what differs.

import { type Environment, findPolicy, type Policy } from "../../../allocator/index.ts";
import { checkShape, isObject } from "./check-shape.ts";
import { contradictionsOf } from "./contradictions.ts";
import { summaryOf } from "./differences.ts";
import { asJson, layOver } from "./lay-over.ts";
import { type PolicyProblem, UnusablePolicyError } from "./policy-problem.ts";
import { documentShape, environmentShape, policyShape } from "./policy-shape.ts";

export interface PolicyFile {
  readonly policy: Policy;
  /** Figures that the file assumes, for whoever replays it. */
  readonly environment: Partial<Environment>;
}

export function parsePolicy(text: string): PolicyFile | readonly PolicyProblem[] {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return [notJson(error)];
  }
  const problems = checkShape(document, documentShape, "part");
  const base = baseOf(document);
  if (problems.length > 0 || base === undefined || !isObject(document)) return problems;
  const { policy, environment } = laidOver(base, document);
  const missing = checkShape(asJson(policy), policyShape, "whole").map((problem) => ({
    ...problem,
    remedy: `${base.name} has none to take over: give it`,
  }));
  const found = missing.length > 0 ? missing : contradictionsOf(policy);
  return found.length > 0 ? found : { policy, environment };
}

/** @throws UnusablePolicyError that tells every problem */
export function readPolicy(text: string, file: string): PolicyFile {
  const parsed = parsePolicy(text);
  if ("policy" in parsed) return parsed;
  throw new UnusablePolicyError(file, parsed);
}

/** A policy as a file that `parsePolicy` takes back: every field, and the built-in policy of its name. */
export function policyDocument(policy: Policy): object {
  const { name, title, summary, ...rest } = policy;
  return { name, title, summary, extends: name, ...(asJson(rest) as object) };
}

function baseOf(document: unknown): Policy | undefined {
  const name = isObject(document) ? document["extends"] : undefined;
  return typeof name === "string" ? findPolicy(name) : undefined;
}

function laidOver(base: Policy, document: Readonly<Record<string, unknown>>): PolicyFile {
  const { environment, ...fields } = document;
  const named = { title: fields["name"], summary: "", ...fields };
  const policy = layOver(base, named, policyShape) as Policy;
  const figures = layOver({}, environment ?? {}, environmentShape) as Partial<Environment>;
  return {
    policy: policy.summary === "" ? { ...policy, summary: summaryOf(base, policy) } : policy,
    environment: figures,
  };
}

function notJson(error: unknown): PolicyProblem {
  const detail = error instanceof Error ? error.message : String(error);
  return {
    path: "$",
    found: `no JSON (${detail})`,
    expected: "a policy as a JSON object",
    remedy: "hakmem-trace policies NAME --json prints one to start from",
  };
}
