// The door of the C layer: a parser to make once, a source to analyse, edits to apply.

export { type AnalysedSource, analyseSource } from "./analyse.ts";
export { applyEdits } from "./apply-edits.ts";
export type { Finding, Fix, RelatedPlace, RuleId, Severity } from "./finding.ts";
export type { CParser, CTree } from "./parser.ts";
export { rules } from "./rules/index.ts";
export type { Rule, RuleMeta } from "./rules/rule.ts";
export { isCSource } from "./source-names.ts";
