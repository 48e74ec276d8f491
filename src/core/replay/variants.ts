// The same replay under other readings of the open facts, everything else equal: results stand side by side, and none is
// called the true one.
//
// Two sets of readings matter. *Routes*: which free path meets a fallback block, M1 to M4, because no document says which
// one hakmem took. *Other readings*: each open fact that this replay asked about, flipped alone; if the outcome stays, the
// verdict is robust. A variant that changes only facts which the replay never asked about is not played again.

import { ROUTES, type Switches, type SwitchName, switchTable } from "../../../allocator/index.ts";
import type { WorkControl } from "../base/cancelled.ts";
import type { Recording } from "../recording/index.ts";
import type { Trace } from "../trace/index.ts";
import { type ReplayOptions, replay } from "./replay.ts";

export interface Variant {
  /** M1 to M4, or `switch=reading`. */
  readonly name: string;
  readonly switches: Partial<Switches>;
}

export interface VariantResult extends Variant {
  /** The base's own recording where nothing that the variant changes was asked about. */
  readonly recording: Recording;
}

export const routes: readonly Variant[] = Object.entries(ROUTES).map(([name, switches]) => ({
  name,
  switches,
}));

/** Every other reading of every open fact that `base` asked about, one at a time. */
export function otherReadings(base: Recording): readonly Variant[] {
  return switchTable
    .filter(({ name }) => base.verdict.dependsOn.includes(name))
    .flatMap(({ name, values }) =>
      values
        .filter((reading) => reading !== base.switches[name])
        .map((reading) => ({ name: `${name}=${reading}`, switches: { [name]: reading } })),
    );
}

export async function replayVariants(
  trace: Trace,
  options: ReplayOptions,
  base: Recording,
  variants: readonly Variant[],
  control: WorkControl,
): Promise<readonly VariantResult[]> {
  const results: VariantResult[] = [];
  for (const variant of variants) {
    const changed = {
      ...options,
      check: false,
      switches: { ...options.switches, ...variant.switches },
    };
    const recording = matters(variant.switches, base)
      ? (await replay(trace, changed, control)).recording
      : base;
    results.push({ ...variant, recording });
  }
  return results;
}

function matters(switches: Partial<Switches>, base: Recording): boolean {
  const names = Object.keys(switches) as SwitchName[];
  return names.some(
    (name) => switches[name] !== base.switches[name] && base.verdict.dependsOn.includes(name),
  );
}
