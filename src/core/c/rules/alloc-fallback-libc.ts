import type { Rule } from "./rule.ts";

export const allocFallbackLibc: Rule = {
  meta: {
    id: "alloc-fallback-libc",
    title: "Memory from two allocators",
    severity: "warning",
    summary: "Memory from two allocators.",
    page: "alloc-fallback-libc.md",
  },
  check: () => [],
};
