// What a condition says about memory when it is taken for true or false.
//
// A test of one name tells about every name that holds the same origin. What is asked in a way that is not understood,
// by a macro, a predicate, a comparison inside a larger expression, counts as a test both ways. A test against NULL says
// nothing about mmap, and none against MAP_FAILED about the others.

import {
  bare,
  callArguments,
  calleeName,
  isMapFailed,
  isNullConstant,
  isUnevaluated,
  operatorOf,
  placeOf,
} from "./expressions.ts";
import type { FlowContext, ParameterFacts, Report } from "./flow-context.ts";
import { type AllocatorTraits, soundsLikeTest } from "./function-families.ts";
import {
  type Binding,
  FAILED,
  GIVEN,
  type MemoryState,
  NOTHING,
  type OriginId,
  UNTESTED,
} from "./memory-state.ts";
import type { Origin } from "./origins.ts";
import { childOf, operands, type SyntaxNode } from "./syntax.ts";

type FailureValue = "null" | "map-failed";

export class Conditions {
  private readonly context: FlowContext;
  private readonly chosen: ReadonlySet<SyntaxNode>;
  private readonly report: Report | undefined;

  constructor(context: FlowContext, chosen: ReadonlySet<SyntaxNode>, report: Report | undefined) {
    this.context = context;
    this.chosen = chosen;
    this.report = report;
  }

  /** Takes `node` for true or false in `state`. */
  assume({ node, truth }: { node: SyntaxNode; truth: boolean }, state: MemoryState): void {
    const inner = bare(node);
    this.assumeFlags(inner, state);
    if (inner.type === "binary_expression") {
      const [left, right] = operands(inner);
      const operator = operatorOf(inner);
      if (left === undefined || right === undefined) return;
      if (operator === "==" || operator === "!=") {
        const isEqual = (operator === "==") === truth;
        for (const [side, constant] of [
          [left, right],
          [right, left],
        ] as const) {
          const failure = failureNamed(constant);
          if (failure !== undefined) {
            this.assumeValue(side, !isEqual, { failure, state });
            return;
          }
        }
      }
      if (/^[<>]=?$/.test(operator)) for (const side of [left, right]) this.settle(side, state);
      for (const side of [left, right]) this.settleInnerTests(side, state);
      return;
    }
    if (inner.type === "call_expression") {
      const name = calleeName(inner) ?? "";
      const parameters = this.parametersOf(
        name,
        callArguments(inner).map((argument) => this.peek(bare(argument), state)),
      );
      callArguments(inner).forEach((argument, index) => {
        const isTest = parameters?.tests.has(index) ?? soundsLikeTest(name);
        if (isTest || this.context.guardsByMacro(name)) this.settle(argument, state);
        this.settleInnerTests(argument, state);
      });
    }
    this.assumeValue(inner, truth, { failure: "null", state });
  }

  /** `node` is (not) the failure value of kind `failure`. */
  private assumeValue(
    node: SyntaxNode,
    given: boolean,
    { failure, state }: { failure: FailureValue; state: MemoryState },
  ): void {
    const inner = bare(node);
    const target = inner.type === "assignment_expression" ? childOf(inner, "left") : inner;
    const place = target === undefined ? undefined : placeAt(target, this.chosen);
    const value = place === undefined ? this.peek(inner, state) : state.places.get(place);
    if (value === undefined || value.size === 0) {
      this.settleInnerTests(inner, state);
      return;
    }
    const real = [...value.keys()].filter((origin) => origin !== this.context.nullOrigin);
    for (const origin of real) {
      if (failure !== this.failureOf(origin)) continue;
      this.report?.test(origin);
      if (real.length === 1 || given) state.restrict(origin, given ? GIVEN : FAILED);
      else if (place !== undefined) state.restrictPlace(place, origin, FAILED);
    }
    if (failure === "null" && given && place !== undefined) {
      state.restrictPlace(place, this.context.nullOrigin, 0);
    }
  }

  private failureOf(origin: OriginId): FailureValue {
    const from = this.context.origin(origin);
    return from.kind === "allocation" && from.traits.failure === "map-failed"
      ? "map-failed"
      : "null";
  }

  private assumeFlags(node: SyntaxNode, state: MemoryState): void {
    if (state.flags.size === 0) return;
    forEachEvaluated(node, (inner) => {
      const place = placeOf(inner);
      if (place === undefined) return;
      for (const origin of state.flags.get(place) ?? []) state.restrict(origin, GIVEN);
    });
  }

  /** Whatever was asked about this value, it counts as tested from here. */
  settle(node: SyntaxNode, state: MemoryState): void {
    for (const origin of this.peek(bare(node), state).keys()) {
      this.report?.test(origin);
      state.restrict(origin, GIVEN);
    }
  }

  settleInnerTests(node: SyntaxNode, state: MemoryState): void {
    for (const origin of this.testedWithin(node, state)) state.restrict(origin, GIVEN);
  }

  /** Origins that a comparison or negation somewhere inside `node` asks about. */
  testedWithin(node: SyntaxNode, state: MemoryState): Set<OriginId> {
    const tested = new Set<OriginId>();
    const add = (side: SyntaxNode | undefined) => {
      if (side === undefined) return;
      for (const origin of this.peek(bare(side), state).keys()) tested.add(origin);
    };
    forEachEvaluated(node, (inner) => {
      if (inner.type === "unary_expression" && operatorOf(inner) === "!") add(operands(inner)[0]);
      if (inner.type === "conditional_expression") add(childOf(inner, "condition"));
      if (inner.type !== "binary_expression") return;
      if (/^([=!]=|&&|\|\|)$/.test(operatorOf(inner))) operands(inner).forEach(add);
    });
    return tested;
  }

  /** The value of an expression that has been evaluated already, or is a plain place. */
  private peek(node: SyntaxNode, state: MemoryState): Binding {
    const target = node.type === "assignment_expression" ? childOf(node, "left") : node;
    const place = target === undefined ? undefined : placeAt(bare(target), this.chosen);
    if (place !== undefined) return state.places.get(place) ?? NOTHING;
    if (node.type === "call_expression") {
      const name = calleeName(node);
      if (name === undefined) return NOTHING;
      const traits = this.context.allocator(node, name);
      return traits === undefined
        ? NOTHING
        : new Map([[this.context.originOf(node, () => allocation(node, name, traits)), UNTESTED]]);
    }
    return NOTHING;
  }

  /** The callee's body is read only where it matters: when it gets memory that was allocated here. */
  parametersOf(name: string, values: readonly Binding[]): ParameterFacts | undefined {
    const matters = values.some((value) =>
      [...value.keys()].some((id) => this.context.origin(id).kind === "allocation"),
    );
    return matters ? this.context.parameters(name) : undefined;
  }
}

/** Where the value that branches chose for `node` is kept. */
export function keptPlace(node: SyntaxNode): string {
  return `?${node.start}:${node.end}`;
}

export function allocation(call: SyntaxNode, name: string, traits: AllocatorTraits): Origin {
  return { kind: "allocation", call, name, traits };
}

function placeAt(node: SyntaxNode, chosen: ReadonlySet<SyntaxNode>): string | undefined {
  return chosen.has(node) ? keptPlace(node) : placeOf(node);
}

function failureNamed(node: SyntaxNode): FailureValue | undefined {
  if (isNullConstant(node)) return "null";
  return isMapFailed(node) ? "map-failed" : undefined;
}

function forEachEvaluated(node: SyntaxNode, visit: (inner: SyntaxNode) => void): void {
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (isUnevaluated(next)) continue;
    visit(next);
    pending.push(...next.children);
  }
}
