// Figures and tables of the bench, from passes that are made up.

import { expect, test } from "vitest";
import { geometricMean, type Measured, median, type Pass, rowsOf, timeOf } from "./figures.ts";
import { markdownTable } from "./table.ts";

const passes = (...cpus: number[]): Pass[] => cpus.map((cpu) => ({ cpu, wall: 2 * cpu }));

test("warm is the median from the third pass on, cold is the first", () => {
  expect(timeOf(passes(90, 50, 12, 10, 11), "warm")).toBe(11);
  expect(timeOf(passes(90, 50, 12, 10, 11), "cold")).toBe(90);
  expect(timeOf(passes(90, 50, 12, 10), "warm")).toBe(11);
  expect(timeOf(passes(90), "warm")).toBe(90);
});

test("medians and geometric means", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(geometricMean([1, 4])).toBeCloseTo(2);
});

/** The second round ran on a machine that was three times as slow. */
const drifting: Measured = new Map([
  [
    "base",
    new Map([
      ["a", [passes(10), passes(30), passes(10)]],
      ["b", [passes(5)]],
    ]),
  ],
  [
    "twice",
    new Map([
      ["a", [passes(20), passes(60), passes(21)]],
      ["b", [passes(10)]],
    ]),
  ],
  ["once", new Map([["a", [[{ cpu: 70, wall: 70, cutAfter: 5 }]]]])],
]);

test("a ratio is taken inside a round", () => {
  const [base, twice, once] = rowsOf(drifting, "base", "warm");
  expect(base?.overall).toBe(1);
  expect(twice?.cells.get("a")).toEqual({ ns: 21, ratio: 2, cut: false });
  expect(twice?.overall).toBeCloseTo(2);
  expect(once?.cells.get("a")).toEqual({ ns: 70, ratio: 7, cut: true });
  expect(once?.overall).toBeNaN();
});

test("the table names everybody, also who failed or was not there", () => {
  const rows = rowsOf(drifting, "base", "cold");
  const absent = [{ name: "nobody", absent: "not installed" }];
  expect(markdownTable({ title: "Cold", traces: ["a", "b"], rows, absent })).toBe(
    [
      "**Cold**",
      "",
      "|  | a | b | geometric mean |",
      "| --- | --- | --- | --- |",
      "| base | 10.0 (1.00) | 5.0 (1.00) | 1.00 |",
      "| twice | 21.0 (2.00) | 10.0 (2.00) | 2.00 |",
      "| once | 70.0 (7.00) \\* | failed | - \\* |",
      "| nobody | absent: not installed |  |  |",
      "",
      "\\* only the beginning of the trace: it took too long",
      "",
    ].join("\n"),
  );
});
