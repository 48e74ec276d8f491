// The facts about one function that rules read: its allocation sites with their first use, what it returns, what it asks
// of its parameters.

import { lowerFunction } from "./control-flow.ts";
import { declaredName, operatorOf, placeOf } from "./expressions.ts";
import type { FlowContext, ParameterFacts, Report } from "./flow-context.ts";
import { followMemory } from "./memory-flow.ts";
import {
  type Binding,
  FAILED,
  GIVEN,
  MemoryState,
  type OriginId,
  UNTESTED,
} from "./memory-state.ts";
import type { Origin, Use } from "./origins.ts";
import { childOf, type SyntaxNode } from "./syntax.ts";

export interface AllocationSite {
  readonly origin: OriginId;
  readonly call: SyntaxNode;
  readonly name: string;
  /** The first use that may meet the failure value; undefined when every way is tested or nothing is used. */
  readonly firstUse: Use | undefined;
}

export interface ReturnFact {
  readonly statement: SyntaxNode;
  readonly value: SyntaxNode | undefined;
  readonly binding: Binding;
  /** An allocation of the function may have failed on the way here. */
  readonly afterFailure: boolean;
}

/** What a function hands back, as its declaration says. */
export type ReturnKind = "nothing" | "pointer" | "boolean" | "signed" | "unsigned" | "other";

export interface FunctionFacts {
  readonly name: string;
  readonly syntax: SyntaxNode;
  readonly returnKind: ReturnKind;
  readonly origins: readonly Origin[];
  readonly sites: readonly AllocationSite[];
  readonly returns: readonly ReturnFact[];
  /** Names in order; empty where there is none. */
  readonly parameters: readonly string[];
}

/** What the file knows when a function is looked at. */
export type FileKnowledge = Pick<FlowContext, "parameters" | "guardsByMacro"> & {
  allocator(call: SyntaxNode, name: string, fn: Declarations): ReturnType<FlowContext["allocator"]>;
  neverReturns(name: string): boolean;
};

/** Undefined when the function is too tangled to be followed. */
export function collectFunctionFacts(
  name: string,
  syntax: SyntaxNode,
  knowledge: FileKnowledge,
): FunctionFacts | undefined {
  const declarations = readDeclarations(syntax);
  const walked = walk(syntax, { knowledge, declarations, parameters: [] });
  if (walked === undefined) return undefined;
  return {
    name,
    syntax,
    returnKind: returnKindOf(syntax),
    parameters: declarations.parameters,
    origins: walked.origins,
    sites: walked.origins.flatMap((origin, id) =>
      origin.kind === "allocation"
        ? [{ origin: id, call: origin.call, name: origin.name, firstUse: walked.firstUses.get(id) }]
        : [],
    ),
    returns: walked.returns,
  };
}

/** What the function asks of its arguments; its own callees count as unknown. */
export function collectParameterFacts(
  syntax: SyntaxNode,
  knowledge: FileKnowledge,
): ParameterFacts | undefined {
  const declarations = readDeclarations(syntax);
  const walked = walk(syntax, {
    knowledge: { ...knowledge, parameters: () => undefined },
    declarations,
    parameters: declarations.parameters,
  });
  if (walked === undefined) return undefined;
  const facts = {
    needs: new Set<number>(),
    guards: new Set<number>(),
    tests: new Set<number>(),
    returned: new Set<number>(),
  };
  walked.origins.forEach((origin, id) => {
    if (origin.kind !== "parameter") return;
    if (walked.firstUses.has(id)) facts.needs.add(origin.index);
    if (walked.tested.has(id)) facts.tests.add(origin.index);
    const left = walked.atExit?.places.get(origin.name)?.get(id);
    if (left === GIVEN && walked.tested.has(id)) facts.guards.add(origin.index);
    if (walked.returns.some(({ binding }) => binding.has(id))) facts.returned.add(origin.index);
  });
  return facts;
}

interface Walk {
  readonly origins: readonly Origin[];
  readonly firstUses: ReadonlyMap<OriginId, Use>;
  readonly tested: ReadonlySet<OriginId>;
  readonly returns: readonly ReturnFact[];
  readonly atExit: MemoryState | undefined;
}

function walk(
  syntax: SyntaxNode,
  {
    knowledge,
    declarations,
    parameters,
  }: { knowledge: FileKnowledge; declarations: Declarations; parameters: readonly string[] },
): Walk | undefined {
  const origins: Origin[] = [{ kind: "null" }];
  const byCall = new Map<SyntaxNode, OriginId>();
  const add = (origin: Origin): OriginId => origins.push(origin) - 1;
  const lists = new Map(
    [...findLists(syntax, declarations)].map(
      ([place, how]) => [place, add({ kind: "list", place, how })] as const,
    ),
  );
  const start = new MemoryState();
  parameters.forEach((parameter, index) => {
    if (parameter === "") return;
    const id = add({ kind: "parameter", name: parameter, index });
    start.assign(parameter, new Map([[id, UNTESTED]]));
  });
  const context: FlowContext = {
    ...knowledge,
    allocator: (call, callee) => knowledge.allocator(call, callee, declarations),
    originOf(call, origin) {
      const known = byCall.get(call);
      if (known !== undefined) return known;
      const made = add(origin());
      byCall.set(call, made);
      return made;
    },
    origin: (id) => origins[id] as Origin,
    nullOrigin: 0,
    listAt: (place) => lists.get(place),
    isNumber: (name) => declarations.numbers.has(name),
  };

  const firstUses = new Map<OriginId, Use>();
  const tested = new Set<OriginId>();
  const returns = new Map<SyntaxNode, ReturnFact>();
  let atExit: MemoryState | undefined;
  const report: Report = {
    use: (origin, use) => {
      if (!firstUses.has(origin)) firstUses.set(origin, use);
    },
    test: (origin) => tested.add(origin),
    returned: ({ node, statement }, binding, state) =>
      returns.set(statement, {
        statement,
        value: node,
        binding,
        afterFailure: [...state.places.values()].some((held) =>
          [...held].some(
            ([id, outcomes]) => origins[id]?.kind === "allocation" && (outcomes & FAILED) !== 0,
          ),
        ),
      }),
    atExit: (state) => {
      atExit = state;
    },
  };
  const flow = lowerFunction(syntax, knowledge.neverReturns);
  if (!followMemory(flow, context, report, start)) return undefined;
  return { origins, firstUses, tested, returns: [...returns.values()], atExit };
}

export interface Declarations {
  /** In order; empty where a parameter has no name. */
  readonly parameters: readonly string[];
  /** Names declared in the function that certainly are no pointers. */
  readonly numbers: ReadonlySet<string>;
  readonly locals: ReadonlySet<string>;
}

export function readDeclarations(fn: SyntaxNode): Declarations {
  const parameters: string[] = [];
  const numbers = new Set<string>();
  const locals = new Set<string>();
  const pending: SyntaxNode[] = [fn];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "parameter_list" && isOwnParameterList(node, fn)) {
      for (const child of node.children) parameters.push(declaredName(child) ?? "");
    }
    if (node.type === "declaration" || node.type === "parameter_declaration") {
      const isNumber = isNumberType(childOf(node, "type")?.text ?? "");
      for (const child of node.children) {
        if (child.field !== "declarator") continue;
        const name = declaredName(child);
        if (name === undefined || /\bextern\b/.test(node.text.slice(0, 8))) continue;
        locals.add(name);
        if (isNumber && isPlain(child)) numbers.add(name);
      }
    }
    pending.push(...node.children);
  }
  return { parameters, numbers, locals };
}

function isOwnParameterList(node: SyntaxNode, fn: SyntaxNode): boolean {
  let at = node.parent;
  while (at !== undefined && /declarator/.test(at.type)) at = at.parent;
  return at === fn && node.parent?.type === "function_declarator";
}

function isPlain(declarator: SyntaxNode): boolean {
  const inner =
    declarator.type === "init_declarator" ? childOf(declarator, "declarator") : declarator;
  return inner?.type === "identifier";
}

function isNumberType(type: string): boolean {
  return /^(unsigned|signed|short|long|int|char|bool|_Bool|float|double|u?int\d+_t|s?size_t|u\d+|i\d+)\b/.test(
    type,
  );
}

function returnKindOf(fn: SyntaxNode): ReturnKind {
  const declarator = childOf(fn, "declarator");
  const type = childOf(fn, "type")?.text.trim() ?? "";
  if (declarator?.type === "pointer_declarator") return "pointer";
  if (type === "void") return "nothing";
  if (type === "bool" || type === "_Bool") return "boolean";
  if (/^(int|long|short|signed|ssize_t|int\d+_t|off_t|ptrdiff_t)\b/.test(type)) return "signed";
  if (/^(unsigned|size_t|uint\d+_t)\b/.test(type)) return "unsigned";
  return "other";
}

/** Places outside the function that it takes memory from and moves on: `pool->free = b->next`, `arena->cur += n`. */
function findLists(fn: SyntaxNode, declarations: Declarations): Map<string, "popped" | "carved"> {
  const lists = new Map<string, "popped" | "carved">();
  const pending: SyntaxNode[] = [fn];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    pending.push(...node.children);
    if (node.type !== "assignment_expression") continue;
    const left = childOf(node, "left");
    const right = childOf(node, "right");
    const place = left === undefined ? undefined : placeOf(left);
    if (place === undefined || right === undefined || declarations.locals.has(place)) continue;
    const text = right.text;
    if (
      operatorOf(node) === "+=" ||
      (POINTER_LIKE.test(place) && /[\w)]\s*\+\s*[\w(]/.test(text))
    ) {
      lists.set(place, "carved");
    } else if (operatorOf(node) === "=" && /(->|\.|_)(\w*next\w*|link)\b|^\s*\*\s*\(/.test(text)) {
      lists.set(place, "popped");
    }
  }
  return lists;
}

const POINTER_LIKE = /(ptr|cur|bump|next|top|head|pos|free|brk|base|avail|arena)\w*$/i;
