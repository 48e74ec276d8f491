// From source text to findings: mask, parse, collect facts, ask every rule.
//
// Text that does not parse is analysed as far as it was understood, and there is no text for which this throws. Trees
// live for one call. A second pass reads the `#else` branches; of it only sites inside them count, because everything
// else was judged by the first.

import { collectFacts } from "./file-facts.ts";
import type { Finding } from "./finding.ts";
import { MENTIONS_ALLOCATOR } from "./function-families.ts";
import { indexLines } from "./line-index.ts";
import { maskSource } from "./mask.ts";
import type { CParser } from "./parser.ts";
import { rules } from "./rules/index.ts";

export interface AnalysedSource {
  /** Relative to the workspace where there is one: tests, examples and tools are judged more mildly. */
  readonly path: string;
  readonly text: string;
}

/** Characters; a tree takes some thirty times as many bytes, and the parser's memory ends at a few gigabytes. */
const LARGEST = 24 * 1024 * 1024;

/** Findings in the order of their places; none for a text beyond all reason. */
export function analyseSource(parser: CParser, source: AnalysedSource): readonly Finding[] {
  if (source.text.length > LARGEST) return [];
  if (!MENTIONS_ALLOCATOR.test(source.text)) return [];
  const masked = maskSource(source.text);
  const lines = indexLines(source.text);
  const file = { ...source, lines, defines: masked.defines, includes: masked.includes };
  const findings = pass(masked.first);
  if (masked.last !== undefined && mentionsAllocator(source.text, masked.onlyLast)) {
    for (const finding of pass(masked.last)) {
      if (isWithin(masked.onlyLast, lines.offset(finding.range.start))) findings.push(finding);
    }
  }
  return findings.sort(
    (a, b) =>
      a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );

  function pass(maskedText: string): Finding[] {
    const tree = parser.parse(maskedText);
    if (tree === undefined) return [];
    try {
      const facts = collectFacts(tree.root, maskedText, file);
      return rules.flatMap((rule) => rule.check(facts));
    } finally {
      tree.delete();
    }
  }
}

function mentionsAllocator(text: string, spans: readonly number[]): boolean {
  for (let i = 0; i < spans.length; i += 2) {
    if (MENTIONS_ALLOCATOR.test(text.slice(spans[i], spans[i + 1]))) return true;
  }
  return false;
}

function isWithin(spans: readonly number[], offset: number): boolean {
  for (let i = 0; i < spans.length; i += 2) {
    if (offset >= (spans[i] as number) && offset < (spans[i + 1] as number)) return true;
  }
  return false;
}
