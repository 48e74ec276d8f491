// The environment a replay assumes, from what a trace or a user says about it, and the words for it.
//
// The hypothesis stands in every verdict, so it names each figure that differs from the defaults, unless the trace brings a
// sentence of its own for the figures it sets.

import { defaultEnvironment, type Environment } from "../../../allocator/index.ts";
import type { Trace } from "../trace/index.ts";

/** The defaults under other figures, which are named where no sentence speaks for them. */
export function environmentUnder(stated: Partial<Environment>): Environment {
  const defaults = defaultEnvironment();
  const { hypothesis, ...figures } = stated;
  const words = hypothesis ?? hypothesisWith(defaults.hypothesis, figures);
  return { ...defaults, ...figures, hypothesis: words };
}

/** The trace under figures that somebody else chose; the hypothesis says so. */
export function assume(trace: Trace, figures: Partial<Environment>): Trace {
  const { hypothesis } = trace.environment;
  const words = hypothesis === undefined ? {} : { hypothesis: hypothesisWith(hypothesis, figures) };
  return { ...trace, environment: { ...trace.environment, ...figures, ...words } };
}

function hypothesisWith(hypothesis: string, figures: Partial<Environment>): string {
  const entries = Object.entries(figures).map(([name, value]) => `${name} ${value ?? "none"}`);
  return entries.length === 0 ? hypothesis : `${hypothesis}; with ${entries.join(", ")}`;
}
