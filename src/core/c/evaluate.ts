// What one expression does to the memory state, and what it asks of the memory it touches.
//
// Errs on the silent side wherever C hides something: a place whose address is taken is unknown from there on, and a name
// whose value depends on a test is a flag that stands for the test.

import { allocation, Conditions, keptPlace } from "./assume.ts";
import type { Step } from "./control-flow.ts";
import {
  bare,
  callArguments,
  calleeName,
  declaredName,
  isConstant,
  isNullConstant,
  isUnevaluated,
  operatorOf,
  placeOf,
} from "./expressions.ts";
import type { FlowContext, Report } from "./flow-context.ts";
import {
  assertsArgument,
  isConditionHint,
  isMacroName,
  neededArguments,
  soundsLikeAllocator,
} from "./function-families.ts";
import {
  type Binding,
  FAILED,
  GIVEN,
  type MemoryState,
  NOTHING,
  UNTESTED,
  union,
} from "./memory-state.ts";
import type { Use } from "./origins.ts";
import { childOf, operands, type SyntaxNode } from "./syntax.ts";

export class Evaluator {
  private readonly context: FlowContext;
  private readonly chosen: ReadonlySet<SyntaxNode>;
  private readonly report: Report | undefined;
  private readonly conditions: Conditions;

  constructor(context: FlowContext, chosen: ReadonlySet<SyntaxNode>, report: Report | undefined) {
    this.context = context;
    this.chosen = chosen;
    this.report = report;
    this.conditions = new Conditions(context, chosen, report);
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

  /** Takes `node` for true or false in `state`. */
  assume(assumption: { node: SyntaxNode; truth: boolean }, state: MemoryState): void {
    this.conditions.assume(assumption, state);
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
      const tested = this.conditions.testedWithin(right, state);
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
    const tested = this.conditions.testedWithin(right, state);
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
    const parameters = this.conditions.parametersOf(name, values);
    const needed = parameters === undefined ? neededArguments(name) : [...parameters.needs];
    const guards = assertsArgument(name) || this.context.guardsByMacro(name);
    callArguments(node).forEach((argument, index) => {
      const value = values[index] ?? NOTHING;
      if (needed.includes(index) && value.size > 0) {
        this.need(value, { node: argument, how: "passed", callee: name }, state);
      }
      if (parameters?.guards.has(index)) this.conditions.settle(argument, state);
      if (guards) {
        this.conditions.settle(argument, state);
        this.assume({ node: argument, truth: true }, state);
        this.conditions.settleInnerTests(argument, state);
      }
    });
  }

  /** What a macro or a local function makes of its argument still is the argument's memory. */
  private handedBack(name: string, values: readonly Binding[]): Binding {
    const parameters = this.conditions.parametersOf(name, values);
    let result: Binding = NOTHING;
    values.forEach((value, index) => {
      if (parameters?.returned.has(index) || (parameters === undefined && isMacroName(name))) {
        result = union(result, value);
      }
    });
    return given(new Map([...result].filter(([id]) => id !== this.context.nullOrigin)));
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

function given(value: Binding): Binding {
  if (value.size === 0) return NOTHING;
  return new Map([...value.keys()].map((origin) => [origin, GIVEN]));
}

/** Subtracting a number moves a pointer; subtracting a pointer makes a number. */
function isDistance(node: SyntaxNode): boolean {
  const inner = bare(node);
  return isConstant(inner) || inner.type === "sizeof_expression";
}
