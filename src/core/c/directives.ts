// The preprocessor's lines as text: where each directive begins and ends, and what the conditional ones hide.
//
// Offsets are those of the text. Comments and strings are followed so that a `#` inside them is no directive; an
// unterminated string ends with its line, as prose under `#if 0` needs. Nothing is expanded or evaluated, except that
// `#if 0` and tests for C++ are known to be false.

export interface Directive {
  /** Without the `#`: `if`, `define`, `include` …; empty for a lone `#`. */
  readonly keyword: string;
  /** What follows the keyword, continuation lines joined, comments left out. */
  readonly rest: string;
  readonly start: number;
  /** After the last character of its last line, before the line end. */
  readonly end: number;
}

export interface Scan {
  readonly directives: readonly Directive[];
  /** Comments and string or character literals as [start, end) pairs, in order. */
  readonly quoted: readonly number[];
}

export function scanDirectives(text: string): Scan {
  const directives: Directive[] = [];
  const quoted: number[] = [];
  let lineIsBlank = true;
  let i = 0;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === NEWLINE || c === RETURN) {
      lineIsBlank = true;
      i++;
    } else if (c === SPACE || c === TAB) {
      i++;
    } else if (c === HASH && lineIsBlank) {
      const end = directiveEnd(text, i);
      directives.push(parseDirective(text, i, end));
      i = end;
    } else {
      const end = quotedEnd(text, i);
      if (end > i) {
        quoted.push(i, end);
        // A comment before `#` leaves the line blank for the preprocessor.
        if (c !== SLASH) lineIsBlank = false;
        i = end;
      } else {
        lineIsBlank = false;
        i++;
      }
    }
  }
  return { directives, quoted };
}

/** The end of the comment or literal that begins at `start`, or `start` when none begins there. */
export function quotedEnd(text: string, start: number): number {
  const c = text.charCodeAt(start);
  if (c === SLASH) {
    const next = text.charCodeAt(start + 1);
    if (next === SLASH) return lineEnd(text, start);
    if (next !== STAR) return start;
    const close = text.indexOf("*/", start + 2);
    return close < 0 ? text.length : close + 2;
  }
  if (c !== QUOTE && c !== APOSTROPHE) return start;
  for (let i = start + 1; i < text.length; i++) {
    const inside = text.charCodeAt(i);
    if (inside === c) return i + 1;
    if (inside === NEWLINE || inside === RETURN) return i;
    if (inside === BACKSLASH) i += text.startsWith("\r\n", i + 1) ? 2 : 1;
  }
  return text.length;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;

/** End of the line at `start`, over `\`-continued lines. */
function lineEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i += text.startsWith("\r\n", i + 1) ? 2 : 1;
    else if (c === NEWLINE || c === RETURN) return i;
  }
  return text.length;
}

function directiveEnd(text: string, start: number): number {
  let i = start;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === NEWLINE || c === RETURN) return i;
    if (c === BACKSLASH) i += text.startsWith("\r\n", i + 1) ? 3 : 2;
    else if (c === SLASH) i = Math.max(quotedEnd(text, i), i + 1);
    else i++;
  }
  return text.length;
}

function parseDirective(text: string, start: number, end: number): Directive {
  const plain = text
    .slice(start + 1, end)
    .replace(/\\\r?\n/g, " ")
    .replace(/\/\*[\s\S]*?(\*\/|$)|\/\/.*/g, " ");
  const match = /^\s*([a-z_]*)\s*([\s\S]*)$/.exec(plain);
  return { keyword: match?.[1] ?? "", rest: (match?.[2] ?? "").trim(), start, end };
}
