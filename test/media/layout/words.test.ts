// Every figure and word of the page that comes from a recording: units, cards, verdict, failures, table cells.

import { describe, expect, test } from "vitest";
import { cardsOf } from "../../../media/inspector/layout/cards.ts";
import {
  failureRow,
  joinFailures,
  kindTotals,
} from "../../../media/inspector/layout/failure-rows.ts";
import { addressText, bytesText, countText } from "../../../media/inspector/layout/figures.ts";
import { policyGroups } from "../../../media/inspector/layout/policy-groups.ts";
import {
  libcCells,
  releasedCells,
  slabCells,
  superSlabDetails,
  tableColumns,
  unmappedDetails,
} from "../../../media/inspector/layout/slab-words.ts";
import { failureMarks } from "../../../media/inspector/layout/timeline-marks.ts";
import {
  basisText,
  headerFacts,
  recordedText,
  sentenceParts,
  severityOf,
} from "../../../media/inspector/layout/verdict-words.ts";
import type { ReadyState } from "../../../media/inspector/state.ts";
import { type FixtureName, fixtureNamed } from "../../browser/fixtures.ts";
import { geometry, readDrawing } from "../check-paint.ts";
import { failuresAt } from "../failures-at.ts";

function shown(name: FixtureName): ReadyState {
  const { trace, recording, policies } = fixtureNamed(name);
  return { kind: "ready", trace, recording, policies, stale: false };
}

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1 KiB"],
  [1536, "1.5 KiB"],
  [1024 * 1024 * 8, "8 MiB"],
  [1024 * 1024 * 10.25, "10.3 MiB"],
  [100 * 1024, "100 KiB"],
  [105_226_698_752, "98 GiB"],
])("%i bytes", (bytes, text) => expect(bytesText(bytes)).toBe(text));

test("counts and addresses", () => {
  expect([countText(999), countText(47_000), countText(1_234_567)]).toEqual([
    "999",
    "47,000",
    "1,234,567",
  ]);
  expect(addressText(0x7f10_0189_0000)).toBe("0x7f1001890000");
});

describe("the head", () => {
  const facts = (name: FixtureName) =>
    headerFacts(shown(name)).map(
      ({ name: of, value, caution }) => `${caution ? "! " : ""}${of}: ${value}`,
    );

  test("a crash ends the replay at its horizon", () => {
    expect(severityOf(shown("crash"))).toBe("error");
    expect(facts("crash")).toEqual([
      "hypothesis: Linux defaults, threads neither joined nor detached",
      "! depends on: fallbackOrigin, allocHeaderWord",
      "! divergence horizon: event 8,112",
      "! replayed to: event 8,112 of 9,640",
    ]);
  });

  test("what follows a NULL is hypothetical", () => {
    expect(severityOf(shown("hypothetical"))).toBe("warning");
    expect(facts("hypothetical")).toContain("! hypothetical after: event 6,001");
    expect(recordedText(shown("hypothetical"))).toBe(
      "9,640 events · no thread ids · hakmem-text · 2 problems in the file",
    );
  });

  test("the sentence is cut for print, not changed", () => {
    for (const name of ["crash", "hypothetical", "clean"] as const) {
      const { lead, cause, assumed } = sentenceParts(shown(name));
      expect(lead + cause + assumed).toBe(shown(name).recording.verdict.sentence);
      expect(lead).not.toBe("");
    }
    const sentence =
      "Crash at event 9: free(): invalid pointer (exit 134). The block was handed out at event 3." +
      " Policy seed; assumed: one slab. Policy seed; assumed: two.";
    const { recording, ...rest } = shown("crash");
    const verdict = { ...recording.verdict, sentence };
    expect(sentenceParts({ ...rest, recording: { ...recording, verdict } })).toEqual({
      lead: "Crash at event 9: free(): invalid pointer (exit 134).",
      cause: " The block was handed out at event 3.",
      assumed: " Policy seed; assumed: one slab. Policy seed; assumed: two.",
    });
  });

  test("what is folded away is told in one line", () => {
    expect(basisText(shown("crash"))).toBe(
      "depends on 2 open facts · replayed to event 8,112 · recorded trace",
    );
    expect(basisText(shown("clean"))).toBe("depends on 1 open fact · recorded trace");
  });

  test("says from where every byte was stored, and nothing where none was asked for", () => {
    expect(facts("pooled")).toContain("blocks: every byte stored from event 4,200");
    expect(basisText(shown("pooled"))).toContain("every byte stored from event 4,200");
    const { recording, ...rest } = shown("pooled");
    const fromStart = { ...rest, recording: { ...recording, bytesFrom: 0 } };
    expect(basisText(fromStart)).toContain("every byte stored from the start");
    expect(facts("crash").join()).not.toContain("stored");
  });

  test("a clean replay has no horizon", () => {
    expect(severityOf(shown("clean"))).toBe("passed");
    expect(facts("clean").join()).not.toMatch(/horizon|hypothetical/);
  });
});

test("cards: replayed, or withheld", () => {
  const cards = (name: FixtureName) =>
    cardsOf(shown(name)).map(
      ({ id, value, provenance, tone }) => `${id} ${value} ${provenance} ${tone}`,
    );
  expect(cards("crash").slice(2)).toEqual([
    "super-slabs 40 replayed plain",
    "fallbacks 37 replayed warning",
    "foreign-frees 1 replayed error",
    "refill-failures 1 replayed warning",
    "remote-frees 412 replayed plain",
  ]);
  expect(cardsOf(shown("pooled"))[2]?.note).toBe("of 1 MiB, 20 given back");
  expect(cardsOf(shown("crash"))[2]?.note).toBe("of 2 MiB, ever mapped");
  expect(cards("hypothetical").at(-1)).toBe("remote-frees withheld withheld plain");
});

describe("failures", () => {
  test("a row names place and address, and leaves out what is not known", () => {
    const { recording } = fixtureNamed("crash");
    const row = (index: number, threadsKnown: boolean) =>
      Object.values(
        failureRow(recording.failures, index, { blockSizes: geometry.blockSizes, threadsKnown }),
      ).join(" | ");
    expect(row(0, true)).toBe(
      "5988 | refill failed | T0 | C7 · 1 KiB | SS 31/31 | 0x7f1003ff0000 | superslab_refill: class 7, errno 12 | false",
    );
    expect(row(1, false)).toMatch(/^6001 \| libc fallback \| – \| – \| outside \| 0x5555/);
  });

  test("totals name only kinds that occurred", () => {
    const totals = kindTotals(fixtureNamed("crash").recording.totals);
    expect(totals.map(({ words, count }) => `${words} ${count}`)).toEqual([
      "refill failed 1",
      "libc fallback 37",
      "foreign free 1",
      "crash 1",
    ]);
  });

  test("pages join in order", () => {
    const joined = joinFailures(failuresAt([1, 2]), failuresAt([3]));
    expect(joined.length).toBe(3);
    expect([...joined.event]).toEqual([1, 2, 3]);
    expect(joined.text).toEqual(["failure at 1", "failure at 2", "failure at 3"]);
  });

  test("one mark for a pixel column", () => {
    const marks = failureMarks(failuresAt([1, 2, 30]), (event) => event / 10);
    expect(marks).toEqual([
      { x: 0, firstEvent: 1, count: 2 },
      { x: 3, firstEvent: 30, count: 1 },
    ]);
  });
});

describe("table cells", () => {
  const cells = (drawing: string, slab: number, threadsKnown = true) => {
    const facts = readDrawing(drawing, threadsKnown).slab(0, slab);
    return facts && slabCells(facts, geometry.blockSizes).join(" ");
  };

  test("a slab, an unused slab, a slab of a trace without threads", () => {
    expect(cells("C3 t1:6/2/1+1 . . .", 0)).toBe(
      "SS 0 0 C3 · 64 B T1 6 2 1 1 10 8 10 0x7f0000000800",
    );
    expect(cells("C3 t1:6/2/1+1 . . .", 1)).toBe("SS 0 1 unused – – – – – – – – 0x7f0000010000");
    expect(cells("C3 t1:6/2/1+1 . . .", 0, false)).toContain("withheld 6 withheld 1 withheld");
    expect(cells("C3 t-1:6/2/1 . . .", 0)).toContain("none");
  });

  test("a SuperSlab that was given back fills as many columns", () => {
    const released = readDrawing("C0 . . . .\ngiven back").released(0);
    expect(released && releasedCells(released)).toHaveLength(tableColumns.length);
    expect(released && releasedCells(released).join(" ")).toBe(
      "SS 1 – given back – – – – – – – – 0x7f0000040000",
    );
  });

  test("a slab of a mixed SuperSlab has its own class", () => {
    expect(cells("mixed C3t1:6/2/1 C0t2:1/0/0 . .", 1)).toMatch(/^SS 0 1 C0 · 8 B T2 1 /);
  });

  test("a libc block fills as many columns", () => {
    const block = readDrawing("libc t2:48").libc(0);
    expect(block && libcCells(block)).toHaveLength(tableColumns.length);
    expect(block && libcCells(block).join(" ")).toBe("libc – 48 B T2 1 – – – – – – 0x5000");
  });

  test("rows outside the slice are not known", () => {
    expect(readDrawing("C0 . . . .").superSlab(1)).toBeUndefined();
    expect(readDrawing("C0 . . . .").slab(1, 0)).toBeUndefined();
    expect(readDrawing("C0 . . . .").libc(0)).toBeUndefined();
  });
});

describe("details", () => {
  const figures = ({ figures: all }: ReturnType<typeof unmappedDetails>) =>
    all.map(({ name, value }) => `${name}: ${value}`);

  test("a SuperSlab says its class, or that its slabs have their own", () => {
    const classOf = (drawing: string) => {
      const superSlab = readDrawing(drawing).superSlab(0);
      return superSlab && figures(superSlabDetails(superSlab, 4, geometry.blockSizes))[0];
    };
    expect(classOf("C3 . . . .")).toBe("class: C3 · 64 B");
    expect(classOf("mixed C3t1:6/2/1 . . .")).toBe("class: mixed classes");
  });

  test("a SuperSlab without a row was given back, or is yet to come", () => {
    expect(figures(unmappedDetails(4, 5))).toEqual(["state: given back by this event"]);
    expect(figures(unmappedDetails(5, 5))).toEqual(["state: not mapped yet"]);
  });
});

test("policies stand in groups, each in the order given; an empty group is left out", () => {
  const choice = (name: string, kind: "epoch" | "option" | "file") => ({
    name,
    kind,
    title: name,
    summary: name,
  });
  const groups = policyGroups([
    choice("a", "option"),
    choice("e4", "epoch"),
    choice("mine", "file"),
    choice("e5", "epoch"),
  ]);
  const words = groups.map(
    ({ heading, choices }) => `${heading}: ${choices.map(({ name }) => name).join(" ")}`,
  );
  expect(words).toEqual(["Versions of hakmem: e4 e5", "Options: a", "Files: mine"]);
  expect(policyGroups([choice("a", "option")])).toHaveLength(1);
});
