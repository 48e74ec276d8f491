// What a rule says about one place in C source: data only, made for diagnostics, quick fixes, `lint` and reports alike.

import type { Range, TextEdit } from "../base/position.ts";

export type RuleId = "alloc-fallback-libc" | "oom-unchecked";

export type Severity = "error" | "warning" | "information" | "hint";

export interface RelatedPlace {
  readonly range: Range;
  readonly message: string;
}

export interface Fix {
  /** Imperative, as a light-bulb entry. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** The allocation site: one finding a site. */
  readonly range: Range;
  readonly message: string;
  /** Enclosing function; the join with replays goes by it. */
  readonly function: string;
  readonly related: readonly RelatedPlace[];
  readonly fix: Fix | undefined;
}
