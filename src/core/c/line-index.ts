// Offsets to lines and columns as editors count them: lines end at LF, CRLF or a lone CR, columns are UTF-16 units.

import type { Position, Range } from "../base/position.ts";

export interface LineIndex {
  position(offset: number): Position;
  range(start: number, end: number): Range;
  offset(position: Position): number;
  /** Where the line holding `offset` begins. */
  lineStart(offset: number): number;
}

export function indexLines(text: string): LineIndex {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 13 && text.charCodeAt(i + 1) === 10) i++;
    if (code === 10 || code === 13) starts.push(i + 1);
  }

  function lineOf(offset: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function position(offset: number): Position {
    const line = lineOf(offset);
    return { line, character: offset - (starts[line] as number) };
  }

  return {
    position,
    range: (start, end) => ({ start: position(start), end: position(end) }),
    offset: ({ line, character }) =>
      Math.min(text.length, (starts[line] ?? text.length) + character),
    lineStart: (offset) => starts[lineOf(offset)] as number,
  };
}
