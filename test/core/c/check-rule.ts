// The one door of the C tests: rules judged on C text with the expected findings drawn under it.
//
//   p[0] = malloc(n);
//          ^^^^^^^^^ would be written as a comment line: //     ^^^^^^^^^ rule: message
//
// A mark is a comment line with carets under the line before it; severity follows the rule's name in parentheses where
// it is not warning. Every fix that comes up is applied and must leave text that parses no worse and no longer has the
// finding. The parser must end with no tree alive.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, expect } from "vitest";
import {
  analyseSource,
  applyEdits,
  type CParser,
  type Finding,
  type RuleId,
} from "../../../src/core/c/index.ts";
import { maskSource } from "../../../src/core/c/mask.ts";
import { createCParser } from "../../../src/worker/c-parser.ts";

const require = createRequire(import.meta.url);

export const parser: CParser = await createCParser(
  readFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
  readFileSync(require.resolve("tree-sitter-c/tree-sitter-c.wasm")),
);

afterAll(() => {
  expect(parser.census()).toBe(0);
});

/** Compares the findings of `rule` with the marks in `marked`. */
export function checkRule(rule: RuleId, marked: string, path = "src/sample.c"): void {
  const source = withoutMarks(marked);
  const findings = findingsOf(rule, source, path);
  expect(drawMarks(source, findings)).toBe(marked);
  for (const finding of findings) checkFixIsSound(rule, source, finding);
}

/** Applies the fix of the first finding of `rule` and compares the whole text. */
export function checkFix(rule: RuleId, source: string, fixed: string): void {
  const finding = findingsOf(rule, source)[0];
  expect(finding?.fix).toBeDefined();
  if (finding?.fix === undefined) return;
  expect(applyEdits(source, finding.fix.edits)).toBe(fixed);
  checkFixIsSound(rule, source, finding);
}

export function checkNoFix(rule: RuleId, source: string): void {
  const findings = findingsOf(rule, source);
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) expect(finding.fix).toBeUndefined();
}

export function findingsOf(rule: RuleId, text: string, path = "src/sample.c"): readonly Finding[] {
  return analyseSource(parser, { path, text }).filter((finding) => finding.rule === rule);
}

/** Nodes that the grammar could not place, in what it reads of `text`. */
export function countErrors(text: string): number {
  const tree = parser.parse(maskSource(text).first);
  if (tree === undefined) return Number.POSITIVE_INFINITY;
  try {
    return tree.root.descendantsOfType("ERROR").length;
  } finally {
    tree.delete();
  }
}

function checkFixIsSound(rule: RuleId, source: string, finding: Finding): void {
  if (finding.fix === undefined) return;
  const fixed = applyEdits(source, finding.fix.edits);
  expect(countErrors(fixed)).toBeLessThanOrEqual(countErrors(source));
  expect(findingsOf(rule, fixed).length).toBe(findingsOf(rule, source).length - 1);
}

const MARK = /^\s*\/\/\s*\^/;

function withoutMarks(marked: string): string {
  return marked
    .split("\n")
    .filter((line) => !MARK.test(line))
    .join("\n");
}

function drawMarks(source: string, findings: readonly Finding[]): string {
  return source
    .split("\n")
    .flatMap((line, number) => [
      line,
      ...findings
        .filter((finding) => finding.range.start.line === number)
        .map((finding) => drawMark(finding, line)),
    ])
    .join("\n");
}

function drawMark({ range, rule, severity, message }: Finding, line: string): string {
  const { start, end } = range;
  const width = (end.line === start.line ? end.character : line.length) - start.character;
  const level = severity === "warning" ? "" : ` (${severity})`;
  const carets = `${" ".repeat(Math.max(0, start.character - 2))}${"^".repeat(width)}`;
  return `//${carets} ${rule}${level}: ${message}`;
}
