// What each part of `fixed` is needed for: what happens when it is taken out.

import { count } from "../../src/core/base/number-words.ts";
import type { Facts } from "./jobs.ts";
import type { End } from "./play.ts";
import { ablationLarson, manyBlocks, parts, shortOfMemory, TENTH } from "./rows.ts";
import { mib, table } from "./tables.ts";

export function ablationSection({ rows }: Facts): string {
  const larson = parts.map(({ name }) => {
    const end = rows[name];
    return end === undefined
      ? [name]
      : [name, endWords(end), count(end.births), count(end.superSlabs), count(end.peakMappings)];
  });
  const specials = [
    ["without release", "phases", "four classes in turn have a peak of 16 MiB and are empty again"],
    [
      "without the growing registry",
      "many blocks",
      `\`${manyBlocks}\`, free asks the registry first`,
    ],
    ["without A", "short of memory", `\`${shortOfMemory}\`, at most nine SuperSlabs`],
  ] as const;
  const needed = specials.map(([name, short, what]) => [
    what,
    specialWords(rows[`fixed, ${short}`]),
    `${name}: ${specialWords(rows[`${name}, ${short}`])}`,
  ]);
  return `## What each part of \`fixed\` is for

\`fixed\` is A + B with three parts more: slabs of ended threads are adopted, empty SuperSlabs are returned, the registry grows. So
that stacks do not end every run alike, threads are joined here, and the mapping limit is a tenth of Linux's (${count(TENTH)}), which
shows the same ten times sooner: \`${ablationLarson}\`, 80,000 births.

${table(["policy", "ends", "births", "SuperSlabs ever mapped", "most mappings"], larson)}

Adoption is what larson needs. Without B, adoption still finds slabs, but each lives in a SuperSlab of its own, so that far
more are mapped. The other three parts change nothing in this run, and one has to look elsewhere for what they are for:

${table(["run", "`fixed`", "with the part taken out"], needed)}

(The DTV of each birth, 288 bytes of class 6, stays allocated even where threads are joined: the trace has no free for it. It
is most of what \`fixed\` maps.)`;
}

function endWords({ verdict, first }: End): string {
  if (verdict === "clean") return "clean";
  return verdict === "thread-refused"
    ? "pthread_create fails (EAGAIN)"
    : `${first.call}: ${verdict}`;
}

function specialWords(end: End | undefined): string {
  if (end === undefined) return "";
  const { verdict, event, endCommittedMiB, peakCommittedMiB } = end;
  const left = `${mib(peakCommittedMiB)} at most, ${mib(endCommittedMiB)} at its end`;
  if (verdict === "clean") return `clean, ${left}`;
  const words = verdict === "null" ? "NULL, errno 12" : `crash, ${verdict}`;
  return `${words} at event ${count(event)}`;
}
