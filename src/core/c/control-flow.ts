// One function as blocks of steps with assumptions on the edges between them: loops, goto, switch, early exits and the
// short circuits of `&&`, `||` and `?:` all become plain edges, so whoever follows the flow sees only assignments, uses
// and "this was true".
//
// A value that is chosen by branches (`a ? b : c`, `p || q`, a statement expression) is kept by a `keep` step at the end
// of each arm; whoever evaluates an expression reads it back for nodes in `chosen` instead of descending. Code that
// nothing reaches is in blocks without a way in. Calls that never return end their block.

import {
  constantTruth,
  findBranching,
  hintedCondition,
  isJoint,
  isShortCircuit,
} from "./branching.ts";
import { bare, calleeName, operatorOf } from "./expressions.ts";
import { childOf, operands, type SyntaxNode } from "./syntax.ts";

export type Step =
  | { readonly kind: "evaluate"; readonly node: SyntaxNode }
  | { readonly kind: "declare"; readonly node: SyntaxNode }
  | { readonly kind: "keep"; readonly node: SyntaxNode; readonly as: SyntaxNode }
  | {
      readonly kind: "return";
      readonly node: SyntaxNode | undefined;
      readonly statement: SyntaxNode;
    };

export interface Edge {
  readonly to: Block;
  readonly assume: { readonly node: SyntaxNode; readonly truth: boolean } | undefined;
}

export interface Block {
  readonly id: number;
  readonly steps: Step[];
  readonly edges: Edge[];
}

export interface ControlFlow {
  readonly entry: Block;
  /** Reached by every way out but calls that never return. */
  readonly exit: Block;
  readonly blockCount: number;
  readonly chosen: ReadonlySet<SyntaxNode>;
}

export function lowerFunction(
  fn: SyntaxNode,
  neverReturns: (name: string) => boolean,
): ControlFlow {
  const body = childOf(fn, "body");
  const branching = body === undefined ? new Set<SyntaxNode>() : findBranching(body);
  const chosen = new Set<SyntaxNode>();
  const labels = new Map<string, Block>();
  let blockCount = 0;
  const breaks: Block[] = [];
  const continues: Block[] = [];
  const switches: { dispatch: Block; hasDefault: boolean }[] = [];

  const entry = newBlock();
  const exit = newBlock();
  const last = body === undefined ? entry : lowerStatement(body, entry);
  connect(last, exit);
  return { entry, exit, blockCount, chosen };

  function newBlock(): Block {
    return { id: blockCount++, steps: [], edges: [] };
  }

  function connect(from: Block, to: Block): void {
    from.edges.push({ to, assume: undefined });
  }

  function labelled(name: string): Block {
    const known = labels.get(name);
    if (known !== undefined) return known;
    const made = newBlock();
    labels.set(name, made);
    return made;
  }

  function lowerAll(nodes: readonly SyntaxNode[], from: Block): Block {
    let block = from;
    for (const node of nodes) block = lowerStatement(node, block);
    return block;
  }

  /** Returns where control is after `node`; a block without a way in when it does not come back. */
  function lowerStatement(node: SyntaxNode, block: Block): Block {
    switch (node.type) {
      case "expression_statement":
        return lowerAll(node.children, block);
      case "declaration":
        return lowerDeclaration(node, block);
      case "if_statement":
        return lowerIf(node, block);
      case "while_statement":
        return lowerLoop({ node, test: childOf(node, "condition"), testFirst: true }, block);
      case "do_statement":
        return lowerLoop({ node, test: childOf(node, "condition"), testFirst: false }, block);
      case "for_statement": {
        const initializer = childOf(node, "initializer");
        const start = initializer === undefined ? block : lowerStatement(initializer, block);
        const update = childOf(node, "update");
        return lowerLoop(
          { node, test: childOf(node, "condition"), testFirst: true, update },
          start,
        );
      }
      case "switch_statement":
        return lowerSwitch(node, block);
      case "case_statement": {
        const inside = switches.at(-1);
        const arm = newBlock();
        connect(block, arm);
        if (inside !== undefined) {
          connect(inside.dispatch, arm);
          if (childOf(node, "value") === undefined) inside.hasDefault = true;
        }
        return lowerAll(
          node.children.filter((child) => child.field !== "value"),
          arm,
        );
      }
      case "labeled_statement": {
        const target = labelled(childOf(node, "label")?.text ?? "");
        connect(block, target);
        return lowerAll(
          node.children.filter((child) => child.field !== "label"),
          target,
        );
      }
      case "goto_statement":
        connect(block, labelled(childOf(node, "label")?.text ?? ""));
        return newBlock();
      case "break_statement":
        return leave(block, breaks.at(-1));
      case "continue_statement":
        return leave(block, continues.at(-1));
      case "return_statement": {
        const value = operands(node)[0];
        const end = value === undefined ? block : lowerValue(value, block);
        end.steps.push({ kind: "return", node: value, statement: node });
        connect(end, exit);
        return newBlock();
      }
      case "function_definition":
      case "type_definition":
      case "statement_identifier":
        return block;
      default:
        return STATEMENT_LISTS.has(node.type)
          ? lowerAll(node.children, block)
          : lowerExpression(node, block);
    }
  }

  function leave(block: Block, target: Block | undefined): Block {
    connect(block, target ?? exit);
    return newBlock();
  }

  function lowerDeclaration(node: SyntaxNode, from: Block): Block {
    let block = from;
    for (const child of node.children) {
      if (child.type !== "init_declarator") continue;
      const value = childOf(child, "value");
      if (value !== undefined) block = lowerValue(value, block);
      block.steps.push({ kind: "declare", node: child });
      if (value !== undefined && isFinalCall(value)) block = newBlock();
    }
    return block;
  }

  function lowerIf(node: SyntaxNode, block: Block): Block {
    const condition = childOf(node, "condition");
    const consequence = childOf(node, "consequence");
    const alternative = childOf(node, "alternative");
    const whenTrue = newBlock();
    const whenFalse = newBlock();
    const after = newBlock();
    if (condition === undefined) {
      connect(block, whenTrue);
      connect(block, whenFalse);
    } else {
      lowerCondition(condition, { block, whenTrue, whenFalse });
    }
    connect(consequence === undefined ? whenTrue : lowerStatement(consequence, whenTrue), after);
    connect(
      alternative === undefined ? whenFalse : lowerAll(alternative.children, whenFalse),
      after,
    );
    return after;
  }

  function lowerLoop(
    loop: {
      node: SyntaxNode;
      test: SyntaxNode | undefined;
      testFirst: boolean;
      update?: SyntaxNode | undefined;
    },
    block: Block,
  ): Block {
    const test = newBlock();
    const body = newBlock();
    const next = newBlock();
    const after = newBlock();
    connect(block, loop.testFirst ? test : body);
    if (loop.test === undefined) connect(test, body);
    else lowerCondition(loop.test, { block: test, whenTrue: body, whenFalse: after });
    breaks.push(after);
    continues.push(next);
    const inner = childOf(loop.node, "body");
    connect(inner === undefined ? body : lowerStatement(inner, body), next);
    breaks.pop();
    continues.pop();
    connect(loop.update === undefined ? next : lowerExpression(loop.update, next), test);
    return after;
  }

  function lowerSwitch(node: SyntaxNode, block: Block): Block {
    const condition = childOf(node, "condition");
    const dispatch = newBlock();
    connect(condition === undefined ? block : lowerExpression(condition, block), dispatch);
    const after = newBlock();
    const inside = { dispatch, hasDefault: false };
    switches.push(inside);
    breaks.push(after);
    const body = childOf(node, "body");
    connect(body === undefined ? dispatch : lowerStatement(body, newBlock()), after);
    breaks.pop();
    switches.pop();
    if (!inside.hasDefault) connect(dispatch, after);
    return after;
  }

  /** Lowers what branches inside `node`, then evaluates it. */
  function lowerExpression(node: SyntaxNode, block: Block): Block {
    const end = lowerValue(node, block);
    end.steps.push({ kind: "evaluate", node });
    return isFinalCall(node) ? newBlock() : end;
  }

  /** Lowers what branches inside `node`, leaving `node` itself to be evaluated by the caller. */
  function lowerValue(node: SyntaxNode, from: Block): Block {
    if (!branching.has(node)) return from;
    if (node.type === "conditional_expression") return lowerConditional(node, from);
    if (isShortCircuit(node)) {
      const after = newBlock();
      chosen.add(node);
      lowerCondition(node, { block: from, whenTrue: after, whenFalse: after });
      return after;
    }
    if (node.type === "compound_statement") {
      chosen.add(node);
      const end = lowerStatement(node, from);
      const value = node.children.at(-1);
      const kept = value?.type === "expression_statement" ? value.children[0] : undefined;
      if (kept !== undefined && !branching.has(kept)) {
        end.steps.push({ kind: "keep", node: kept, as: node });
      }
      return end;
    }
    let block = from;
    for (const child of operands(node)) block = lowerValue(child, block);
    return block;
  }

  function lowerConditional(node: SyntaxNode, from: Block): Block {
    const condition = childOf(node, "condition");
    const consequence = childOf(node, "consequence");
    const alternative = childOf(node, "alternative");
    chosen.add(node);
    const whenTrue = newBlock();
    const whenFalse = newBlock();
    const after = newBlock();
    if (condition !== undefined) lowerCondition(condition, { block: from, whenTrue, whenFalse });
    // GNU `a ?: b` has no middle: the condition is the value.
    for (const [arm, start] of [
      [consequence ?? condition, whenTrue],
      [alternative, whenFalse],
    ] as const) {
      if (arm === undefined) {
        connect(start, after);
        continue;
      }
      const end = arm === condition ? start : lowerValue(arm, start);
      end.steps.push({ kind: "keep", node: arm, as: node });
      if (!isFinalCall(arm)) connect(end, after);
    }
    return after;
  }

  function lowerCondition(
    node: SyntaxNode,
    to: { block: Block; whenTrue: Block; whenFalse: Block },
  ): void {
    const inner = bare(node);
    const [left, right] = operands(inner);
    if (inner.type === "unary_expression" && operatorOf(inner) === "!" && left !== undefined) {
      lowerCondition(left, { block: to.block, whenTrue: to.whenFalse, whenFalse: to.whenTrue });
      return;
    }
    if (isJoint(inner) && left !== undefined && right !== undefined) {
      const second = newBlock();
      const isAnd = operatorOf(inner).startsWith("&");
      lowerCondition(left, {
        block: to.block,
        whenTrue: isAnd ? second : to.whenTrue,
        whenFalse: isAnd ? to.whenFalse : second,
      });
      lowerCondition(right, { ...to, block: second });
      return;
    }
    if (inner.type === "comma_expression" && left !== undefined && right !== undefined) {
      lowerCondition(right, { ...to, block: lowerExpression(left, to.block) });
      return;
    }
    const hinted = inner.type === "call_expression" ? hintedCondition(inner) : undefined;
    if (hinted !== undefined) {
      lowerCondition(hinted, to);
      return;
    }
    const always = constantTruth(inner);
    if (always !== undefined) {
      connect(to.block, always ? to.whenTrue : to.whenFalse);
      return;
    }
    const end = lowerExpression(inner, to.block);
    end.edges.push({ to: to.whenTrue, assume: { node: inner, truth: true } });
    end.edges.push({ to: to.whenFalse, assume: { node: inner, truth: false } });
  }

  function isFinalCall(node: SyntaxNode): boolean {
    const inner = bare(node);
    if (inner.type === "comma_expression") return operands(inner).some(isFinalCall);
    if (inner.type !== "call_expression") return false;
    const name = calleeName(inner);
    return name !== undefined && neverReturns(name);
  }
}

const STATEMENT_LISTS = new Set([
  "compound_statement",
  "attributed_statement",
  "else_clause",
  "ERROR",
  "linkage_specification",
  "declaration_list",
]);
