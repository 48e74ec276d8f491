// No text makes the analysis throw, overflow the stack or forget a tree; every finding lies inside the text.

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { analyseSource, applyEdits } from "../../../src/core/c/index.ts";
import { parser } from "./check-rule.ts";

const folder = new URL("../../fixtures/c/", import.meta.url);
const samples = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));

function checkSurvives(text: string): void {
  const lines = text.split(/\r\n|\r|\n/);
  for (const { range, related, fix } of analyseSource(parser, { path: "x.c", text })) {
    for (const place of [range, ...related.map((one) => one.range)]) {
      expect(place.end.line).toBeLessThan(lines.length);
      expect(place.end.character).toBeLessThanOrEqual(lines[place.end.line]?.length ?? -1);
    }
    if (fix !== undefined) applyEdits(text, fix.edits);
  }
  expect(parser.census()).toBe(0);
}

const piece = fc.constantFrom(
  ..."{ } ( ) ; * & ? : # \\ \" ' , = ! [ ]".split(" "),
  ..."/* // \n \r\n \0 🚀 = #if #else #endif #define if( else return goto malloc( hak_tiny_alloc(".split(
    " ",
  ),
  " p = malloc(n); ",
  "\n#if 0\n",
  "\n#else\n",
  "mmap(0)",
  "p->q",
  "do",
  "switch(x){case 1:",
);

it("survives cut and edited sources", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), piece), {
        maxLength: 6,
      }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (sample, edits, cut) => {
        let text = sample;
        for (const [at, removed, inserted] of edits) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + inserted + text.slice(start + removed);
        }
        checkSurvives(text);
        checkSurvives(text.slice(0, Math.floor(cut * text.length)));
      },
    ),
    { numRuns: 150, seed: 20251108 },
  );
});

it("survives soup", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      checkSurvives(`void *f(int n) { char *p = malloc(n); ${pieces.join(" ")}`);
    }),
    { numRuns: 150, seed: 20251108 },
  );
});

it.each([
  ["parentheses", `void f(void) { char *p = malloc(${"(".repeat(60_000)}`],
  ["braces", `void f(void) { char *p = malloc(1); ${"{".repeat(60_000)}`],
  ["nested ifs", `void f(void) { char *p = malloc(1); ${"if (p) ".repeat(30_000)}*p = 1; }`],
  [
    "else ifs",
    `void f(void) { char *p = malloc(1); ${"if (p) g(); else ".repeat(20_000)}*p = 1; }`,
  ],
  ["a long sum", `void f(void) { char *p = malloc(1); n = ${"1 + ".repeat(60_000)}1; *p = 1; }`],
  ["stars", `void f(void) { char *p = malloc(1); ${"*".repeat(60_000)}p = 1; }`],
  ["conditionals", `${"#if A\n".repeat(20_000)}void *malloc(int);${"\n#else".repeat(20_000)}`],
  ["one long line of calls", `void f(void) { ${"p = malloc(1); ".repeat(3_000)} }`],
  ["labels", `void f(void) { char *p = malloc(1); ${"a: goto a; ".repeat(5_000)} *p = 1; }`],
])("survives %s", (_name, text) => checkSurvives(text));

it.each([
  ["ifs", `${"if (x) ".repeat(550)}*p = 1;`],
  ["else ifs", `${"if (x) g(); else ".repeat(550)}*p = 1;`],
  ["blocks", `${"{".repeat(1100)}*p = 1;${"}".repeat(1100)}`],
  ["sums", `n = ${"1 + ".repeat(1100)}*p;`],
  ["choices", `n = ${"x ? 1 : ".repeat(1100)}*p;`],
])("judges what is nested as deep as it goes: %s", (_name, body) => {
  const text = `void f(void) { char *p = malloc(1); ${body} }`;
  expect(analyseSource(parser, { path: "x.c", text }).length).toBe(1);
});

it("finds nothing in what the parser gives up, or in a text beyond all reason", () => {
  const text = "void f(void) { char *p = malloc(1); *p = 0; }";
  const givesUp = { ...parser, parse: () => undefined };
  expect(analyseSource(givesUp, { path: "x.c", text })).toEqual([]);
  const huge = `${text}${" ".repeat(24 * 1024 * 1024)}`;
  expect(analyseSource(parser, { path: "x.c", text: huge })).toEqual([]);
});

it("still judges the statement after a long run of code", () => {
  const text = `void f(void) {\n${"g(1, 2);\n".repeat(5_000)}char *p = malloc(1);\n*p = 1;\n}`;
  expect(analyseSource(parser, { path: "x.c", text }).length).toBe(1);
});
