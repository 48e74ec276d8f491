// What is played beside the hand-off's runs: the table of births, longer budgets, and `fixed` with one part taken out.
//
// Each row is one replay: a workload, an order, a policy, an environment. Rows are known by their names, and the document
// asks for them by these.

import type { Environment, Policy, Switches } from "../../allocator/index.ts";
import { named } from "./play.ts";

export interface Row {
  readonly name: string;
  readonly workload: string;
  readonly order: number;
  readonly policy: Policy;
  readonly environment: Partial<Environment>;
  readonly switches: Partial<Switches>;
}

/** What a C program with this pattern showed under Linux defaults, several runs of each; what the reports have. */
export const inC = [
  { classes: 4, births: "10,914..10,916", superSlabs: "43,668..43,676", reported: "43,658" },
  { classes: 5, births: "9,355..9,357", superSlabs: "46,790..46,795", reported: "" },
  { classes: 6, births: "8,185..8,187", superSlabs: "49,117..49,135", reported: "49,123" },
] as const;

export const BIRTH_ORDERS = 4;
const smallC = { initialMappings: 24 } as const;

function births(classes: number): Row[] {
  const orders = Array.from({ length: BIRTH_ORDERS }, (_, order) => order);
  return [
    row(`births ${classes} 1`, `births ${classes} 1`, "seed"),
    ...orders.map((order) => ({
      ...row(`births ${classes} 4, order ${order}`, `births ${classes} 4`, "seed"),
      order,
    })),
    {
      ...row(`births ${classes} 1, small C program`, `births ${classes} 1`, "seed"),
      environment: smallC,
      switches: { prewarm: "off" },
    },
  ];
}

/** 33,594 births: more than stacks and guards leave room for. */
export const longLarson = "larson 8.6 8 128 256 1 12345 4";
export const longOneThread = "larson 9 1 128 1024 1 12345 1";

const longer: readonly Row[] = [
  row("one thread, on", longOneThread, "seed"),
  row("a+b, on", longLarson, "a+b"),
  row("fixed, on", longLarson, "fixed"),
];

/** Joined threads leave no stack behind, so that only SuperSlabs count; a tenth of the limit shows it ten times sooner. */
export const TENTH = 6553;
export const ablationLarson = "larson 1.28 8 128 16 1 12345 4";
const joined = { threadsJoined: true, mappingLimit: TENTH } as const;
/** 4,395 SuperSlabs of class 7, all full of live blocks. */
export const manyBlocks = "larson 0.1 512 1000 900000 1 12345 10";
/** 64,000 blocks of class 4 want four SuperSlabs more than the nine there may be. */
export const shortOfMemory = "larson 0.01 64 127 16000 1 12345 4";
/** Class after class has its peak: see phases.ts. */
export const phases = "phases";

const fixed = named("fixed");
export const parts: readonly { readonly name: string; readonly policy: Policy }[] = [
  { name: "fixed", policy: fixed },
  {
    name: "without adoption",
    policy: without({ switches: { ...fixed.switches, threadExit: "leave" } }),
  },
  { name: "without B", policy: without({ superSlabs: { ...fixed.superSlabs, supply: "own" } }) },
  {
    name: "without release",
    policy: without({ superSlabs: { ...fixed.superSlabs, release: "never" } }),
  },
  {
    name: "without the growing registry",
    policy: without({ superSlabs: { ...fixed.superSlabs, registry: "fixed" } }),
  },
  { name: "without A", policy: without({ fallback: "libc" }) },
];

const ablation: readonly Row[] = parts.flatMap(({ name, policy }) => {
  const base = { order: 0, policy, switches: {} };
  const needed: Record<string, Row> = {
    "without release": { ...base, name: `${name}, phases`, workload: phases, environment: {} },
    "without the growing registry": {
      ...base,
      name: `${name}, many blocks`,
      workload: manyBlocks,
      environment: {},
      switches: { tinyLookup: "registry" },
    },
    "without A": {
      ...base,
      name: `${name}, short of memory`,
      workload: shortOfMemory,
      environment: { superSlabLimit: 9 },
    },
  };
  const special = needed[name];
  const larson = { ...base, name, workload: ablationLarson, environment: joined };
  if (special === undefined) return [larson];
  const whole = { ...special, name: special.name.replace(name, "fixed"), policy: fixed };
  return [larson, special, whole];
});

/** Larson's two bytes written into each block, in an order whose fallback ends in a crash. */
export const writtenOrder = 1;
const written: Row = {
  ...row("with larson's writes", "larson 2.6 8 128 256 1 12345 4", "seed"),
  order: writtenOrder,
  switches: { writes: "larson" },
};

export const rows: readonly Row[] = [...[4, 5, 6].flatMap(births), ...longer, ...ablation, written];

function row(name: string, workload: string, policy: string): Row {
  return { name, workload, order: 0, policy: named(policy), environment: {}, switches: {} };
}

function without(change: Partial<Policy>): Policy {
  return { ...fixed, ...change };
}
