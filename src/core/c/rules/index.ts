// The registry: one line a rule.

import { allocFallbackLibc } from "./alloc-fallback-libc.ts";
import { oomUnchecked } from "./oom-unchecked.ts";
import type { Rule } from "./rule.ts";

export const rules: readonly Rule[] = [allocFallbackLibc, oomUnchecked];
