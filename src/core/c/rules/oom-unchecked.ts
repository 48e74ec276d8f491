// **What it finds.** The result of an allocator that can fail is dereferenced, indexed, offset or passed to a routine
// that needs memory, on a way where nothing tested it or a name that holds the same. The tests of other names count when
// they were made jointly or folded into a flag.
// **Why it matters.** The crash comes exactly when memory is short, far from the line that ran out of it.
// **Fix offered.** The missing test with a way out that fits the function: its cleanup label, or a return of its type.
// None where the function's type has no evident failure value.
// **Does not see.** Allocators in other files whose name says nothing; callees in other files that dereference or test;
// results kept in an aggregate initialiser, or used in another function; two `if`s with the same condition (reported).

import { consumer, declaredName, placeOf } from "../expressions.ts";
import type { CFile, FileFacts } from "../file-facts.ts";
import type { Finding, Fix } from "../finding.ts";
import { block, includeErrno, insertAfter, statementOf } from "../fix-text.ts";
import type { AllocationSite, FunctionFacts } from "../function-facts.ts";
import type { Use } from "../origins.ts";
import { isCasualCode } from "../source-names.ts";
import { childOf, type SyntaxNode } from "../syntax.ts";
import { findWayOut } from "../way-out.ts";
import type { Rule } from "./rule.ts";

export const oomUnchecked: Rule = {
  meta: {
    id: "oom-unchecked",
    title: "Allocation used without a NULL test",
    severity: "warning",
    summary:
      "The result of malloc, mmap, hak_*, tiny_*, superslab_* and other allocators that can fail is used on a way where " +
      "nothing tested it. Information instead of warning in tests, examples and tools.",
    page: "oom-unchecked.md",
  },
  check: (facts) => facts.functions.flatMap((fn) => checkFunction(facts, fn)),
};

function checkFunction(facts: FileFacts, fn: FunctionFacts): Finding[] {
  const { file } = facts;
  return fn.sites.flatMap((site) => {
    const origin = fn.origins[site.origin];
    const use = site.firstUse;
    if (use === undefined || origin?.kind !== "allocation") return [];
    const isMapping = origin.traits.failure === "map-failed";
    return [
      {
        rule: oomUnchecked.meta.id,
        severity: isCasualCode(file.path) ? "information" : oomUnchecked.meta.severity,
        range: file.lines.range(site.call.start, site.call.end),
        message: isMapping
          ? `${site.name}() returns ${failureValue(site.name)} when it fails, and the result is used without a test for that`
          : `${site.name}() may return NULL, and the result is used without a test`,
        function: fn.name,
        related: [
          { range: file.lines.range(use.node.start, use.node.end), message: describeUse(use) },
        ],
        fix: offerFix(file, fn, site, isMapping),
      },
    ];
  });
}

function describeUse(use: Use): string {
  switch (use.how) {
    case "dereferenced":
      return "dereferenced here";
    case "indexed":
      return "indexed here";
    case "offset":
      return "an address is computed from it here";
    case "passed":
      return `passed to ${use.callee ?? "a function"}() here, which needs it`;
  }
}

function failureValue(name: string): string {
  return name === "sbrk" ? "(void *)-1" : "MAP_FAILED";
}

function offerFix(
  file: CFile,
  fn: FunctionFacts,
  site: AllocationSite,
  isMapping: boolean,
): Fix | undefined {
  const statement = statementOf(site.call);
  const receiver = receiverOf(site.call);
  if (statement === undefined || receiver === undefined) return undefined;
  if (!/^(declaration|expression_statement)$/.test(statement.type)) return undefined;
  const use = site.firstUse?.node;
  if (use !== undefined && use.start >= statement.start && use.end <= statement.end) {
    return undefined;
  }
  const wayOut = findWayOut(fn, site.call);
  if (wayOut === undefined) return undefined;
  const test = isMapping ? `if (${receiver} == ${failureValue(site.name)})` : `if (!${receiver})`;
  return {
    title: `Test ${receiver} and ${wayOut.title}`,
    edits: [
      ...(wayOut.setsErrno ? includeErrno(file) : []),
      insertAfter(file, statement, block(test, wayOut.code)),
    ],
  };
}

/** What the statement keeps the result in, as the source writes it. */
function receiverOf(call: SyntaxNode): string | undefined {
  const { node } = consumer(call);
  if (node?.type === "init_declarator") return declaredName(node);
  if (node?.type !== "assignment_expression") return undefined;
  const left = childOf(node, "left");
  if (left === undefined || placeOf(left) === undefined) return undefined;
  let outer = consumer(node).node;
  while (outer?.type === "assignment_expression") outer = consumer(outer).node;
  return outer?.type === "expression_statement" || outer?.type === "init_declarator"
    ? left.text
    : undefined;
}
