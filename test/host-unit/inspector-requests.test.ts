// What a page may ask: well-formed requests pass stripped to what is known, all else is refused.

import { expect, test } from "vitest";
import {
  MOST_ROWS,
  parseCursorReport,
  parseFailuresRequest,
  parseHeapRequest,
  parseReplayRequest,
} from "../../src/host/inspector-requests.ts";

const range = {
  firstSuperSlab: 0,
  superSlabCount: 32,
  firstReleased: 5,
  releasedCount: 20,
  firstLibc: 0,
  libcCount: 100,
  soughtSuperSlab: -1,
};

test("a well-formed request passes with nothing else in it", () => {
  const request = parseHeapRequest({ event: -1, range: { ...range, more: 1 }, recording: 7 }, 10);
  expect(request).toEqual({ event: -1, range });
  expect(parseFailuresRequest({ first: 3, count: 4 })).toEqual({ first: 3, count: 4 });
  expect(parseReplayRequest({ policy: "seed" })).toBe("seed");
});

test.each([
  ["nothing", undefined],
  ["text", "heap"],
  ["no event", { range }],
  ["no range", { event: 1 }],
  ["a fraction", { event: 1.5, range }],
  ["no number", { event: Number.NaN, range }],
  ["infinity", { event: 1, range: { ...range, firstLibc: Number.POSITIVE_INFINITY } }],
  ["a number as text", { event: "1", range }],
  ["an event before the first", { event: -2, range }],
  ["an event after the last", { event: 10, range }],
  ["a negative count", { event: 1, range: { ...range, superSlabCount: -1 } }],
  ["a sought SuperSlab below none", { event: 1, range: { ...range, soughtSuperSlab: -2 } }],
  ["too many rows", { event: 1, range: { ...range, libcCount: MOST_ROWS + 1 } }],
])("a heap request with %s is refused", (_, raw) => {
  expect(() => parseHeapRequest(raw, 10)).toThrow(
    expect.objectContaining({ name: "BadRequestError" }),
  );
});

test.each([
  [undefined],
  [{ first: 0 }],
  [{ first: -1, count: 1 }],
  [{ first: 0, count: 1e9 }],
])("a failures request %j is refused", (raw) => {
  expect(() => parseFailuresRequest(raw)).toThrow(
    expect.objectContaining({ name: "BadRequestError" }),
  );
});

test("a policy must be a name", () => {
  expect(() => parseReplayRequest({ policy: 3 })).toThrow("replay.policy is not a name");
});

test.each([
  [{ event: 9 }, 9],
  [{ event: -1 }, -1],
  [{ event: 10 }, undefined],
  [{ event: 0.5 }, undefined],
  [{}, undefined],
  [null, undefined],
])("the cursor report %j says %s", (raw, expected) => {
  expect(parseCursorReport(raw, 10)).toBe(expected);
});
