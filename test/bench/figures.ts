// From passes to figures: what is warm, what is cold, and how a contestant compares with the one that all are measured by.
//
// Times on a shared machine drift by tens of percent from minute to minute, so ratios are taken inside one round, between
// processes that ran one after the other, and the median of those is what is shown.

/** One pass of one process: nanoseconds per event. */
export interface Pass {
  readonly cpu: number;
  readonly wall: number;
  /** Events played, where the pass was cut. */
  readonly cutAfter?: number;
}

/** Passes of each round, by contestant, then by trace. */
export type Measured = ReadonlyMap<string, ReadonlyMap<string, readonly (readonly Pass[])[]>>;

export const temperatures = ["warm", "cold"] as const;
export type Temperature = (typeof temperatures)[number];

export interface Cell {
  /** Median over the rounds, nanoseconds of processor time per event. */
  readonly ns: number;
  /** Median of the rounds' ratios to the base. */
  readonly ratio: number;
  /** Was only a part of the trace played? */
  readonly cut: boolean;
}

export interface Row {
  readonly name: string;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Geometric mean of the ratios over all traces; not a number where one is missing. */
  readonly overall: number;
}

/** The first passes compile and touch memory for the first time. */
const FIRST_WARM_PASS = 2;

/** Processor time of one process: its first pass, or the median of those from the third on. */
export function timeOf(passes: readonly Pass[], temperature: Temperature): number {
  const warm = passes.slice(Math.min(FIRST_WARM_PASS, passes.length - 1));
  const chosen = temperature === "cold" ? passes.slice(0, 1) : warm;
  return median(chosen.map(({ cpu }) => cpu));
}

/** A row for each contestant, relative to `base`, which has played all traces. */
export function rowsOf(measured: Measured, base: string, temperature: Temperature): Row[] {
  const all = measured.get(base)?.size ?? 0;
  return [...measured].map(([name, traces]) => {
    const cells = new Map<string, Cell>();
    for (const [trace, rounds] of traces) {
      const bases = measured.get(base)?.get(trace) ?? [];
      const times = rounds.map((passes) => timeOf(passes, temperature));
      const ratios = times.map((time, round) => time / timeOf(bases[round] ?? [], temperature));
      const cut = rounds.some((passes) => passes.some((pass) => pass.cutAfter !== undefined));
      cells.set(trace, { ns: median(times), ratio: median(ratios), cut });
    }
    const ratios = [...cells.values()].map(({ ratio }) => ratio);
    return { name, cells, overall: cells.size < all ? Number.NaN : geometricMean(ratios) };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
