// The fix for a fallback: say ENOMEM and return NULL where libc memory would have been returned.
//
// A returned fallback becomes two statements; a fallback kept in a name becomes NULL in that name when everything after
// it tests the name, and takes the statements that only dress it along when they run straight to the return. Where none
// of that is safe there is no fix.

import type { TextEdit } from "../base/position.ts";
import { bare, consumer, declaredName } from "./expressions.ts";
import type { CFile } from "./file-facts.ts";
import type { Fix } from "./finding.ts";
import {
  block,
  edit,
  includeErrno,
  replaceStatements,
  standsInBlock,
  statementOf,
} from "./fix-text.ts";
import type { FunctionFacts } from "./function-facts.ts";
import { childOf, operands, type SyntaxNode } from "./syntax.ts";

const FAIL = ["errno = ENOMEM;", "return NULL;"];

export function reportInsteadOfFallback(
  file: CFile,
  fn: FunctionFacts,
  call: SyntaxNode,
): Fix | undefined {
  const statement = statementOf(call);
  if (statement === undefined) return undefined;
  const change =
    statement.type === "return_statement"
      ? replaceReturn(file, statement, call)
      : replaceKept(file, fn, statement, call);
  if (change === undefined) return undefined;
  return {
    title: "Report ENOMEM and return NULL instead of falling back to libc",
    edits: [...includeErrno(file), change],
  };
}

function replaceReturn(file: CFile, statement: SyntaxNode, call: SyntaxNode): TextEdit | undefined {
  const value = operands(statement)[0];
  if (value === undefined) return undefined;
  const choice = bare(value);
  if (choice.type !== "conditional_expression") {
    return replaceStatements(file, [statement, statement], FAIL);
  }
  const condition = childOf(choice, "condition");
  const consequence = childOf(choice, "consequence");
  const alternative = childOf(choice, "alternative");
  if (condition === undefined || alternative === undefined) return undefined;
  const isThen = consequence !== undefined && contains(consequence, call);
  if (!isThen && !contains(alternative, call)) return undefined;
  // GNU `p ?: q` gives p itself, which must not be computed twice.
  if (consequence === undefined && bare(condition).type !== "identifier") return undefined;
  const kept = isThen ? alternative : (consequence ?? condition);
  if (bare(kept).type === "conditional_expression" && isThen) return undefined;
  const test = isThen ? `!(${bare(condition).text})` : bare(condition).text;
  return replaceStatements(
    file,
    [statement, statement],
    [...block(`if (${test})`, [`return ${kept.text};`]), ...FAIL],
  );
}

function replaceKept(
  file: CFile,
  fn: FunctionFacts,
  statement: SyntaxNode,
  call: SyntaxNode,
): TextEdit | undefined {
  const { node, from } = consumer(call);
  const isDeclaration = node?.type === "init_declarator";
  const target =
    node?.type === "assignment_expression" && node.parent === statement
      ? childOf(node, "left")?.text
      : isDeclaration && statement.children.filter((c) => c.field === "declarator").length === 1
        ? declaredName(node)
        : undefined;
  if (target === undefined) return undefined;
  const end = dressingUpToReturn(statement, target);
  if (end !== undefined) return replaceStatements(file, [statement, end], FAIL);
  const isUsed = fn.sites.find((site) => site.call === call)?.firstUse !== undefined;
  if (isUsed)
    return isDeclaration ? undefined : replaceStatements(file, [statement, statement], FAIL);
  if (!isDeclaration) {
    return replaceStatements(
      file,
      [statement, statement],
      ["errno = ENOMEM;", `${target} = NULL;`],
    );
  }
  const own = file.text.slice(statement.start, from.start);
  const rest = file.text.slice(from.end, statement.end);
  return standsInBlock(statement)
    ? edit(
        file,
        [statement.start, statement.end],
        replaceStatementText(file, statement, `${own}NULL${rest}`),
      )
    : undefined;
}

function replaceStatementText(file: CFile, statement: SyntaxNode, text: string): string {
  return replaceStatements(file, [statement, statement], ["errno = ENOMEM;", text]).text;
}

/**
 * The return that ends a straight run of statements about `target` alone. Undefined when the run does anything else, so
 * that nothing the function must do is lost.
 */
function dressingUpToReturn(statement: SyntaxNode, target: string): SyntaxNode | undefined {
  const siblings = statement.parent?.type === "compound_statement" ? statement.parent.children : [];
  const names = new Set([target]);
  for (const next of siblings.slice(siblings.indexOf(statement) + 1)) {
    if (/^(labeled|case|goto|while|do|for|switch)_statement$/.test(next.type)) return undefined;
    const words = next.text.match(/[A-Za-z_]\w*/g) ?? [];
    if (!words.some((word) => names.has(word))) return undefined;
    if (next.type === "return_statement") return isGoneAfter(next, names) ? next : undefined;
    if (next.type !== "declaration") continue;
    for (const declarator of next.children) {
      if (declarator.field !== "declarator") continue;
      const name = declaredName(declarator);
      if (name !== undefined) names.add(name);
    }
  }
  return undefined;
}

/** Whether nothing after the return, such as a cleanup label, still mentions the names that go with it. */
function isGoneAfter(statement: SyntaxNode, names: ReadonlySet<string>): boolean {
  let fn = statement;
  while (fn.parent !== undefined) fn = fn.parent;
  const rest = fn.text.slice(statement.end - fn.start).match(/[A-Za-z_]\w*/g) ?? [];
  return !rest.some((word) => names.has(word));
}

function contains(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}
