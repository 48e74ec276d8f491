// Specifications that are read, and the place and words of the error for those that are not.

import { expect, test } from "vitest";
import { parseWorkload } from "../../../src/core/workload/index.ts";
import { complaint } from "./check-workload.ts";

test("arguments come in the benchmark's own order", () => {
  expect(parseWorkload("larson 10 8 128 1024 1 12345 4")).toEqual({
    kind: "larson",
    text: "larson 10 8 128 1024 1 12345 4",
    seconds: 10,
    minSize: 8,
    maxSize: 128,
    chunks: 1024,
    rounds: 1,
    seed: 12345,
    threads: 4,
  });
  expect(parseWorkload("random-mixed 400000 256 42")).toMatchObject({
    kind: "random-mixed",
    iterations: 400_000,
    workingSet: 256,
    seed: 42,
  });
});

test.each([
  ["", "0: nothing; expected the name of a workload"],
  ["  lorson 1", '2: "lorson"; expected the name of a workload'],
  ["__proto__ 1", '0: "__proto__"; expected the name of a workload'],
  ["larson 10 8", "11: the end; expected <max>, a whole number from 0 to 2147483647"],
  ["larson x 8 9 1 1 1 1", '7: "x"; expected <seconds>, a number from 0.000001 to 1000'],
  ["larson 0 8 9 1 1 1 1", '7: "0"; expected <seconds>, a number from 0.000001 to 1000'],
  ["larson 1 -8 9 1 1 1 1", '9: "-8"; expected <min>, a whole number from 0 to 2147483647'],
  ["larson 1 8.5 9 1 1 1 1", '9: "8.5"; expected <min>, a whole number from 0 to 2147483647'],
  ["larson 1 8 9 0 1 1 1", '13: "0"; expected <chunks>, a whole number from 1 to 1000000'],
  ["larson 1 8 9 1 1 1 101", '19: "101"; expected <threads>, a whole number from 1 to 100'],
  ["larson 1 8 9 9 1 1 1 7", '21: "7"; expected 7 arguments'],
  [
    "larson 10 8 9 1 1 1 4",
    "0: a workload of about 10000000 thread births; expected at most 1000000",
  ],
  [
    "larson 1000 8 9 1000 1 1 4",
    "0: a workload of about 2003004012 events; expected at most 100000000",
  ],
  ["bench-mixed", "11: the end; expected <events>, a whole number from 1 to 100000000"],
  ["bench-app 0", '10: "0"; expected <events>, a whole number from 1 to 100000000'],
  ["bench-big 1 2", '12: "2"; expected 1 arguments'],
  ["random-mixed 10 0 1", '16: "0"; expected <working set>, a whole number from 1 to 10000000'],
])("%j", (specification, expected) => {
  expect(complaint(specification)).toBe(expected);
});
