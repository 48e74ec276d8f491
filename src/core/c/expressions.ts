// Reading single expressions: what lies under casts and parentheses, which place in memory one names, who is called.

import { childOf, operands, type SyntaxNode } from "./syntax.ts";

/** The expression under parentheses and casts. */
export function bare(node: SyntaxNode): SyntaxNode {
  let inner = node;
  for (;;) {
    const next =
      inner.type === "parenthesized_expression" && inner.children.length === 1
        ? inner.children[0]
        : inner.type === "cast_expression"
          ? childOf(inner, "value")
          : undefined;
    if (next === undefined) return inner;
    inner = next;
  }
}

/** The nearest node around `node` that is neither parentheses nor a cast. */
export function consumer(node: SyntaxNode): { node: SyntaxNode | undefined; from: SyntaxNode } {
  let from = node;
  while (
    from.parent !== undefined &&
    (from.parent.type === "parenthesized_expression" || from.parent.type === "cast_expression")
  ) {
    from = from.parent;
  }
  return { node: from.parent, from };
}

/**
 * A name for the memory an expression denotes, equal for equal places: `p`, `s->buf`, `*out`, `row[i]`. Undefined for
 * what has no stable name, such as an element chosen by a call.
 */
export function placeOf(node: SyntaxNode): string | undefined {
  const inner = bare(node);
  switch (inner.type) {
    case "identifier":
      return inner.text;
    case "field_expression": {
      const base = placeOf(childOf(inner, "argument") ?? inner);
      const field = childOf(inner, "field");
      if (base === undefined || field === undefined) return undefined;
      return `${base}${operatorOf(inner) === "->" ? "->" : "."}${field.text}`;
    }
    case "pointer_expression": {
      if (operatorOf(inner) !== "*") return undefined;
      const base = placeOf(childOf(inner, "argument") ?? inner);
      return base === undefined ? undefined : `*${base}`;
    }
    case "subscript_expression": {
      const base = placeOf(childOf(inner, "argument") ?? inner);
      const index = childOf(inner, "index");
      if (base === undefined || index === undefined) return undefined;
      return isStable(index) ? `${base}[${index.text.replace(/\s+/g, "")}]` : undefined;
    }
    default:
      return undefined;
  }
}

export function operatorOf(node: SyntaxNode): string {
  return childOf(node, "operator")?.text ?? "";
}

/** The name a call goes by: a function's, or the field's for a call through a table. */
export function calleeName(call: SyntaxNode): string | undefined {
  const target = childOf(call, "function");
  if (target === undefined) return undefined;
  const inner = bare(target);
  if (inner.type === "identifier") return inner.text;
  if (inner.type === "field_expression") return childOf(inner, "field")?.text;
  if (inner.type === "pointer_expression") return placeOf(inner)?.replace(/^\**/, "");
  return undefined;
}

export function callArguments(call: SyntaxNode): readonly SyntaxNode[] {
  const list = childOf(call, "arguments");
  return list === undefined ? [] : list.children;
}

export function isNullConstant(node: SyntaxNode): boolean {
  const inner = bare(node);
  if (inner.type === "null") return true;
  if (inner.type === "number_literal") return /^0[xX]?0*[uUlL]*$/.test(inner.text);
  return inner.type === "identifier" && /(^|_)(null|nil|nullptr)$/i.test(inner.text);
}

/** `MAP_FAILED`, `(void *)-1` and the like: what mmap and sbrk return on failure. */
export function isMapFailed(node: SyntaxNode): boolean {
  const inner = bare(node);
  if (inner.type === "identifier") return inner.text === "MAP_FAILED" || inner.text === "MFAIL";
  return /^(-\s*1|~\s*0)[uUlL]*$/.test(inner.text);
}

/** A value that carries no memory: numbers, strings, `true`, upper-case names. */
export function isConstant(node: SyntaxNode): boolean {
  const inner = bare(node);
  switch (inner.type) {
    case "number_literal":
    case "char_literal":
    case "string_literal":
    case "concatenated_string":
    case "true":
    case "false":
    case "null":
      return true;
    case "identifier":
      return /^[A-Z][A-Z0-9_]*$/.test(inner.text);
    case "unary_expression":
      return operands(inner).every(isConstant);
    default:
      return false;
  }
}

/** Operators whose operand is not evaluated. */
export function isUnevaluated(node: SyntaxNode): boolean {
  return UNEVALUATED.has(node.type);
}

/** The name a declarator declares, through pointers, arrays and attributes. */
export function declaredName(declarator: SyntaxNode): string | undefined {
  let node: SyntaxNode | undefined = declarator;
  while (node !== undefined && node.type !== "identifier") {
    node =
      childOf(node, "declarator") ??
      node.children.find((child) => /declarator|^identifier$/.test(child.type));
  }
  return node?.text;
}

/** Whether executing the expression twice gives the same place: no calls, no side effects. */
function isStable(node: SyntaxNode): boolean {
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (UNSTABLE.has(next.type)) return false;
    pending.push(...next.children);
  }
  return true;
}

const UNSTABLE = new Set(["call_expression", "update_expression", "assignment_expression"]);

const UNEVALUATED = new Set([
  "sizeof_expression",
  "alignof_expression",
  "offsetof_expression",
  "type_descriptor",
]);
