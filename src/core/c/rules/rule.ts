// What a rule is: its description as data, and a check from facts to findings.

import type { FileFacts } from "../file-facts.ts";
import type { Finding, RuleId, Severity } from "../finding.ts";

export interface RuleMeta {
  readonly id: RuleId;
  readonly title: string;
  readonly severity: Severity;
  /** One paragraph, for settings and lists. */
  readonly summary: string;
  /** File name of its page under `media/rules`. */
  readonly page: string;
}

export interface Rule {
  readonly meta: RuleMeta;
  check(facts: FileFacts): readonly Finding[];
}
