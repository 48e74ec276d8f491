// Writing C into someone's file so that it looks as if they had written it: their indentation, their line ends, braces
// where a single statement becomes two.
//
// A statement counts as standing in a block when another may simply follow it; everything else is the unbraced body of
// an `if`, `else` or loop and gets braces with the new statements. The text between is never rewritten.

import type { TextEdit } from "../base/position.ts";
import type { CFile } from "./file-facts.ts";
import { childOf, type SyntaxNode } from "./syntax.ts";

/** The statement around an expression. */
export function statementOf(node: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = node;
  while (at !== undefined && !STATEMENT.test(at.type)) at = at.parent;
  return at?.field === "initializer" || at?.type === "function_definition" ? undefined : at;
}

export function standsInBlock(statement: SyntaxNode): boolean {
  const parent = statement.parent;
  if (parent?.type === "labeled_statement") return standsInBlock(parent);
  return parent?.type === "compound_statement" || parent?.type === "case_statement";
}

/** Puts `code` in the place of `first` … `last`, which stand in the same block or are one statement. */
export function replaceStatements(
  file: CFile,
  [first, last]: readonly [SyntaxNode, SyntaxNode],
  code: readonly string[],
): TextEdit {
  if (standsInBlock(first)) {
    return edit(file, [first.start, last.end], layAt(file, first, code));
  }
  return edit(file, ...braced(file, first, code));
}

/** Puts `code` after a statement, after a comment that ends its line too. */
export function insertAfter(file: CFile, statement: SyntaxNode, code: readonly string[]): TextEdit {
  if (!standsInBlock(statement)) {
    const own = file.text.slice(statement.start, statement.end);
    return edit(file, ...braced(file, statement, [own, ...code]));
  }
  if (!beginsLine(file, statement)) {
    return edit(file, [statement.end, statement.end], ` ${layAt(file, statement, code)}`);
  }
  const rest = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=[\r\n]|$)/.exec(
    file.text.slice(statement.end, statement.end + 400),
  );
  const at = statement.end + (rest?.[0].trimEnd().length ?? 0);
  const eol = lineEndOf(file);
  const indent = indentAt(file, statement.start);
  return edit(file, [at, at], eol + indent + layAt(file, statement, code));
}

/** `{`, the code one step deeper, `}` as lines of their own. */
export function block(head: string, code: readonly string[]): readonly string[] {
  return [`${head} {`, ...code.map((line) => `\t${line}`), "}"];
}

/** Makes `errno` known where no include does. */
export function includeErrno(file: CFile): readonly TextEdit[] {
  const { includes } = file;
  if (includes.some((include) => include.name === "errno.h")) return [];
  const eol = lineEndOf(file);
  const outermost = Math.min(...includes.map((include) => include.depth));
  const outer = includes.filter((include) => include.depth === outermost);
  const last = outer.findLast((include) => include.isSystem) ?? outer.at(-1);
  if (last !== undefined) {
    return [edit(file, [last.end, last.end], `${eol}#include <errno.h>`)];
  }
  const head = FILE_HEAD.exec(file.text)?.[0].length ?? 0;
  return [edit(file, [head, head], `#include <errno.h>${eol}${eol}`)];
}

export function edit(file: CFile, [start, end]: readonly [number, number], text: string): TextEdit {
  return { range: file.lines.range(start, end), text };
}

const STATEMENT = /_statement$|^declaration$|^function_definition$/;

/** Comments, `#pragma once` and an include guard at the top of a file. */
const FILE_HEAD =
  /^\uFEFF?(?:[ \t]*\r?\n|[ \t]*\/\/[^\n]*\n|[ \t]*\/\*[\s\S]*?\*\/[ \t]*\r?\n|#[ \t]*pragma once[^\n]*\n|#[ \t]*ifndef[ \t]+(\w+)[^\n]*\n#[ \t]*define[ \t]+\1\b[^\n]*\n)*/;

/** Range and text that give an unbraced body braces, on the line of its `if` or `else` where nothing is in between. */
function braced(
  file: CFile,
  statement: SyntaxNode,
  code: readonly string[],
): [readonly [number, number], string] {
  const parent = statement.parent;
  const opener =
    parent?.type === "else_clause"
      ? parent.start + "else".length
      : parent === undefined
        ? undefined
        : childOf(parent, "condition")?.end;
  const indent = indentAt(file, opener === undefined ? statement.start : opener - 1);
  const unit = indentUnit(file, statement);
  const deeper = indent + unit;
  const eol = lineEndOf(file);
  const body = `{${eol}${deeper}${lay(file, code, [deeper, unit])}${eol}${indent}}`;
  if (opener !== undefined && opener <= statement.start) {
    const between = file.text.slice(opener, statement.start);
    if (between.trim() === "") return [[opener, statement.end], ` ${body}`];
  }
  return [[statement.start, statement.end], body];
}

/** Code in the manner of the statement whose place it takes: on its line when others stand there too. */
function layAt(file: CFile, statement: SyntaxNode, code: readonly string[]): string {
  if (!beginsLine(file, statement)) return code.map((line) => line.trim()).join(" ");
  return lay(file, code, [indentAt(file, statement.start), indentUnit(file, statement)]);
}

function beginsLine(file: CFile, statement: SyntaxNode): boolean {
  return file.text.slice(file.lines.lineStart(statement.start), statement.start).trim() === "";
}

/** Lines of code, tabs at their start turned into steps of indentation. */
function lay(
  file: CFile,
  code: readonly string[],
  [indent, unit]: readonly [string, string],
): string {
  return code
    .map((line) => line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length)))
    .join(lineEndOf(file) + indent);
}

function indentAt(file: CFile, offset: number): string {
  const start = file.lines.lineStart(offset);
  return /^[ \t]*/.exec(file.text.slice(start, offset))?.[0] ?? "";
}

/** One step of indentation: what the nearest block around the statement uses, else what the file mostly does. */
function indentUnit(file: CFile, statement: SyntaxNode): string {
  for (let at = statement.parent; at !== undefined; at = at.parent) {
    const inner = at.type === "compound_statement" ? at.children[0] : undefined;
    if (inner === undefined || !beginsLine(file, inner)) continue;
    const outer = indentAt(file, at.start);
    const indent = indentAt(file, inner.start);
    if (indent.length > outer.length && indent.startsWith(outer)) return indent.slice(outer.length);
  }
  const steps = new Map<string, number>();
  for (const [, indent = ""] of file.text.slice(0, 50_000).matchAll(/\{[ \t]*\r?\n([ \t]+)\S/g)) {
    const unit = indent.startsWith("\t") ? "\t" : indent.length % 4 === 0 ? "    " : "  ";
    steps.set(unit, (steps.get(unit) ?? 0) + 1);
  }
  return [...steps].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "    ";
}

function lineEndOf(file: CFile): string {
  return /\r\n|\n/.exec(file.text)?.[0] ?? "\n";
}
