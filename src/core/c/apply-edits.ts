// Text after edits: what an editor would do with a fix. Edits refer to the text before any of them and do not overlap;
// overlapping ones are a bug of the fix that made them.

import { invariant } from "../base/invariant.ts";
import type { TextEdit } from "../base/position.ts";
import { indexLines } from "./line-index.ts";

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = indexLines(text);
  const placed = edits
    .map((edit) => ({
      start: lines.offset(edit.range.start),
      end: lines.offset(edit.range.end),
      text: edit.text,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let result = "";
  let done = 0;
  for (const edit of placed) {
    invariant(edit.start >= done, "edits of one fix overlap");
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}
