// **What it finds.** A function that hands out memory of its own allocator (a pool, an arena, a free list over mapped
// memory) and on another way out memory of libc's heap. Also memory taken from libc past a replaced malloc
// (`__libc_malloc`) and dressed with the allocator's own header. Wrappers and macros of the same file are seen through.
// **Why it matters.** Both kinds reach one free path, which must guess; a wrong guess is `free(): invalid pointer`.
// **Fix offered.** Report ENOMEM and return NULL instead of falling back.
// **Does not see.** Fallbacks through function pointers or wrappers of other files; results handed out through a
// pointer parameter; `mmap` beside `malloc`; `realloc` of the caller's own block, which is left alone on purpose.

import { bare, callArguments } from "../expressions.ts";
import type { FileFacts } from "../file-facts.ts";
import type { Finding, RelatedPlace } from "../finding.ts";
import type { FunctionFacts, ReturnFact } from "../function-facts.ts";
import {
  isLibcFree,
  isMallocEntryPoint,
  isRelease,
  soundsLikeAllocator,
} from "../function-families.ts";
import { GIVEN } from "../memory-state.ts";
import type { Origin } from "../origins.ts";
import { reportInsteadOfFallback } from "../report-enomem.ts";
import type { SyntaxNode } from "../syntax.ts";
import type { Rule } from "./rule.ts";

export const allocFallbackLibc: Rule = {
  meta: {
    id: "alloc-fallback-libc",
    title: "Memory from two allocators",
    severity: "warning",
    summary:
      "A function that hands out memory of its own allocator returns libc memory on another way out, so that one free " +
      "path receives blocks of two allocators. Information instead of warning where malloc itself is defined.",
    page: "alloc-fallback-libc.md",
  },
  check(facts) {
    return facts.functions.flatMap((fn) => checkFunction(facts, fn));
  },
};

type Allocation = Extract<Origin, { kind: "allocation" }>;

interface Returned {
  readonly origin: Origin;
  readonly by: ReturnFact;
}

function checkFunction(facts: FileFacts, fn: FunctionFacts): Finding[] {
  if (fn.returnKind !== "pointer" && fn.returnKind !== "other") return [];
  const returned = returnedMemory(fn);
  const fromLibc = returned.filter(({ origin }) => isFallback(facts, fn, origin));
  if (fromLibc.length === 0) return [];
  const own = returned.filter(({ origin }) => isOwnMemory(facts, fn, origin));
  const isMixed = own.length > 0;
  const findings = new Map<SyntaxNode, Finding>();
  for (const { origin, by } of fromLibc) {
    if (origin.kind !== "allocation" || findings.has(origin.call)) continue;
    if (isMixed ? isChosenByMode(facts, fn, by) : !isDressed(fn, origin)) continue;
    const first = own[0];
    findings.set(
      origin.call,
      makeFinding(facts, fn, { origin, isMixed }, [
        ...(first === undefined ? [] : [ownPlace(facts, first)]),
        ...(isWithin(origin.call, by.statement) ? [] : [returnPlace(facts, by)]),
        ...callerPlaces(facts, fn, isMixed),
        ...freeSide(facts),
      ]),
    );
  }
  return [...findings.values()];
}

function returnedMemory(fn: FunctionFacts): Returned[] {
  return fn.returns.flatMap((by) =>
    [...by.binding].flatMap(([id, outcomes]) => {
      const origin = fn.origins[id];
      return origin !== undefined && (outcomes & GIVEN) !== 0 ? [{ origin, by }] : [];
    }),
  );
}

/** libc memory, unless the wrapper it comes through is reported itself or the block was the caller's already. */
function isFallback(facts: FileFacts, fn: FunctionFacts, origin: Origin): boolean {
  if (origin.kind !== "allocation" || origin.traits.backend !== "libc") return false;
  if (/realloc/.test(origin.name) && resizesParameter(fn, origin.call)) return false;
  const wrapper = facts.wrapper(origin.name)?.facts;
  return !wrapper?.origins.some(
    (inner) => inner.kind === "allocation" && isDressed(wrapper, inner),
  );
}

function resizesParameter(fn: FunctionFacts, call: SyntaxNode): boolean {
  const block = callArguments(call)[0];
  if (block === undefined) return false;
  return fn.parameters.includes(bare(block).text);
}

/** Memory of another allocator than libc. A popped free list counts only when fed by mapped memory: else it recycles. */
function isOwnMemory(facts: FileFacts, fn: FunctionFacts, origin: Origin): boolean {
  switch (origin.kind) {
    case "allocation":
      return origin.traits.backend === "pool";
    case "list":
      return origin.how === "carved" || isFedByMapping(facts, origin.place);
    case "call":
      return (
        origin.name !== fn.name &&
        !isHook(fn, origin.name) &&
        soundsLikeAllocator(origin.name) &&
        facts.wrapper(origin.name) === undefined
      );
    default:
      return false;
  }
}

/** A function pointer that is tested or set before it is called: one allocator is chosen once, and freed by its twin. */
function isHook(fn: FunctionFacts, name: string): boolean {
  return new RegExp(`\\b${name}\\b(?!\\s*\\()`).test(fn.syntax.text);
}

/** Some function of the file that knows the list also maps memory or takes it from a SuperSlab. */
function isFedByMapping(facts: FileFacts, place: string): boolean {
  const list = new RegExp(`\\b${/\w+(?=\W*$)/.exec(place)?.[0] ?? place}\\b`);
  return facts.calls.some(({ text }) => MAPS_MEMORY.test(text) && list.test(text));
}

const MAPS_MEMORY = /\b(mmap|mmap64|sbrk|VirtualAlloc|superslab_\w+)\s*\(/;

/** The fallback bypasses the project's own malloc and gets the project's own header: only an allocator does that. */
function isDressed(fn: FunctionFacts, origin: Allocation): boolean {
  if (!/^(__)?(libc|real)_/.test(origin.name) || isMallocEntryPoint(fn.name)) return false;
  const writesHeader = /(->|\.)\s*\w*(magic|method|tag|owner|kind|source)\w*\s*=[^=]/i;
  return writesHeader.test(fn.syntax.text);
}

/** The function asks its handle which backend to use, and so does a function that frees. */
function isChosenByMode(facts: FileFacts, fn: FunctionFacts, by: ReturnFact): boolean {
  const before = fn.syntax.text.slice(0, by.statement.end - fn.syntax.start);
  const modes = new Set(
    [...before.matchAll(/\b(?:if|switch)\s*\(\s*!?\s*\w+(?:->|\.)(\w+)\s*(?:\)|[=!]=)/g)].map(
      (match) => match[1] as string,
    ),
  );
  return facts.calls.some(
    (other) =>
      other.name !== fn.name &&
      [...other.callees].some(isLibcFree) &&
      [...modes].some((mode) =>
        new RegExp(`\\b(if|switch)\\s*\\([^;{]*(->|\\.)${mode}\\b`).test(other.text),
      ),
  );
}

function makeFinding(
  facts: FileFacts,
  fn: FunctionFacts,
  { origin, isMixed }: { origin: Allocation; isMixed: boolean },
  related: readonly RelatedPlace[],
): Finding {
  const isEntryPoint = isMallocEntryPoint(fn.name);
  const source = isMallocEntryPoint(origin.name)
    ? `libc ${origin.name}()`
    : `libc through ${origin.name}()`;
  const message = isEntryPoint
    ? `${fn.name}() passes to ${source}, as replacements do at start-up and on re-entry; free() must recognise these blocks`
    : isMixed
      ? `${fn.name}() hands out memory of its own allocator, but this block comes from ${source}: one free path gets both`
      : `${fn.name}() hands out this block from ${source} under the allocator's own header: one free path gets both`;
  return {
    rule: allocFallbackLibc.meta.id,
    severity: isEntryPoint ? "information" : allocFallbackLibc.meta.severity,
    range: facts.file.lines.range(origin.call.start, origin.call.end),
    message,
    function: fn.name,
    related,
    fix: isEntryPoint ? undefined : reportInsteadOfFallback(facts.file, fn, origin.call),
  };
}

function ownPlace(facts: FileFacts, { origin, by }: Returned): RelatedPlace {
  const { lines } = facts.file;
  if (origin.kind === "allocation" || origin.kind === "call") {
    return {
      range: lines.range(origin.call.start, origin.call.end),
      message: `the allocator's own memory: ${origin.name}()`,
    };
  }
  return {
    range: lines.range(by.statement.start, by.statement.end),
    message: "the allocator's own memory is returned here",
  };
}

function returnPlace(facts: FileFacts, by: ReturnFact): RelatedPlace {
  return {
    range: facts.file.lines.range(by.statement.start, by.statement.end),
    message: "the libc block is returned here",
  };
}

/** Who gets memory from a function whose only backend is the dressed fallback. */
function callerPlaces(facts: FileFacts, fn: FunctionFacts, isMixed: boolean): RelatedPlace[] {
  if (isMixed) return [];
  return facts.functions.flatMap((caller) =>
    caller.sites
      .filter((site) => site.name === fn.name)
      .map((site) => ({
        range: facts.file.lines.range(site.call.start, site.call.end),
        message: `${caller.name}() falls back to it here`,
      })),
  );
}

/** Where the file frees with libc's free or with another routine, depending on something. */
function freeSide(facts: FileFacts): RelatedPlace[] {
  for (const { callees, start, text, name } of facts.calls) {
    const frees = [...callees].filter(isRelease);
    if (!frees.some(isLibcFree) || frees.every(isLibcFree) || !/\b(if|switch|\?)/.test(text))
      continue;
    const at = start + Math.max(0, text.indexOf(name));
    return [
      {
        range: facts.file.lines.range(at, at + name.length),
        message: `${name}() has to decide which allocator owns a block`,
      },
    ];
  }
  return [];
}

function isWithin(node: SyntaxNode, outer: SyntaxNode): boolean {
  return node.start >= outer.start && node.end <= outer.end;
}
