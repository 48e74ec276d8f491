// The hand-off's four larson runs, and how long the model plays each.
//
// A second is a budget of a million replacements here, so the runs are played for as many as the hand-off's figures imply, or
// a little more: far enough to meet what the real ones met. One thread has one order, so seeds change nothing there.

export interface ParameterSet {
  /** As the hand-off ran it. */
  readonly handOff: string;
  /** Its figure, and what it says of the run. */
  readonly operationsPerSecond: number;
  readonly reported: string;
  readonly seconds: number;
  readonly chunks: number;
  readonly threads: number;
  /** What is played. */
  readonly workload: string;
  /** Orders of threads: seeds 0 to `orders` - 1. */
  readonly orders: number;
  /** Of these, the first so many are played again by `npm test`. */
  readonly ordersTested: number;
  /** Orders that are played under Options A + B alone. */
  readonly ordersUnderAB: number;
}

const larson = (seconds: number, rest: string): string => `larson ${seconds} ${rest}`;

export const parameterSets: readonly ParameterSet[] = [
  {
    handOff: larson(1, "1 128 1024 1 12345 1"),
    operationsPerSecond: 2_740_000,
    reported: "works",
    seconds: 1,
    chunks: 1024,
    threads: 1,
    workload: larson(2.74, "1 128 1024 1 12345 1"),
    orders: 1,
    ordersTested: 1,
    ordersUnderAB: 1,
  },
  {
    handOff: larson(2, "8 128 1024 1 12345 2"),
    operationsPerSecond: 4_910_000,
    reported: "works",
    seconds: 2,
    chunks: 1024,
    threads: 2,
    workload: larson(10, "8 128 1024 1 12345 2"),
    orders: 100,
    ordersTested: 2,
    ordersUnderAB: 10,
  },
  {
    handOff: larson(10, "8 128 256 1 12345 4"),
    operationsPerSecond: 251_000,
    reported: "works",
    seconds: 10,
    chunks: 256,
    threads: 4,
    workload: larson(2.6, "8 128 256 1 12345 4"),
    orders: 100,
    ordersTested: 12,
    ordersUnderAB: 10,
  },
  {
    handOff: larson(10, "8 128 1024 1 12345 4"),
    operationsPerSecond: 981_000,
    reported: "crashes in 70 % of runs",
    seconds: 10,
    chunks: 1024,
    threads: 4,
    workload: larson(10, "8 128 1024 1 12345 4"),
    orders: 100,
    ordersTested: 4,
    ordersUnderAB: 10,
  },
];

/** Thread births that the hand-off's figures imply: each thread does `chunks` operations. */
export function impliedBirths(set: ParameterSet): number {
  return Math.round((set.operationsPerSecond * set.seconds) / set.chunks);
}
