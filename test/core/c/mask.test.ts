// The mask keeps every offset; blanked characters are drawn as dots.

import { expect, it } from "vitest";
import { maskSource } from "../../../src/core/c/mask.ts";
import { countErrors } from "./check-rule.ts";

/** The masked text with blanked characters drawn as dots, line by line. */
function checkMask(source: string, expected: { first: string; last?: string }): void {
  const masked = maskSource(source);
  expect(dotted(source, masked.first)).toBe(expected.first);
  expect(masked.last === undefined ? undefined : dotted(source, masked.last)).toBe(expected.last);
}

function dotted(source: string, masked: string): string {
  expect(masked.length).toBe(source.length);
  return [...masked.split("")]
    .map((char, at) => (char === " " && source[at] !== " " ? "." : char))
    .join("");
}

it("keeps the first branch, and in the other mask the last", () =>
  checkMask("#if A\na;\n#elif B\nb;\n#else\nc;\n#endif\nd;", {
    first: "... .\na;\n..... .\n..\n.....\n..\n......\nd;",
    last: "... .\n..\n..... .\n..\n.....\nc;\n......\nd;",
  }));

it("leaves #if 0 and C++ out of both", () =>
  checkMask("#if 0\ndon't\n#else\na;\n#endif\n#ifdef __cplusplus\nb;\n#endif\n", {
    first: "... .\n.....\n.....\na;\n......\n...... ...........\n..\n......\n",
  }));

it("follows nesting, guards and conditionals that are never closed", () =>
  checkMask("#ifndef H\n#define H\n#if A\na\n#if B\nb\n#else\nc\n#endif\n#else\nd\n", {
    first: "....... .\n....... .\n... .\na\n... .\nb\n.....\n.\n......\n.....\n.\n",
    last: "....... .\n....... .\n... .\n.\n... .\n.\n.....\n.\n......\n.....\nd\n",
  }));

it("blanks continued directives with CRLF and comments in them, keeping line ends", () =>
  checkMask("#define A(x) \\\r\n  f(x) /* two\r\n lines */ + 1\r\na;\r\n", {
    first: "....... .... .\r\n  .... .. ...\r\n ..... .. . .\r\na;\r\n",
  }));

it("sees no directive in comments and strings", () =>
  checkMask('/*\n#if 0\n*/ a = "\\\n#else\n";\n', {
    first: '/*\n#if 0\n*/ a = "\\\n#else\n";\n',
  }));

it("blanks macros that are nothing or attributes, with their arguments, but not calls", () =>
  checkMask(
    "#define NI __attribute__((noinline))\n#define NN(x)\n#define LOG(x)\nNI void f(void) NN(1) { LOG(p); NIL; }",
    {
      first:
        "....... .. .........................\n....... .....\n....... ......\n.. void f(void) ..... { LOG(p); NIL; }",
    },
  ));

it("blanks an unknown macro in front of a declaration", () =>
  checkMask("HAK_INTERNAL static void *f(void);\nTOTAL = 1;", {
    first: "............ static void *f(void);\nTOTAL = 1;",
  }));

it("reads macros and includes with their depth", () => {
  const { defines, includes } = maskSource(
    '#include <a.h>\n#ifdef X\n#include "b.h" // why\n#endif\n#define M(a, b) a /* c */ b\n#define N\n',
  );
  expect(defines).toEqual([
    { name: "M", parameters: ["a", "b"], body: "a   b" },
    { name: "N", parameters: undefined, body: "" },
  ]);
  expect(includes.map(({ name, depth }) => [name, depth])).toEqual([
    ["a.h", 0],
    ["b.h", 1],
  ]);
});

it("lets the grammar read an if that is split by conditionals", () => {
  const source =
    "void f(int a) {\n#if X\n  if (a) {\n#else\n  if (!a) {\n#endif\n    g();\n  }\n}\nint h(void) { return 1; }\n";
  expect(countErrors(source)).toBe(0);
});
