// The explanation that the exhibit prints: sentences are fixed, every figure in them comes from the facts.
//
// What is counted are orders that were played. Nothing here may be worded as a rate of failures.

import { count } from "../../src/core/base/number-words.ts";
import { seedRanges } from "../../src/core/report/index.ts";
import { ablationSection } from "./document-ablation.ts";
import { birthsSection } from "./document-births.ts";
import type { Facts } from "./jobs.ts";
import type { OrderFacts } from "./play.ts";
import { impliedBirths, type ParameterSet, parameterSets } from "./sets.ts";
import { miss, range, table } from "./tables.ts";

export function writeDocument(facts: Facts): string {
  return `${[
    question(),
    birthsSection(facts),
    runsSection(facts),
    firstSection(facts),
    routesSection(facts),
    optionsSection(facts),
    ablationSection(facts),
    limits(),
  ].join("\n\n")}\n`;
}

/** Orders of one set, by seed. */
function ordersOf(facts: Facts, set: ParameterSet): readonly OrderFacts[] {
  return facts.orders[set.workload] ?? [];
}

function seedsWhere(orders: readonly OrderFacts[], holds: (order: OrderFacts) => boolean): string {
  const seeds = orders.flatMap((order, seed) => (holds(order) ? [seed] : []));
  return seeds.length === 0 ? "none" : `${seeds.length}: seeds ${seedRanges(seeds)}`;
}

function question(): string {
  const tested = parameterSets.map(({ ordersTested }) => ordersTested);
  return `# What ran out

hakmem, 8 November 2025: \`larson_hakmem 10 8 128 1024 1 12345 4\` crashes in 70 % of its runs with \`free(): invalid pointer\`,
after the line \`[DEBUG] superslab_refill returned NULL (OOM)\`. Three other larson runs work. The hand-off says that the 32
slabs of a class were used up. But the line has \`prev_ss=(nil)\`: the thread had no SuperSlab at all, and errno is 12. And
larson holds a few thousand small blocks. So what ran out?

*Mappings.* Linux lets a process have 65,530 of them. larson starts thousands of threads and joins none, so each leaves its
stack and its guard page behind; hakmem maps a SuperSlab for each class that a thread touches and never gives one back. Below,
a model of that allocator replays the runs. Nothing is fitted: 65,530 mappings, 40 of them the program's own, two per thread
that nobody joined, and SuperSlabs placed, trimmed and merged as Linux does it. Every figure below is computed
by \`npm run exhibit\`; \`npm test\` plays the first ${tested.join(", ")} orders of the four runs below and everything else again, and
compares.`;
}

function runsSection(facts: Facts): string {
  const rows = parameterSets.map((set) => {
    const orders = ordersOf(facts, set);
    const births = orders.map(({ seed }) => seed.births);
    const implied = impliedBirths(set);
    return [
      `\`${set.handOff}\``,
      set.reported,
      `${count(set.operationsPerSecond)}/s`,
      count(implied),
      `\`${set.workload}\``,
      `${orders.length}`,
      range(births),
      `${miss(Math.min(...births), implied)} to ${miss(Math.max(...births), implied)}`,
      range(orders.map(({ seed }) => seed.superSlabs)),
    ];
  });
  const on = facts.rows["one thread, on"];
  return `## Four runs, one number

Operations a second × seconds ÷ blocks per thread is the number of threads that were born. Three quite different runs of the
hand-off stop at about the same number, which no allocator's speed explains. The model says where each stops under the
allocator as it was (policy \`seed\`). A second is a budget of a million operations in the model; the runs are played for as
long as the figures imply.

${table(["hand-off", "it says", "figure", "births implied", "played", "orders", "births", "miss", "SuperSlabs"], rows)}

The first run ended because its second was over: with one thread there is one order, and it is clean. Played on, it ends as
the others do: after ${count(on?.births ?? 0)} births with ${count(on?.superSlabs ?? 0)} SuperSlabs (blocks of 1 to 7 bytes touch one class more), ${on?.first.call} fails first.

A birth costs ${perBirth(facts)} SuperSlabs in the others, not 5: a thread that frees a small block before it first asks for one
never maps that class's SuperSlab. That is why they stop between the rows for 4 and for 5 above.`;
}

/** Least and most SuperSlabs a birth of the runs with more than one thread. */
function perBirth(facts: Facts): string {
  const each = parameterSets
    .slice(1)
    .flatMap((set) => ordersOf(facts, set).map(({ seed }) => seed.superSlabs / seed.births));
  return `${Math.min(...each).toFixed(2)} to ${Math.max(...each).toFixed(2)}`;
}

function firstSection(facts: Facts): string {
  const lines = parameterSets.slice(1).map((set) => {
    const orders = ordersOf(facts, set);
    const classes = orders.flatMap(({ seed }) =>
      seed.first.sizeClass < 0 ? [] : [seed.first.sizeClass],
    );
    const found = [...new Set(classes)].sort((a, b) => a - b).join(", ");
    return [
      `\`${set.handOff}\``,
      seedsWhere(orders, ({ seed }) => seed.first.call === "pthread_create"),
      `${seedsWhere(orders, ({ seed }) => seed.first.call === "superslab_refill")}${found === "" ? "" : ` (class ${found})`}`,
      seedsWhere(orders, ({ seed }) => seed.first.call === "nothing"),
    ];
  });
  const [, , small] = parameterSets;
  const late = parameterSets
    .slice(1)
    .flatMap((set) =>
      ordersOf(facts, set).flatMap(({ seed }, order) =>
        seed.first.call === "pthread_create" && seed.verdict === "free(): invalid pointer"
          ? [`seed ${order} of \`${set.handOff}\``]
          : [],
      ),
    );
  const written = facts.rows["with larson's writes"];
  const plain = small === undefined ? undefined : ordersOf(facts, small)[1]?.seed;
  const same = written?.event === plain?.event && written?.verdict === plain?.verdict;
  return `## Which call failed first

Who meets the limit first is a race: \`pthread_create\` (EAGAIN), or the mmap of a SuperSlab (ENOMEM). The order of threads
decides it. Played were possible orders, made of random time slices by a seed:

${table(["run", "pthread_create first", "SuperSlab refill first", "nothing failed"], lines)}

*pthread_create first.* The chain of births ends, nobody crashes, larson sleeps out its time and divides what it did by the
seconds it was told. That is what "works" looks like, and why 981 K/s is no speed. Other chains of the same run still go on:
${late.length === 0 ? "in none of these orders did they crash." : `in ${late.join(", ")} one of them met a refill that failed, and crashed.`}

*A refill first.* \`prev_ss=(nil) active=0 bitmap=0x00000000 … free_idx=-2 errno=12\`: the hand-off's line, for the class
that happened to need a SuperSlab at that moment. The request falls back to libc malloc, and what follows depends on the next section.

Replays leave out what larson writes into its live blocks. Written out, seed 1 of the third run ends ${same ? "at the same event with the same words" : "differently"} (event ${count(written?.event ?? 0)}).`;
}

function routesSection(facts: Facts): string {
  const names = ["M1", "M2", "M3", "M4"] as const;
  const what = {
    M1: "AllocHeader in front, free subtracts it",
    M2: "AllocHeader in front, libc's free gets the pointer as it is",
    M3: "plain libc block",
    M4: "free asks the registry before the header byte",
  } as const;
  const rows = names.map((name) => [
    `**${name}**: ${what[name]}`,
    ...parameterSets.slice(1).map((set) => {
      const ends = ordersOf(facts, set).map(({ seed, routes }) => routes[name] ?? seed);
      const crashed = ends.filter(({ verdict }) => verdict === "free(): invalid pointer");
      if (crashed.length === 0) return "no crash";
      if (crashed.length < ends.length) return `crash in ${crashed.length} of ${ends.length}`;
      return `crash in all ${ends.length}, at ${range(crashed.map(({ births }) => births))} births`;
    }),
  ]);
  const earliest = parameterSets.flatMap((set) =>
    ordersOf(facts, set).flatMap(({ routes }) => routes.M4?.births ?? []),
  );
  return `## What follows, by the route of the free

No document says which way a free took, so all four were played in every order. Counted are orders in which the run ends with
\`free(): invalid pointer\`.

${table(["route", ...parameterSets.slice(1).map(({ handOff }) => `\`${handOff}\``)], rows)}

Under M1 and M3 the libc block goes home and the run ends as the harmless ones do. Under M2 libc reads an AllocHeader where its own
size word should be. M4 needs no fallback at all: the registry has 4,096 slots and looks at eight of them, so one of the first
3,000 SuperSlabs finds none, and the first block of it that is freed goes to libc, which never had it. Under M4 every run would
have died after ${range(earliest)} births, and three of the hand-off's four did not: with the hash assumed here, M4 is
not the way it was.`;
}

function optionsSection(facts: Facts): string {
  const rows = parameterSets.map((set) => {
    const orders = ordersOf(facts, set);
    const ab = orders.flatMap(({ aAndB }) => (aAndB === undefined ? [] : [aAndB]));
    const cleanAB = ab.filter(({ verdict }) => verdict === "clean").length;
    const cleanFixed = orders.filter(({ fixed }) => fixed.verdict === "clean").length;
    return [
      `\`${set.handOff}\``,
      `clean in ${cleanAB} of ${ab.length}, ${range(ab.map(({ superSlabs }) => superSlabs))} SuperSlabs`,
      `clean in ${cleanFixed} of ${orders.length}, ${range(orders.map(({ fixed }) => fixed.superSlabs))} SuperSlabs, ${range(orders.map(({ fixed }) => fixed.peakMappings))} mappings`,
    ];
  });
  const ab = facts.rows["a+b, on"];
  const fixed = facts.rows["fixed, on"];
  return `## Options A + B, and what is missing

${table(["run", "A + B (no fallback, shared growing lists)", "`fixed`"], rows)}

Within the hand-off's budgets both are clean. They are not the same. A + B shares a class's SuperSlabs, so a thread that
ends takes one slab with it, no longer one SuperSlab; nobody brings it back, and a class loses a SuperSlab every 32 births. Played
on, A + B ends after ${count(ab?.births ?? 0)} births with ${count(ab?.superSlabs ?? 0)} SuperSlabs, \`fixed\` after ${count(fixed?.births ?? 0)} with ${count(fixed?.superSlabs ?? 0)}: stacks and
guards alone are ${count(2 * (fixed?.births ?? 0))} mappings then. That limit is larson's, which joins nobody; no allocator can lift it.`;
}

function limits(): string {
  return `## What the model cannot say

- *How often a run crashes.* The orders are possible ones, drawn by a seed; a kernel draws differently. Counts of orders are
  no rate, and 70 % is neither confirmed nor denied.
- *Which route it was.* M2 makes the hand-off's words out of the hand-off's line, M4 contradicts the runs
  that worked. The layout of AllocHeader, on which M2 rests, and the registry's hash, on which M4 rests, stand in no document.
- *Races inside a call.* Calls are atomic here; \`hakmem-trace race\` plays those.
- *Speed.* A second is a budget of operations. Nothing here is a throughput of the C allocator.
- *Whether a fix is right.* A policy says what a change of rules would do to this trace. Rebuild, run, record, and look again.`;
}
