import type { Rule } from "./rule.ts";

export const oomUnchecked: Rule = {
  meta: {
    id: "oom-unchecked",
    title: "Used without a NULL test",
    severity: "warning",
    summary: "Used without a NULL test.",
    page: "oom-unchecked.md",
  },
  check: () => [],
};
