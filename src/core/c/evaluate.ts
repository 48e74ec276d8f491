// What one expression does to the memory state, and what it asks of the memory it touches.
//
// Errs on the silent side wherever C hides something: a place whose address is taken, a macro or predicate about a value
// in a condition, a flag that depends on a test all count as tests or make the value unknown.

import type { Step } from "./control-flow.ts";
import {
  bare,
  callArguments,
  calleeName,
  isConstant,
  isMapFailed,
  isNullConstant,
  isUnevaluated,
  operatorOf,
  placeOf,
} from "./expressions.ts";
import {
  type AllocatorTraits,
  assertsArgument,
  isConditionHint,
  isMacroName,
  neededArguments,
  soundsLikeAllocator,
  soundsLikeTest,
} from "./function-families.ts";
import {
  type Binding,
  FAILED,
  GIVEN,
  type MemoryState,
  NOTHING,
  type OriginId,
  UNTESTED,
  union,
} from "./memory-state.ts";
import type { Origin, Use } from "./origins.ts";
import { childOf, operands, type SyntaxNode } from "./syntax.ts";

/** What the callee's body says about its parameters. */
export interface ParameterFacts {
  /** Dereferenced before any test. */
  readonly needs: ReadonlySet<number>;
  /** After the call the argument is known to be there. */
  readonly guards: ReadonlySet<number>;
  readonly tests: ReadonlySet<number>;
  /** Handed back, itself or moved. */
  readonly returned: ReadonlySet<number>;
}

/** What the surrounding file knows, and the table of origins that this walk fills. */
export interface FlowContext {
  allocator(call: SyntaxNode, name: string): AllocatorTraits | undefined;
  parameters(name: string): ParameterFacts | undefined;
  /** The macro is defined here, and tests or leaves. */
  guardsByMacro(name: string): boolean;
  originOf(call: SyntaxNode, origin: () => Origin): OriginId;
  origin(id: OriginId): Origin;
  readonly nullOrigin: OriginId;
  /** The function's own free list or arena at `place`. */
  listAt(place: string): OriginId | undefined;
  /** Declared as something that is no pointer. */
  isNumber(name: string): boolean;
}

export interface Report {
  use(origin: OriginId, use: Use): void;
  test(origin: OriginId): void;
  returned(step: Extract<Step, { kind: "return" }>, value: Binding, state: MemoryState): void;
  /** The state after the function came to an end; not called when it never does. */
  atExit(state: MemoryState): void;
}

export class Evaluator {
  private readonly context: FlowContext;
  private readonly chosen: ReadonlySet<SyntaxNode>;
  private readonly report: Report | undefined;

  constructor(context: FlowContext, chosen: ReadonlySet<SyntaxNode>, report: Report | undefined) {
    this.context = context;
    this.chosen = chosen;
    this.report = report;
  }

  run(step: Step, state: MemoryState): void {
    switch (step.kind) {
      case "evaluate":
        this.value(step.node, state);
        return;
      case "keep":
        state.assign(keptPlace(step.as), this.value(step.node, state));
        return;
      case "declare": {
        const value = childOf(step.node, "value");
        const name = declaredName(step.node);
        if (value !== undefined && name !== undefined) this.store(name, value, state);
        return;
      }
      case "return": {
        const value = step.node === undefined ? NOTHING : this.value(step.node, state);
        this.report?.returned(step, value, state);
        return;
      }
    }
  }

  /** Takes `node` for true or false in `state`; false when that cannot be. */
  assume({ node, truth }: { node: SyntaxNode; truth: boolean }, state: MemoryState): boolean {
    const inner = bare(node);
    this.assumeFlags(inner, state);
    if (inner.type === "binary_expression") {
      const [left, right] = operands(inner);
      const operator = operatorOf(inner);
      if (left === undefined || right === undefined) return true;
      if (operator === "==" || operator === "!=") {
        const isEqual = (operator === "==") === truth;
        for (const [side, constant] of [
          [left, right],
          [right, left],
        ] as const) {
          if (isNullConstant(constant)) return this.assumeValue(side, !isEqual, "null", state);
          if (isMapFailed(constant)) return this.assumeValue(side, !isEqual, "map-failed", state);
        }
      }
      if (/^[<>]=?$/.test(operator)) for (const side of [left, right]) this.settle(side, state);
      for (const side of [left, right]) this.settleInnerTests(side, state);
      return true;
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
    return this.assumeValue(inner, truth, "null", state);
  }

  /** `node` is (not) the failure value of kind `failure`. */
  private assumeValue(
    node: SyntaxNode,
    given: boolean,
    failure: "null" | "map-failed",
    state: MemoryState,
  ): boolean {
    const inner = bare(node);
    const target = inner.type === "assignment_expression" ? childOf(inner, "left") : inner;
    const place = target === undefined ? undefined : placeAt(target, this.chosen);
    const value = place === undefined ? this.peek(inner, state) : state.places.get(place);
    if (value === undefined || value.size === 0) {
      this.settleInnerTests(inner, state);
      return true;
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
    return true;
  }

  private failureOf(origin: OriginId): "null" | "map-failed" {
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
  private settle(node: SyntaxNode, state: MemoryState): void {
    for (const origin of this.peek(bare(node), state).keys()) {
      this.report?.test(origin);
      state.restrict(origin, GIVEN);
    }
  }

  private settleInnerTests(node: SyntaxNode, state: MemoryState): void {
    for (const origin of this.testedWithin(node, state)) state.restrict(origin, GIVEN);
  }

  /** Origins that a comparison or negation somewhere inside `node` asks about. */
  private testedWithin(node: SyntaxNode, state: MemoryState): Set<OriginId> {
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

  private value(node: SyntaxNode, state: MemoryState): Binding {
    if (this.chosen.has(node)) return state.places.get(keptPlace(node)) ?? NOTHING;
    if (isUnevaluated(node)) return NOTHING;
    switch (node.type) {
      case "identifier":
        return this.read(node.text, state);
      case "null":
        return new Map([[this.context.nullOrigin, FAILED]]);
      case "number_literal":
        return isNullConstant(node) ? new Map([[this.context.nullOrigin, FAILED]]) : NOTHING;
      case "parenthesized_expression": {
        let last: Binding = NOTHING;
        for (const child of node.children) last = this.value(child, state);
        return last;
      }
      case "cast_expression": {
        const inner = childOf(node, "value");
        return inner === undefined ? NOTHING : this.value(inner, state);
      }
      case "comma_expression": {
        let last: Binding = NOTHING;
        for (const child of operands(node)) last = this.value(child, state);
        return last;
      }
      case "call_expression":
        return this.call(node, state);
      case "assignment_expression":
        return this.assignment(node, state);
      case "update_expression": {
        const argument = childOf(node, "argument");
        if (argument === undefined) return NOTHING;
        const moved = this.moved(argument, this.value(argument, state), state);
        const place = placeOf(argument);
        if (place !== undefined) state.assign(place, moved);
        return moved;
      }
      case "pointer_expression":
        return this.pointer(node, state);
      case "field_expression": {
        const base = childOf(node, "argument");
        if (base !== undefined) {
          const value = this.value(base, state);
          if (operatorOf(node) === "->") this.need(value, { node, how: "dereferenced" }, state);
        }
        return this.read(placeOf(node), state);
      }
      case "subscript_expression": {
        const base = childOf(node, "argument");
        const index = childOf(node, "index");
        if (index !== undefined) this.value(index, state);
        if (base !== undefined) {
          this.need(this.value(base, state), { node, how: "indexed" }, state);
        }
        return this.read(placeOf(node), state);
      }
      case "binary_expression":
        return this.binary(node, state);
      default:
        for (const child of node.children) this.value(child, state);
        return NOTHING;
    }
  }

  private read(place: string | undefined, state: MemoryState): Binding {
    if (place === undefined) return NOTHING;
    const known = state.places.get(place);
    if (known !== undefined) return known;
    const list = this.context.listAt(place);
    return list === undefined ? NOTHING : new Map([[list, GIVEN]]);
  }

  private pointer(node: SyntaxNode, state: MemoryState): Binding {
    const argument = childOf(node, "argument");
    if (argument === undefined) return NOTHING;
    if (operatorOf(node) === "*") {
      this.need(this.value(argument, state), { node, how: "dereferenced" }, state);
      return this.read(placeOf(node), state);
    }
    const target = bare(argument);
    if (target.type === "identifier") {
      state.forget(target.text);
      return NOTHING;
    }
    const value = this.value(target, state);
    const place = placeOf(target);
    // `&p->buf` may be written through; what it held is not known any more.
    if (place !== undefined && value.size > 0) state.forget(place);
    return NOTHING;
  }

  private binary(node: SyntaxNode, state: MemoryState): Binding {
    const [left, right] = operands(node);
    if (left === undefined || right === undefined) return NOTHING;
    const a = this.value(left, state);
    const b = this.value(right, state);
    const operator = operatorOf(node);
    if (operator === "+" || (operator === "-" && b.size === 0 && isDistance(right))) {
      return union(this.moved(left, a, state), this.moved(right, b, state));
    }
    // Rounding an address down keeps whose memory it is.
    return /^[&|]$/.test(operator) ? union(given(a), given(b)) : NOTHING;
  }

  /** A pointer with something added: needs memory to be there, and belongs to the same origin. */
  private moved(node: SyntaxNode, value: Binding, state: MemoryState): Binding {
    const memory = new Map([...value].filter(([id]) => id !== this.context.nullOrigin));
    if (memory.size === 0) return NOTHING;
    this.need(memory, { node, how: "offset" }, state);
    return given(memory);
  }

  private assignment(node: SyntaxNode, state: MemoryState): Binding {
    const left = childOf(node, "left");
    const right = childOf(node, "right");
    if (left === undefined || right === undefined) return NOTHING;
    const target = bare(left);
    const operator = operatorOf(node);
    if (operator !== "=") {
      const added = this.value(right, state);
      const before = this.value(target, state);
      const place = placeOf(target);
      const tested = this.testedWithin(right, state);
      const result = /^[+-]=$/.test(operator) ? this.moved(target, before, state) : NOTHING;
      if (place === undefined) return result;
      const flags = new Set([...(state.flags.get(place) ?? []), ...tested]);
      state.assign(place, union(result, given(added)));
      if (flags.size > 0) state.flags.set(place, flags);
      return result;
    }
    // The target's own address is computed too: `p->next = q` needs p.
    if (target.type !== "identifier") this.value(target, state);
    const place = placeOf(target);
    return place === undefined ? this.value(right, state) : this.store(place, right, state);
  }

  private store(place: string, right: SyntaxNode, state: MemoryState): Binding {
    const value = this.value(right, state);
    const tested = this.testedWithin(right, state);
    const flags = tested.size > 0 || !isConstant(right) ? tested : state.failedOrigins();
    state.assign(place, this.context.isNumber(place) ? NOTHING : value);
    if (flags.size > 0) state.flags.set(place, flags);
    return value;
  }

  private call(node: SyntaxNode, state: MemoryState): Binding {
    const name = calleeName(node);
    const target = childOf(node, "function");
    if (target !== undefined && bare(target).type !== "identifier") this.value(target, state);
    const values = callArguments(node).map((argument) => this.value(argument, state));
    if (name === undefined) return NOTHING;
    if (isConditionHint(name)) return values[0] ?? NOTHING;
    this.passArguments(node, name, values, state);
    const traits = this.context.allocator(node, name);
    if (traits !== undefined) {
      const id = this.context.originOf(node, () => allocation(node, name, traits));
      state.renew(id);
      return new Map([[id, traits.failure === "aborts" ? GIVEN : UNTESTED]]);
    }
    const handedBack = this.handedBack(name, values);
    if (handedBack.size > 0) return handedBack;
    if (!soundsLikeAllocator(name)) return NOTHING;
    const id = this.context.originOf(node, () => ({ kind: "call", call: node, name }));
    state.renew(id);
    return new Map([[id, GIVEN]]);
  }

  private passArguments(
    node: SyntaxNode,
    name: string,
    values: readonly Binding[],
    state: MemoryState,
  ): void {
    const parameters = this.parametersOf(name, values);
    const needed = parameters === undefined ? neededArguments(name) : [...parameters.needs];
    const guards = assertsArgument(name) || this.context.guardsByMacro(name);
    callArguments(node).forEach((argument, index) => {
      const value = values[index] ?? NOTHING;
      if (needed.includes(index) && value.size > 0) {
        this.need(value, { node: argument, how: "passed", callee: name }, state);
      }
      if (parameters?.guards.has(index)) this.settle(argument, state);
      if (guards) {
        this.settle(argument, state);
        this.assume({ node: argument, truth: true }, state);
        this.settleInnerTests(argument, state);
      }
    });
  }

  /** What a macro or a local function makes of its argument still is the argument's memory. */
  private handedBack(name: string, values: readonly Binding[]): Binding {
    const parameters = this.parametersOf(name, values);
    let result: Binding = NOTHING;
    values.forEach((value, index) => {
      if (parameters?.returned.has(index) || (parameters === undefined && isMacroName(name))) {
        result = union(result, value);
      }
    });
    return given(new Map([...result].filter(([id]) => id !== this.context.nullOrigin)));
  }

  /** The callee's body is read only where it matters: when it gets memory that was allocated here. */
  private parametersOf(name: string, values: readonly Binding[]): ParameterFacts | undefined {
    const matters = values.some((value) =>
      [...value.keys()].some((id) => this.context.origin(id).kind === "allocation"),
    );
    return matters ? this.context.parameters(name) : undefined;
  }

  private need(
    value: Binding,
    use: { node: SyntaxNode; how: Use["how"]; callee?: string },
    state: MemoryState,
  ): void {
    for (const [origin, outcomes] of value) {
      if ((outcomes & FAILED) === 0 || origin === this.context.nullOrigin) continue;
      this.report?.use(origin, { node: use.node, how: use.how, callee: use.callee });
      state.restrict(origin, GIVEN);
    }
  }
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

/** Where the value that branches chose for `node` is kept. */
function keptPlace(node: SyntaxNode): string {
  return `?${node.start}:${node.end}`;
}

function placeAt(node: SyntaxNode, chosen: ReadonlySet<SyntaxNode>): string | undefined {
  return chosen.has(node) ? keptPlace(node) : placeOf(node);
}

function allocation(call: SyntaxNode, name: string, traits: AllocatorTraits): Origin {
  return { kind: "allocation", call, name, traits };
}

function given(value: Binding): Binding {
  if (value.size === 0) return NOTHING;
  return new Map([...value.keys()].map((origin) => [origin, GIVEN]));
}

/** Subtracting a number moves a pointer; subtracting a pointer makes a number. */
function isDistance(node: SyntaxNode): boolean {
  const inner = bare(node);
  return isConstant(inner) || inner.type === "sizeof_expression";
}

function forEachEvaluated(node: SyntaxNode, visit: (inner: SyntaxNode) => void): void {
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (isUnevaluated(next)) continue;
    visit(next);
    pending.push(...next.children);
  }
}
