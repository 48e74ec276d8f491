// Which documents count as C: by language id and name first, by their words where that is not enough.

import { expect, test } from "vitest";
import { candidateOf, candidateOfFile, isCBeside, isCHeader } from "../../src/host/c-documents.ts";

test.each([
  ["c", "hak_alloc.c", "c"],
  ["c", "odd.name", "c"],
  ["cpp", "hak.h", "header"],
  ["cpp", "hak.inc.h", "header"],
  ["cpp", "HAK.H", "header"],
  ["cpp", "hak.cpp", "no"],
  ["cpp", "hak.hpp", "no"],
  ["plaintext", "table.inc", "inc"],
  ["plaintext", "notes.txt", "no"],
])("%s %s is looked at as %s", (languageId, name, expected) => {
  expect(candidateOf({ languageId, name })).toBe(expected);
});

test.each([
  ["a.c", "c"],
  ["a.h", "header"],
  ["a.inc", "inc"],
  ["a.cc", "no"],
  ["c", "no"],
])("the file %s is looked at as %s", (name, expected) => {
  expect(candidateOfFile(name)).toBe(expected);
});

test.each([
  ["plain", "struct slab { int used; };\nvoid *hak_alloc(size_t n);"],
  ["words in comments", "// a class of sizes: public: template <int>\n/* std::vector */ int a;"],
  ["words in strings", 'static const char *m = "using namespace std; std::x";'],
  [
    "names that only look so",
    "int class_index; int template_count; int namespaces; int c = a ? b : d;",
  ],
  ["a field called class", "struct q { int class; int private; };\nint n = q->class;"],
  [
    "guarded by __cplusplus",
    '#ifdef __cplusplus\nextern "C" {\nnamespace n { }\n#endif\nint f(void);',
  ],
  ["guarded by defined", "#if defined(__cplusplus)\nclass A { };\n#else\nstruct A;\n#endif"],
  ["C in the arm for C", "#ifndef __cplusplus\ntypedef unsigned char bool;\n#endif"],
])("C: %s", (_, text) => {
  expect(isCHeader(text)).toBe(true);
});

test.each([
  ["a namespace", "namespace hak {\nint f();\n}"],
  ["a class", "class Slab : public Base {\n};"],
  ["an access word", "struct S {\npublic:\n  int a;\n};"],
  ["a template", "template <typename T> T least(T a, T b);"],
  ["a scope", "void Slab::drain();"],
  ["std", "std::size_t n;"],
  ["a cast", "int a = static_cast<int>(b);"],
  ["an operator", "bool operator==(const S &o) const;"],
  ["a C++ header", "#include <vector>\nint f(void);"],
  ["C++ outside a guard", "#ifdef __cplusplus\n#endif\nusing namespace std;"],
  ["C++ after a guard for C", "#if !defined(__cplusplus)\n#error no\n#endif\nclass A { };"],
  [
    "C++ where only C++ is refused",
    "#ifndef __cplusplus\nint a;\n#else\nint b;\n#endif\nvirtual ~A();",
  ],
])("C++: %s", (_, text) => {
  expect(isCHeader(text)).toBe(false);
});

test("an .inc belongs to C when a C file lies beside it", () => {
  expect(isCBeside(["table.inc", "main.C"])).toBe(true);
  expect(isCBeside(["table.inc", "page.php", "c"])).toBe(false);
});
