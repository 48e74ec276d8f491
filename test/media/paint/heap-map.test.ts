// What the heap map draws, stroke by stroke, for heaps written as text.

import { describe, expect, test } from "vitest";
import { checkPaint } from "../check-paint.ts";

const golden = (name: string) => `../../golden/media/heap-map-${name}.txt`;
const strokes = (text: string, verb: string) =>
  text.split("\n").filter((line) => line.startsWith(`${verb} `));

describe("the heap map", () => {
  test("draws live, cached, free, queued and never carved blocks, and slabs not taken", async () => {
    const text = checkPaint("C3 t1:6/2/1+1 t1:0/0/5 t2:10/0/0 .");
    await expect(text).toMatchFileSnapshot(golden("slabs"));
  });

  test("hatches an exhausted SuperSlab and frames an unregistered one", async () => {
    const text = checkPaint(`
      C1 t0:1/0/0 t0:1/0/0 t0:1/0/0 t0:1/0/0
      C2 unregistered t0:1/0/0 . . .
    `);
    await expect(text).toMatchFileSnapshot(golden("states"));
  });

  test("fills a slab in proportion, and shows a single live block", () => {
    const [first, second] = ["t0:10/0/0", "t0:5/0/0"].map((slab) =>
      strokes(checkPaint(`C0 . ${slab} . .`), "fill").filter((line) => line.includes("colour0")),
    );
    expect(first?.[0]).toMatch(/x22 colour0$/);
    expect(second?.[0]).toMatch(/x11 colour0$/);
  });

  test("no word covers a cell where slabs have classes of their own", () => {
    const lines = checkPaint("mixed C3t1:10/0/0 C4t2:10/0/0 . .", { mixed: true }).split("\n");
    const word = lines.findIndex((line) => line.includes("C3 T1"));
    expect(lines[word - 1]).toMatch(/^fill 72,0 \d+x11 background$/);
    expect(lines).toContain("fill 72,11 51x17 colour3");
  });

  test("slab 0 is shorter than the others", () => {
    const widths = strokes(checkPaint("C0 t0:10/0/0 t0:10/0/0 . ."), "fill")
      .filter((line) => line.endsWith("x22 colour0"))
      .map((line) => Number(/ (\d+)x/.exec(line)?.[1]));
    expect(widths).toHaveLength(2);
    expect(widths[1]).toBe((widths[0] as number) + 6);
  });

  test("writes an owner once for neighbouring slabs, whatever the colour means", () => {
    for (const colourBy of ["class", "owner"] as const) {
      const words = strokes(
        checkPaint("C0 t1:1/0/0 t1:1/0/0 t-1:1/0/0 t2:1/0/0", { colourBy, width: 600 }),
        "text",
      );
      expect(words.flatMap((line) => /"(T\d|–)"/.exec(line)?.[1] ?? [])).toEqual(["T1", "–", "T2"]);
    }
  });

  test("a long owner name may cover slabs that are not taken, never another owner's", () => {
    const words = (drawing: string) => checkPaint(drawing, { width: 220 }).match(/"T\d+"/g);
    expect(words("C0 t12345:1/0/0 . . .")).toEqual(['"T12345"']);
    expect(words("C0 t12345:1/0/0 t6:1/0/0 . .")).toEqual(['"T6"']);
  });

  test("says and colours the class of each slab where they are mixed", async () => {
    const drawing = `
      C0 t1:1/0/0 . . .
      given back
      mixed C3t1:6/2/1 C3t1:10/0/0 C0t2:1/0/0 C5t-1:2/0/3
    `;
    await expect(checkPaint(drawing, { mixed: true })).toMatchFileSnapshot(golden("mixed"));
    const wide = checkPaint(drawing, { width: 900, mixed: true });
    expect(wide).toContain('"mixed classes"');
    expect(wide).not.toContain("SS 1");
  });

  test("keeps the half of a slab's word that the colour means when both have no room", () => {
    const words = (colourBy: "class" | "owner") =>
      checkPaint("mixed C3t1:1/0/0 C4t2:1/0/0 . .", { colourBy, width: 230 }).match(/"[CT]\d.*?"/g);
    expect(words("class")).toEqual(['"C3"', '"C4 T2"']);
    expect(words("owner")).toEqual(['"T1"', '"C4 T2"']);
  });

  test("colours by owner", () => {
    const text = checkPaint("C5 t3:10/0/0 t-1:10/0/0 . .", { colourBy: "owner" });
    expect(text).toContain("colour3");
    expect(text).not.toContain("colour5");
  });

  test("outlines the selected slab last, and not when it is scrolled away", () => {
    const drawing = "C0 t0:1/0/0 . . .";
    const selected = { row: 0, slab: 1 };
    expect(checkPaint(drawing, { selected }).trimEnd().split("\n").at(-1)).toContain(
      "focus solid 2",
    );
    expect(checkPaint(drawing, { selected: { row: 9, slab: 1 } })).not.toContain("focus");
  });

  test("keeps the place of a row that has not arrived", () => {
    const text = checkPaint("C0 . . . .", { rows: { first: 5, count: 1, offset: -4 } });
    expect(text).toBe('text 4,16 "SS …" muted normal left\nfill 66,1 234x22 track\n');
  });
});
