// Which expressions branch, and which conditions are known without running anything.

import { bare, calleeName, isUnevaluated, operatorOf } from "./expressions.ts";
import { isConditionHint } from "./function-families.ts";
import { childOf, operands, type SyntaxNode } from "./syntax.ts";

export function isShortCircuit(node: SyntaxNode): boolean {
  return node.type === "binary_expression" && /^(&&|\|\|)$/.test(operatorOf(node));
}

/** `a || b`, and `(a == 0) | (b == 0)`, which tests the same. */
export function isJoint(node: SyntaxNode): boolean {
  if (isShortCircuit(node)) return true;
  return (
    node.type === "binary_expression" &&
    /^[&|]$/.test(operatorOf(node)) &&
    operands(node).every((side) => isComparison(bare(side)))
  );
}

function isComparison(node: SyntaxNode): boolean {
  if (node.type === "unary_expression") return operatorOf(node) === "!";
  return node.type === "binary_expression" && /^([=!]=|[|])$/.test(operatorOf(node));
}

/** What `__builtin_expect` and the like are about. */
export function hintedCondition(call: SyntaxNode): SyntaxNode | undefined {
  const name = calleeName(call);
  if (name === undefined || !isConditionHint(name)) return undefined;
  return childOf(call, "arguments")?.children[0];
}

/** The truth of `1`, `0`, `true` and `false`. */
export function constantTruth(node: SyntaxNode): boolean | undefined {
  if (node.type === "true") return true;
  if (node.type === "false") return false;
  return node.type === "number_literal" ? !/^0[xX]?0*[uUlL]*$/.test(node.text) : undefined;
}

/** Every node with a branching expression in it. */
export function findBranching(body: SyntaxNode): Set<SyntaxNode> {
  const found = new Set<SyntaxNode>();
  const pending = [body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isUnevaluated(node)) continue;
    const branches =
      node.type === "conditional_expression" ||
      isShortCircuit(node) ||
      (node.type === "compound_statement" && node.parent?.type === "parenthesized_expression");
    if (branches) {
      for (
        let at: SyntaxNode | undefined = node;
        at !== undefined && !found.has(at);
        at = at.parent
      ) {
        found.add(at);
      }
    }
    pending.push(...node.children);
  }
  return found;
}
