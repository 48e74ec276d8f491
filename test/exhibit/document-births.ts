// The table of births: the model beside a C program and beside the project's reports.

import { count } from "../../src/core/base/number-words.ts";
import type { Facts } from "./jobs.ts";
import type { End } from "./play.ts";
import { BIRTH_ORDERS, inC } from "./rows.ts";
import { range, table } from "./tables.ts";

export function birthsSection(facts: Facts): string {
  const rows = inC.map(({ classes, births, superSlabs, reported }) => {
    const ends = endsOf(facts, classes);
    const small = facts.rows[`births ${classes} 1, small C program`];
    return [
      `${classes}`,
      births,
      range(ends.map((end) => end.births)),
      count(small?.births ?? 0),
      superSlabs,
      range(ends.map((end) => end.superSlabs)),
      count(small?.superSlabs ?? 0),
      reported,
    ];
  });
  const calls = inC.flatMap(({ classes }) => endsOf(facts, classes)).map(({ first }) => first.call);
  const created = calls.filter((call) => call === "pthread_create").length;
  return `## A program that only begets threads

Take larson away and leave its skeleton: a thread maps K SuperSlabs, starts its successor, ends, is never joined. A small C
program of this kind was run several times; the model replays the workload \`births K 1\` and \`births K 4\` under \`seed\`.

${table(
  [
    "K",
    "births, C",
    "model",
    "model, as the C program",
    "SuperSlabs, C",
    "model",
    "model, as the C program",
    "reported by the project",
  ],
  rows,
)}

The model's columns are the one order of a single chain and ${BIRTH_ORDERS} orders of four. It differs from C by at most a few births, and
one knows why: it starts with 40 mappings (a C++ program's) where the C program has 24, and hakmem prewarms a SuperSlab of
each class before anything else. With 24 mappings and no prewarming it says what stands under "as the C program": a birth or two
more than C, which is not explained.
pthread_create failed first in ${created} of these ${calls.length} orders, a SuperSlab's mmap in ${calls.length - created}: of a single chain the
remainder of a division decides it, of four their order.
The two figures of the project's reports are the rows for K = 4 and K = 6.`;
}

function endsOf(facts: Facts, classes: number): End[] {
  const names = Array.from({ length: BIRTH_ORDERS }, (_, order) => `4, order ${order}`);
  return ["1", ...names].flatMap((name) => facts.rows[`births ${classes} ${name}`] ?? []);
}
