// The facts about one file: every function that has to do with memory, with the file's own wrappers and macros known.
//
// A wrapper is known only after its body was read, so reading goes in rounds: first the functions that call what the
// table names, then those that call the wrappers found, and so on for a few rounds. Parameters of callees are looked at
// one call deep. Functions elsewhere are known by name alone.

import { lowerFunction } from "./control-flow.ts";
import { consumer } from "./expressions.ts";
import type { ParameterFacts } from "./flow-context.ts";
import {
  collectFunctionFacts,
  collectParameterFacts,
  type Declarations,
  type FileKnowledge,
  type FunctionFacts,
} from "./function-facts.ts";
import {
  type AllocatorTraits,
  allocatorNamed,
  MENTIONS_ALLOCATOR,
  neverReturnsByName,
  soundsLikeAllocator,
} from "./function-families.ts";
import type { LineIndex } from "./line-index.ts";
import type { Define, Include } from "./mask.ts";
import { FAILED, GIVEN } from "./memory-state.ts";
import type { Node } from "./parser.ts";
import {
  buildSyntax,
  childOf,
  type FunctionPlace,
  findFunctions,
  type SyntaxNode,
} from "./syntax.ts";

export interface CFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly defines: readonly Define[];
  readonly includes: readonly Include[];
}

/** A function of this file that hands out memory. */
export interface Wrapper extends AllocatorTraits {
  readonly name: string;
  readonly facts: FunctionFacts;
}

export interface FileFacts {
  readonly file: CFile;
  /** Those that allocate, in text order. */
  readonly functions: readonly FunctionFacts[];
  wrapper(name: string): Wrapper | undefined;
  /** What a call of this name gives, wrappers and macros of this file resolved. */
  allocator(name: string): AllocatorTraits | undefined;
  /** Names called by each function of the file, whether it allocates or not. */
  readonly calls: readonly FunctionCalls[];
}

export interface FunctionCalls {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly callees: ReadonlySet<string>;
}

const ROUNDS = 4;
const LEAVING_BODY = /exit|abort|longjmp|die|fatal|panic|unreachable|trap|noreturn|_Noreturn/i;

export function collectFacts(root: Node, masked: string, file: CFile): FileFacts {
  const places = findFunctions(root, masked);
  const byName = new Map(places.map((place) => [place.name, place]));
  const macros = new Map(file.defines.map((define) => [define.name, define]));
  const syntaxes = new Map<FunctionPlace, SyntaxNode | undefined>();
  const leaving = new Map<string, boolean>();
  const parameters = new Map<string, ParameterFacts | undefined>();
  const wrappers = new Map<string, Wrapper>();
  /** Functions that return no pointer, whatever their name sounds like. */
  const cleared = new Set<string>();
  const facts = new Map<FunctionPlace, FunctionFacts>();
  const callees = new Map<FunctionPlace, Set<string>>();

  const knowledge: FileKnowledge = {
    allocator(call, name, declarations) {
      const traits = allocator(name, 0);
      return traits?.pointerOnly && !isKeptAsPointer(call, declarations) ? undefined : traits;
    },
    neverReturns,
    guardsByMacro: (name) => {
      const define = macros.get(name);
      return define?.parameters !== undefined && GUARDING_BODY.test(define.body);
    },
    parameters: parametersOf,
  };

  const macroNames = file.defines.map((define) => define.name).filter(mayFail);
  const mentionsMacro = callOf(macroNames);
  let pending = places.filter((place) => {
    const text = textOf(place);
    if (!MENTIONS_ALLOCATOR.test(text) && !mentionsMacro.test(text)) return false;
    return [...calleesOf(place)].some(mayFail);
  });
  for (let round = 0; round < ROUNDS && pending.length > 0; round++) {
    const changed = new Set<string>();
    for (const place of pending) {
      const known = syntaxOf(place);
      const collected =
        known === undefined ? undefined : collectFunctionFacts(place.name, known, knowledge);
      if (collected === undefined) {
        facts.delete(place);
        continue;
      }
      facts.set(place, collected);
      if (learn(collected)) changed.add(collected.name);
    }
    const callsChanged = callOf(changed);
    pending = places.filter((place) => callsChanged.test(textOf(place)));
  }

  return {
    file,
    functions: [...facts].sort((a, b) => a[0].start - b[0].start).map(([, collected]) => collected),
    wrapper: (name) => wrappers.get(name),
    allocator: (name) => allocator(name, 0),
    get calls() {
      return places.map((place) => ({
        name: place.name,
        start: place.start,
        end: place.end,
        text: textOf(place),
        callees: calleesOf(place),
      }));
    },
  };

  function textOf(place: FunctionPlace): string {
    return masked.slice(place.start, place.end);
  }

  function syntaxOf(place: FunctionPlace): SyntaxNode | undefined {
    if (!syntaxes.has(place)) syntaxes.set(place, buildSyntax(place, masked));
    return syntaxes.get(place);
  }

  function calleesOf(place: FunctionPlace): ReadonlySet<string> {
    let names = callees.get(place);
    if (names === undefined) {
      names = new Set();
      for (const match of textOf(place).matchAll(/([A-Za-z_]\w*)\s*\(/g)) {
        names.add(match[1] as string);
      }
      names.delete(place.name);
      callees.set(place, names);
    }
    return names;
  }

  function allocator(name: string, depth: number): AllocatorTraits | undefined {
    const wrapper = wrappers.get(name);
    if (wrapper !== undefined) return wrapper;
    if (cleared.has(name)) return undefined;
    const define = macros.get(name);
    if (define !== undefined && depth < 4) {
      const target = macroTarget(define);
      if (target !== undefined && target !== name) return allocator(target, depth + 1);
      if (define.parameters !== undefined) return undefined;
    }
    const traits = allocatorNamed(name);
    // A name of hakmem's layers says more than a body that takes blocks from lists; of libc's names the body decides.
    return byName.has(name) && traits?.backend !== "pool" ? undefined : traits;
  }

  /** Functions that call only allocators which abort have nothing for the rules. */
  function mayFail(name: string): boolean {
    const traits = allocator(name, 0);
    return traits !== undefined && traits.failure !== "aborts";
  }

  /** Takes note of what `collected` says about its function; whether that is news. */
  function learn(collected: FunctionFacts): boolean {
    const wrapper = asWrapper(collected);
    const before = wrappers.get(collected.name);
    if (wrapper === undefined) {
      if (NO_MEMORY.has(collected.returnKind)) cleared.add(collected.name);
      return false;
    }
    wrappers.set(collected.name, wrapper);
    return before?.backend !== wrapper.backend || before.failure !== wrapper.failure;
  }

  function neverReturns(name: string): boolean {
    const known = leaving.get(name);
    if (known !== undefined) return known;
    const place = byName.get(name);
    if (place === undefined || !LEAVING_BODY.test(file.text.slice(place.start, place.end))) {
      return neverReturnsByName(name);
    }
    // While its own body is read, a function that calls itself counts as returning.
    leaving.set(name, false);
    const syntax = syntaxOf(place);
    const never = syntax !== undefined && !reachesExit(syntax);
    leaving.set(name, never || isDeclaredNoreturn(place));
    return leaving.get(name) === true;
  }

  function reachesExit(syntax: SyntaxNode): boolean {
    const { entry, exit } = lowerFunction(syntax, neverReturns);
    const seen = new Set([entry]);
    for (const block of seen) for (const edge of block.edges) seen.add(edge.to);
    return seen.has(exit);
  }

  function isDeclaredNoreturn(place: FunctionPlace): boolean {
    const head = file.text.slice(Math.max(0, place.start - 80), place.start + 160);
    return /noreturn/i.test(head.slice(0, head.indexOf("{") + 1 || undefined));
  }

  function parametersOf(name: string): ParameterFacts | undefined {
    const place = byName.get(name);
    if (place === undefined) return undefined;
    if (!parameters.has(name)) {
      // A function that calls itself is unknown to itself.
      parameters.set(name, undefined);
      const syntax = syntaxOf(place);
      parameters.set(name, syntax && collectParameterFacts(syntax, knowledge));
    }
    return parameters.get(name);
  }
}

/** Finds a call of one of `names`; matches nothing when there are none. */
function callOf(names: Iterable<string>): RegExp {
  const list = [...names].join("|");
  return list === "" ? /(?!)/ : new RegExp(`\\b(?:${list})\\s*\\(`);
}

const NO_MEMORY = new Set<FunctionFacts["returnKind"]>([
  "nothing",
  "boolean",
  "signed",
  "unsigned",
]);

/** The function as an allocator, when what it returns is memory it allocated. */
function asWrapper(facts: FunctionFacts): Wrapper | undefined {
  if (NO_MEMORY.has(facts.returnKind)) return undefined;
  const backends = new Set<AllocatorTraits["backend"]>();
  let bypass = false;
  let mayFail: AllocatorTraits["failure"] = "aborts";
  for (const { binding, afterFailure } of facts.returns) {
    for (const [id, outcomes] of binding) {
      const origin = facts.origins[id];
      if (origin?.kind === "null" && afterFailure) mayFail = "null";
      if (origin?.kind === "list") backends.add("pool");
      if (origin?.kind === "call" && soundsLikeAllocator(origin.name)) backends.add("pool");
      if (origin?.kind !== "allocation") continue;
      if ((outcomes & FAILED) !== 0 && mayFail !== "null") mayFail = origin.traits.failure;
      if ((outcomes & GIVEN) === 0) continue;
      backends.add(origin.traits.backend);
      bypass ||= origin.traits.bypass;
    }
  }
  const allocates = facts.returns.some(({ binding }) =>
    [...binding].some(
      ([id, outcomes]) => facts.origins[id]?.kind === "allocation" && (outcomes & GIVEN) !== 0,
    ),
  );
  if (!allocates) return undefined;
  const backend = backends.has("pool") ? "pool" : backends.has("libc") ? "libc" : "mapping";
  return { name: facts.name, facts, backend, failure: mayFail, bypass, pointerOnly: false };
}

const GUARDING_BODY = /\bif\b|\?|assert|abort|exit|\breturn\b|\bgoto\b|NULL/;

/** The function that a macro's value comes from, when it is one call or one name. */
function macroTarget(define: Define): string | undefined {
  const body = define.body.replace(/\s+/g, " ");
  if (define.parameters === undefined) return /^[A-Za-z_]\w*$/.exec(body)?.[0];
  if (/[?;{}]|&&|\|\|/.test(body)) return undefined;
  const call = /^[\s(]*(?:\([\w\s*]+\)[\s(]*)*([A-Za-z_]\w*) ?\(/.exec(body);
  return call?.[1];
}

function isKeptAsPointer(call: SyntaxNode, declarations: Declarations): boolean {
  if (call.parent?.type === "cast_expression") {
    return /\*|uintptr_t/.test(childOf(call.parent, "type")?.text ?? "");
  }
  const { node } = consumer(call);
  if (node?.type === "init_declarator") {
    return !declarations.numbers.has(childOf(node, "declarator")?.text ?? "");
  }
  if (node?.type === "assignment_expression") {
    return !declarations.numbers.has(childOf(node, "left")?.text ?? "");
  }
  return true;
}
