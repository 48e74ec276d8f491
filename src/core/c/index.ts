// The door of the C layer.

export type { Finding, Fix, RelatedPlace, RuleId, Severity } from "./finding.ts";
