// How a function leaves when an allocation fails, read from the function itself.
//
// A label that the function already jumps to for cleaning up is preferred, with what it assigns before such a jump, but
// only when everything the cleanup touches is set by then. Otherwise a return that fits the declared type; types without
// an evident failure value (unsigned, structures) have none.

import type { FunctionFacts } from "./function-facts.ts";
import { childOf, type SyntaxNode } from "./syntax.ts";

export interface WayOut {
  /** Ends "Test p and …". */
  readonly title: string;
  readonly code: readonly string[];
  readonly setsErrno: boolean;
}

export function findWayOut(fn: FunctionFacts, site: SyntaxNode): WayOut | undefined {
  return cleanup(fn, site) ?? plainReturn(fn);
}

function plainReturn(fn: FunctionFacts): WayOut | undefined {
  switch (fn.returnKind) {
    case "nothing":
      return { title: "return", code: ["return;"], setsErrno: false };
    case "pointer":
      return {
        title: "return NULL with ENOMEM",
        code: ["errno = ENOMEM;", "return NULL;"],
        setsErrno: true,
      };
    case "signed": {
      const value = fn.name === "main" ? "1" : "-1";
      return { title: `return ${value}`, code: [`return ${value};`], setsErrno: false };
    }
    case "boolean":
      return { title: "return false", code: ["return false;"], setsErrno: false };
    default:
      return undefined;
  }
}

const CLEANUP = /fail|err|cleanup|clean_up|oom|nomem|bail|abort|unwind/i;
const LEAVING = /^(out|done|end|exit|finish|ret|leave|quit)\w*$/i;

function cleanup(fn: FunctionFacts, site: SyntaxNode): WayOut | undefined {
  const body = childOf(fn.syntax, "body");
  for (const label of body?.children ?? []) {
    if (label.type !== "labeled_statement" || label.start < site.end) continue;
    const name = childOf(label, "label")?.text ?? "";
    const jump = findJump(fn.syntax, name);
    if (jump === undefined || !everythingIsSet(fn, site, label)) continue;
    const before = assignmentsBefore(jump);
    const tellsFailure = fn.returnKind === "pointer" || fn.returnKind === "nothing";
    if (CLEANUP.test(name) || (LEAVING.test(name) && (tellsFailure || before.length > 0))) {
      const code = [...before, `goto ${name};`];
      return { title: `go to ${name}`, code, setsErrno: false };
    }
  }
  return undefined;
}

function findJump(root: SyntaxNode, label: string): SyntaxNode | undefined {
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "goto_statement" && childOf(node, "label")?.text === label) return node;
    pending.push(...node.children);
  }
  return undefined;
}

/** `ret = -1;` and the like directly before a jump in its block. */
function assignmentsBefore(jump: SyntaxNode): string[] {
  const siblings = jump.parent?.type === "compound_statement" ? jump.parent.children : [];
  const found: string[] = [];
  for (let i = siblings.indexOf(jump) - 1; i >= 0; i--) {
    const text = siblings[i]?.text ?? "";
    if (!/^\w+ *= *-?\w+;$/.test(text)) break;
    found.unshift(text);
  }
  return found;
}

/** Whether the cleanup meets no local that is still without a value at `site`. */
function everythingIsSet(fn: FunctionFacts, site: SyntaxNode, label: SyntaxNode): boolean {
  const { syntax } = fn;
  const before = syntax.text.slice(0, site.end - syntax.start);
  const after = new Set(syntax.text.slice(label.start - syntax.start).match(/[A-Za-z_]\w*/g));
  const declarations = [...before.matchAll(/[;{]\s*((?:\w+\s+)*\w+[\s*]+[^;(){}]*);/g)];
  return declarations
    .flatMap((declaration) => (declaration[1] ?? "").split(","))
    .filter((declarator) => !declarator.includes("="))
    .map((declarator) => /(\w+)\s*(\[[^\]]*\]\s*)*$/.exec(declarator)?.[1] ?? "")
    .every((name) => !after.has(name) || new RegExp(`\\b${name}\\s*=[^=]`).test(before));
}
