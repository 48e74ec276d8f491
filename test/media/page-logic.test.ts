// The parts of the page that decide without drawing: what is remembered, believed, coalesced and waited for.

import { expect, test } from "vitest";
import { coalesced } from "../../media/inspector/coalesced.ts";
import { parseGoTo, parseState } from "../../media/inspector/host-notes.ts";
import { idleGate } from "../../media/inspector/idle.ts";
import { parseSavedView } from "../../media/inspector/saved-view.ts";

test.each([
  [null, "undefined undefined map class"],
  ["junk", "undefined undefined map class"],
  [{ cursor: 1.5, tab: 3, colourBy: [] }, "undefined undefined map class"],
  [{ traceName: "t", cursor: 7, tab: "table", colourBy: "owner" }, "t 7 table owner"],
])("a kept view %j", (kept, expected) =>
  expect(
    Object.values(parseSavedView(kept))
      .map((value) => String(value))
      .join(" "),
  ).toBe(expected));

test("notes of the wrong shape are not believed", () => {
  for (const raw of [undefined, null, 3, "ready", {}, { kind: "ready" }, { kind: "working" }]) {
    expect(parseState(raw)).toBeUndefined();
  }
  expect(parseState({ kind: "failed", message: "no", canRetry: false })).toBeDefined();
  expect([parseGoTo({ event: 5 }), parseGoTo({ event: 0.5 }), parseGoTo(null)]).toEqual([
    5,
    undefined,
    undefined,
  ]);
});

test("many wishes while one request runs become one more request", async () => {
  let wish = 0;
  const asked: number[] = [];
  let answer: () => void = () => undefined;
  const ask = coalesced(() => {
    asked.push(wish);
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  });
  for (wish = 1; wish <= 50; wish += 1) ask();
  expect(asked).toEqual([1]);
  answer();
  await Promise.resolve();
  await Promise.resolve();
  expect(asked).toEqual([1, 51]);
});

test("idle waits for pending work, for the host, and for a frame that changes nothing", async () => {
  let frames = 0;
  let busy = true;
  let finish: () => void = () => undefined;
  const gate = idleGate({
    busy: () => busy,
    nextFrame: async () => {
      frames += 1;
      if (frames === 3) busy = false;
      if (frames === 6) finish();
    },
  });
  void gate.track(
    new Promise<void>((resolve) => {
      finish = resolve;
    }),
  );
  await gate.whenIdle();
  expect(frames).toBe(7);
});
