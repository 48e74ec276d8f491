// A job is one order of a parameter set or one row; its result is the facts that the document tells.

import { phasesTrace } from "./phases.ts";
import { assume, type End, type OrderFacts, play, playOrder, traceOf } from "./play.ts";
import { phases, type Row, rows } from "./rows.ts";
import { type ParameterSet, parameterSets } from "./sets.ts";

export type Job =
  | { readonly kind: "order"; readonly set: number; readonly order: number }
  | { readonly kind: "row"; readonly row: number };

export interface Facts {
  /** By what is played, then by order. */
  readonly orders: Readonly<Record<string, readonly OrderFacts[]>>;
  /** By the row's name. */
  readonly rows: Readonly<Record<string, End>>;
}

/** Jobs of the first so many orders of each set, long ones first, and of all rows. */
export function jobsFor(orders: (set: ParameterSet) => number): Job[] {
  const played = parameterSets.flatMap((set, index) =>
    Array.from({ length: orders(set) }, (_, order): Job => ({ kind: "order", set: index, order })),
  );
  return [...played, ...rows.map((_, row): Job => ({ kind: "row", row }))];
}

export async function playJob(job: Job): Promise<OrderFacts | End> {
  if (job.kind === "row") return playRow(rows[job.row] as Row);
  const set = parameterSets[job.set] as ParameterSet;
  return playOrder(set.workload, job.order, job.order < set.ordersUnderAB);
}

async function playRow({ workload, order, policy, environment, switches }: Row): Promise<End> {
  const trace = workload === phases ? await phasesTrace() : await traceOf(workload, order);
  return play(assume(trace, environment), policy, order, switches);
}

/** Results in the order of their jobs. */
export function factsOf(jobs: readonly Job[], results: readonly (OrderFacts | End)[]): Facts {
  const orders: Record<string, OrderFacts[]> = {};
  const byName: Record<string, End> = {};
  for (const [index, job] of jobs.entries()) {
    const result = results[index];
    if (job.kind === "row") byName[(rows[job.row] as Row).name] = result as End;
    else {
      const { workload } = parameterSets[job.set] as ParameterSet;
      orders[workload] ??= [];
      orders[workload].push(result as OrderFacts);
    }
  }
  // As JSON has it, so that facts read from a file equal facts just played.
  return JSON.parse(JSON.stringify({ orders, rows: byName })) as Facts;
}
