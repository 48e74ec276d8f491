// Defects of a trace file in words: places with grouped digits, complete counts, and what a list leaves out.

import { expect, test } from "vitest";
import {
  problemLines,
  problemsNote,
  problemsText,
} from "../../../media/inspector/layout/problem-lines.ts";

const problems = {
  total: 12_001,
  byKind: { "unreadable-line": 12_000, "cut-stream": 1 },
  first: [
    { kind: "unreadable-line", line: 20_517, message: "no call" },
    { kind: "cut-stream", line: 0, message: "the stream ends early" },
  ],
} as const;

test("problems are counted by kind and listed with their lines", () => {
  expect(problemsText(problems)).toBe(
    "12,001 problems in the file: unreadable line 12,000, cut stream 1",
  );
  expect(problemLines(problems)).toEqual([
    { place: "line 20,517", message: "no call" },
    { place: "file", message: "the stream ends early" },
  ]);
});

test("a list that is not whole says so", () => {
  expect(problemsNote(problems)).toBe("first 2 of 12,001 listed; counts are complete");
  expect(problemsNote({ ...problems, total: 2 })).toBeUndefined();
});
