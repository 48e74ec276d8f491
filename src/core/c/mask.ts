// Text that the grammar can read: the same length as the source, with spaces where the preprocessor would confuse it.
//
// Every offset stays what it was, because characters are only ever replaced by spaces and line ends are kept. Directives
// go, of each conditional one branch stays, and macros that the file itself defines as nothing or as attributes go.
// The first branch stays in the `first` mask and the last one in the `last` mask, so two passes see an `#else`; of three
// branches the middle ones are never seen. `#if 0` and C++ branches are left out of both.

import { type Directive, scanDirectives } from "./directives.ts";

export interface Define {
  readonly name: string;
  /** Undefined for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  readonly body: string;
}

export interface Include {
  readonly name: string;
  /** In angle brackets. */
  readonly isSystem: boolean;
  readonly start: number;
  readonly end: number;
  /** How many conditionals are open around it. */
  readonly depth: number;
}

export interface Masked {
  /** Keeps the first branch of each conditional. */
  readonly first: string;
  /** Keeps the last branch; undefined when no conditional has two. */
  readonly last: string | undefined;
  /** What only `last` shows, as [start, end) pairs in order. */
  readonly onlyLast: readonly number[];
  readonly defines: readonly Define[];
  readonly includes: readonly Include[];
}

export function maskSource(text: string): Masked {
  const { directives, quoted } = scanDirectives(text);
  const defines = directives.flatMap((d) => (d.keyword === "define" ? parseDefine(d.rest) : []));
  const attributes = attributeMacros(text, defines, directives, quoted);
  const regions = hiddenRegions(directives, text.length);
  const directiveSpans = directives.flatMap((d) => [d.start, d.end]);
  const common = [...directiveSpans, ...attributes];
  return {
    first: blank(text, [...common, ...regions.hiddenInFirst]),
    last:
      regions.onlyLast.length === 0 ? undefined : blank(text, [...common, ...regions.hiddenInLast]),
    onlyLast: regions.onlyLast,
    defines,
    includes: parseIncludes(directives),
  };
}

interface Conditional {
  /** Where the branch now open began. */
  start: number;
  branches: { start: number; end: number; usable: boolean }[];
  usable: boolean;
}

const NEVER_TRUE = /^(0|0[lLuU]+|(defined\b[\s(]*)?__cplusplus\b.*)$/;

function hiddenRegions(directives: readonly Directive[], end: number) {
  const hiddenInFirst: number[] = [];
  const hiddenInLast: number[] = [];
  const onlyLast: number[] = [];
  const open: Conditional[] = [];

  function endBranch(at: number): void {
    const top = open.at(-1);
    top?.branches.push({ start: top.start, end: at, usable: top.usable });
  }
  function close(at: number): void {
    endBranch(at);
    const { branches } = open.pop() as Conditional;
    const usable = branches.filter((branch) => branch.usable);
    const first = usable[0];
    const last = usable.at(-1);
    for (const branch of branches) {
      if (branch !== first) hiddenInFirst.push(branch.start, branch.end);
      if (branch !== last) hiddenInLast.push(branch.start, branch.end);
    }
    if (last !== undefined && last !== first) onlyLast.push(last.start, last.end);
  }

  for (const { keyword, rest, start, end: after } of directives) {
    if (keyword === "if" || keyword === "ifdef" || keyword === "ifndef") {
      const never = keyword === "ifndef" ? false : NEVER_TRUE.test(rest);
      open.push({ start: after, branches: [], usable: !never });
    } else if (/^(else|elif|elifdef|elifndef)$/.test(keyword)) {
      const top = open.at(-1);
      if (top === undefined) continue;
      endBranch(start);
      top.start = after;
      top.usable = keyword === "else" || !NEVER_TRUE.test(rest);
    } else if (keyword === "endif" && open.length > 0) {
      close(start);
    }
  }
  while (open.length > 0) close(end);
  return { hiddenInFirst, hiddenInLast, onlyLast };
}

function parseDefine(rest: string): Define[] {
  const match = /^([A-Za-z_]\w*)(\(([^)]*)\))?\s*([\s\S]*)$/.exec(rest);
  if (match === null) return [];
  const [, name = "", parenthesized, list = "", body = ""] = match;
  const parameters = parenthesized === undefined ? undefined : list.split(",").map((p) => p.trim());
  return [{ name, parameters, body: body.trim() }];
}

function parseIncludes(directives: readonly Directive[]): Include[] {
  const includes: Include[] = [];
  let depth = 0;
  for (const { keyword, rest, start, end } of directives) {
    if (keyword.startsWith("if")) depth++;
    else if (keyword === "endif") depth = Math.max(0, depth - 1);
    else if (keyword === "include") {
      includes.push({
        name: rest.replace(/[<>"]/g, "").trim(),
        isSystem: rest.startsWith("<"),
        start,
        end,
        depth,
      });
    }
  }
  return includes;
}

const ATTRIBUTE_BODY =
  /^(\s*(__attribute__\s*\(\(.*\)\)|__declspec\s*\([^)]*\)|\[\[.*\]\]|__?inline(__)?|inline|static|extern|_Noreturn|__?restrict(__)?|__forceinline|__extension__)\s*)*$/s;

/** A macro nobody here defines, before something that can only be a declaration: `HAK_INTERNAL static void* f(…)`. */
const UNKNOWN_PREFIX =
  /^([ \t]*)([A-Z_][A-Z0-9_]{2,})(?=\s+(static|inline|extern|void|int|char|const|unsigned|struct|size_t|uint\d+_t|bool)\b)/gm;

function attributeMacros(
  text: string,
  defines: readonly Define[],
  directives: readonly Directive[],
  quoted: readonly number[],
): number[] {
  const blankable = new Map<string, boolean>();
  for (const define of defines) {
    const plain = ATTRIBUTE_BODY.test(define.body);
    blankable.set(define.name, plain && (blankable.get(define.name) ?? true));
  }
  const names = [...blankable].filter(([, plain]) => plain).map(([name]) => name);
  const spans: number[] = [];
  const inCode = outside([...directives.flatMap((d) => [d.start, d.end])], quoted);
  for (const match of text.matchAll(UNKNOWN_PREFIX)) {
    const start = match.index + (match[1] as string).length;
    if (inCode(start)) spans.push(start, match.index + match[0].length);
  }
  if (names.length === 0) return spans;
  const wanted = new Set(names);
  for (const match of text.matchAll(/[A-Za-z_]\w*/g)) {
    if (!wanted.has(match[0]) || !inCode(match.index)) continue;
    const after = match.index + match[0].length;
    const end = callEnd(text, after);
    // `LOG(p);` is a statement whose macro is empty here; as a call it parses and says that `p` is only mentioned.
    if (end > after && /^\s*;/.test(text.slice(end, end + 40))) continue;
    spans.push(match.index, end);
  }
  return spans;
}

/** After the balanced parentheses that follow `at`, or `at`. */
function callEnd(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) === 32) i++;
  if (text[i] !== "(") return at;
  let depth = 0;
  for (const limit = Math.min(text.length, i + 400); i < limit; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return i + 1;
  }
  return at;
}

/** Whether an offset is in none of the spans; asked with growing offsets. */
function outside(a: readonly number[], b: readonly number[]): (offset: number) => boolean {
  const within = (spans: readonly number[], offset: number) => {
    let low = 0;
    let high = spans.length / 2 - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (offset < (spans[2 * middle] as number)) high = middle - 1;
      else if (offset >= (spans[2 * middle + 1] as number)) low = middle + 1;
      else return true;
    }
    return false;
  };
  return (offset) => !within(a, offset) && !within(b, offset);
}

/** `text` with everything inside `spans` but line ends replaced by spaces. */
function blank(text: string, spans: readonly number[]): string {
  const pairs: [number, number][] = [];
  for (let i = 0; i < spans.length; i += 2) {
    pairs.push([spans[i] as number, spans[i + 1] as number]);
  }
  pairs.sort((a, b) => a[0] - b[0]);
  const parts: string[] = [];
  let done = 0;
  for (const [start, end] of pairs) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    parts.push(text.slice(done, from), text.slice(from, end).replace(/[^\r\n]/g, " "));
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join("");
}
