// Untested allocations: drawn findings, and whole texts before and after the fix.

import { describe, expect, it } from "vitest";
import { checkFix, checkNoFix, checkRule, findingsOf } from "../check-rule.ts";

const RULE = "oom-unchecked";
const quiet = (source: string) => checkRule(RULE, source);

describe("found", () => {
  it("where a result is indexed", () =>
    checkRule(
      RULE,
      `int f(void) {
  char *p = malloc(4);
//          ^^^^^^^^^ oom-unchecked: malloc() may return NULL, and the result is used without a test
  p[0] = 1;
  return 0;
}`,
    ));

  it("where only one of two results was tested", () =>
    checkRule(
      RULE,
      `int f(void) {
  char *p = malloc(4), *q = malloc(5);
//                          ^^^^^^^^^ oom-unchecked: malloc() may return NULL, and the result is used without a test
  if (!p) return -1;
  p[0] = q[0];
  return 0;
}`,
    ));

  it("after a test that joins without leaving", () =>
    checkRule(
      RULE,
      `int f(void) {
  struct s *p = calloc(1, 8);
//              ^^^^^^^^^^^^ oom-unchecked: calloc() may return NULL, and the result is used without a test
  if (p == NULL) perror("calloc");
  p->n = 1;
  return 0;
}`,
    ));

  it("where the test comes too late", () =>
    checkRule(
      RULE,
      `int f(void) {
  char *p = strdup("x");
//          ^^^^^^^^^^^ oom-unchecked: strdup() may return NULL, and the result is used without a test
  *p = 0;
  if (!p) return 1;
  return 0;
}`,
    ));

  it("where hakmem's layers answer NULL", () =>
    checkRule(
      RULE,
      `static inline __attribute__((always_inline)) void *take(int cls) {
    SuperSlab *ss = superslab_refill(cls);
//                  ^^^^^^^^^^^^^^^^^^^^^ oom-unchecked: superslab_refill() may return NULL, and the result is used without a test
    ss->active++;
    void *p = hak_tiny_alloc(64);
//            ^^^^^^^^^^^^^^^^^^ oom-unchecked: hak_tiny_alloc() may return NULL, and the result is used without a test
    memset(p, 0, 64);
    return p;
}`,
    ));

  it("where mmap was tested for NULL", () =>
    checkRule(
      RULE,
      `int f(void) {
  int *m = mmap(0, 4096, 3, 34, -1, 0);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ oom-unchecked: mmap() returns MAP_FAILED when it fails, and the result is used without a test for that
  if (!m) return 1;
  *m = 0;
  return 0;
}`,
    ));

  it("through a wrapper and a macro of the file", () =>
    checkRule(
      RULE,
      `#define NEW(T) ((T *)malloc(sizeof(T)))
static struct s *make(void) {
  struct s *p = NEW(struct s);
  if (!p) return NULL;
  p->n = 0;
  return p;
}
int f(void) {
  struct s *a = make(), *b = NEW(struct s);
//              ^^^^^^ oom-unchecked: make() may return NULL, and the result is used without a test
//                           ^^^^^^^^^^^^^ oom-unchecked: NEW() may return NULL, and the result is used without a test
  return a->n + b->n;
}`,
    ));

  it("where a callee of the file needs it", () =>
    checkRule(
      RULE,
      `static void fill(struct s *p) { p->n = 1; }
void f(struct s *t) {
  t->next = malloc(8);
//          ^^^^^^^^^ oom-unchecked: malloc() may return NULL, and the result is used without a test
  fill(t->next);
}`,
    ));

  it("under #else, once", () =>
    checkRule(
      RULE,
      `int f(void) {
#if HAKMEM_BUILD_RELEASE
  char *p = malloc(4);
//          ^^^^^^^^^ oom-unchecked: malloc() may return NULL, and the result is used without a test
#else
  char *p = calloc(4, 1);
//          ^^^^^^^^^^^^ oom-unchecked: calloc() may return NULL, and the result is used without a test
#endif
  p[0] = 1;
  return 0;
}`,
    ));

  it("beside Japanese text and emoji, in UTF-16 columns", () =>
    checkRule(
      RULE,
      `int f(void) {
  log("メモリ🚀"); char *p = malloc(4); /* 確保 */
//                        ^^^^^^^^^ oom-unchecked: malloc() may return NULL, and the result is used without a test
  p[0] = 1;
  return 0;
}`,
    ));

  it("as information in tests, examples and tools", () => {
    const source = `void f(void) {
  char *p = malloc(4);
//          ^^^^^^^^^ oom-unchecked (information): malloc() may return NULL, and the result is used without a test
  *p = 0;
}`;
    checkRule(RULE, source, "tests/unit/alloc.c");
    checkRule(RULE, source, "core/bench_alloc.c");
  });

  it("with the first use as related place", () => {
    const [finding] = findingsOf(
      RULE,
      "void f(void) {\n  char *p = malloc(4);\n  memcpy(p, q, 4);\n}",
    );
    expect(finding?.function).toBe("f");
    expect(finding?.related).toEqual([
      {
        range: { start: { line: 2, character: 9 }, end: { line: 2, character: 10 } },
        message: "passed to memcpy() here, which needs it",
      },
    ]);
  });
});

describe("not found", () => {
  const tested = [
    "if (!p) return 1;",
    "if (p == NULL) return 1;",
    "if (NULL == p) return 1;",
    "if (p == Z_NULL) return 1;",
    "if (0 == p) goto out;",
    "if (utf8_null == p) return 1;",
    "if (__builtin_expect(!p, 0)) return 1;",
    "if (unlikely(p == NULL)) { log_oom(); return 1; }",
    "if (!p && errno) return 1; else if (!p) return 2;",
    "if (!p || !q) return 1;",
    "if ((p == NULL) | (q == NULL)) return 1;",
    "int ok = p != NULL; if (!ok) return 1;",
    "int err = 0; if (!p) err = ENOMEM; if (err) return err;",
    "int err = 0; err |= (p == NULL); if (err != 0) return 1;",
    "char *r = p; if (!r) return 1;",
    "t->buf = p; if (t->buf == NULL) return 1;",
    "if (!p) abort();",
    "if (!p) die_out_of_memory();",
    "if (!p) leave();",
    "assert(p != NULL);",
    "CHECK_NOT_NULL(p);",
    "must(p);",
    "if (is_null(p)) return 1;",
    "while (!p) { p = malloc(4); }",
    "do { if (!p) return 1; } while (0);",
  ];
  it.each(tested)("after %s", (test) =>
    quiet(`static void leave(void) { fputs("no", stderr); exit(2); }
static void must(void *p) { if (!p) leave(); }
int f(struct t *t, char *q) {
  char *p = malloc(4);
  ${test}
  p[0] = 1;
out:
  return 0;
}`));

  const harmless = [
    "char *f(void) { return malloc(4); }",
    "void f(struct s *s) { s->buf = malloc(4); }",
    'void f(void) { char *p = malloc(4); printf("%p", p); free(p); }',
    "int f(void) { char *p; if ((p = malloc(4)) == NULL) return 1; *p = 0; return 0; }",
    "int f(void) { char *p; while (!(p = malloc(4))) wait(); *p = 0; return 0; }",
    "int f(void) { char *p = malloc(4); return p ? p[0] : 0; }",
    "int f(void) { char *p = malloc(4); return p && p[0]; }",
    "int f(void) { struct s *p = malloc(sizeof *p + sizeof(p->n)); if (!p) return 1; p->n = 1; return 0; }",
    "int f(void) { struct s *p = xmalloc(4); p->n = 1; return 0; }",
    "int f(void) { struct s *p = g_malloc0(4); p->n = 1; return 0; }",
    "int f(void) { void *m = mmap(0, 4, 3, 34, -1, 0); if (m == MAP_FAILED) return 1; *(int *)m = 0; return 0; }",
    "int f(void) { void *m = mmap(0, 4, 3, 34, -1, 0); if (m == (void *)-1) return 1; *(int *)m = 0; return 0; }",
    "int f(void) { char *a[4]; for (int i = 0; i < 4; i++) { a[i] = malloc(3); if (!a[i]) return 1; a[i][0] = 0; } return 0; }",
    "int f(char **out) { *out = malloc(4); if (!*out) return 1; **out = 0; return 0; }",
    "int f(a, b) int a; char *b; { char *p = malloc(4); if (Z_NULL == p) return a; p[0] = *b; return 0; }",
    "int f(void) { int n = hak_tiny_refill(3); return n + 1; }",
    "/* char *p = malloc(4); *p = 1; */ // *malloc(4) = 1;",
    "void *malloc(size_t n);\nextern void *calloc(size_t, size_t);",
  ];
  it.each(harmless)("in %s", (source) => quiet(source));

  it("through a wrapper that never fails", () =>
    quiet(`static void *get(size_t n) { void *p = malloc(n); if (!p) abort(); return p; }
int f(void) { struct s *p = get(8); p->n = 1; return 0; }`));

  it("where the callee tests first", () =>
    quiet(`static int set(char *p) { if (!p) return -1; p[0] = 1; return 0; }
int f(void) { char *p = malloc(4); return set(p); }`));

  it("where a macro replaces the allocator by an unknown one", () =>
    quiet(`#define malloc(n) checked(n, __FILE__)
int f(void) { char *p = malloc(4); *p = 0; return 0; }`));
});

describe("fixed", () => {
  it("with a return of the function's type", () => {
    for (const [type, body] of [
      ["void", "    return;\n"],
      ["int", "    return -1;\n"],
      ["bool", "    return false;\n"],
    ]) {
      checkFix(
        RULE,
        `${type} f(void) {\n  char *p = malloc(4);\n  *p = 0;\n}\n`,
        `${type} f(void) {\n  char *p = malloc(4);\n  if (!p) {\n${body}  }\n  *p = 0;\n}\n`,
      );
    }
  });

  it("with ENOMEM and the include it needs", () =>
    checkFix(
      RULE,
      `#pragma once
#include <stdlib.h>
#include <string.h>

static void *take(size_t size) {
    void *block = hak_tiny_alloc(size); // from the cache
    memset(block, 0, size);
    return block;
}
`,
      `#pragma once
#include <stdlib.h>
#include <string.h>
#include <errno.h>

static void *take(size_t size) {
    void *block = hak_tiny_alloc(size); // from the cache
    if (!block) {
        errno = ENOMEM;
        return NULL;
    }
    memset(block, 0, size);
    return block;
}
`,
    ));

  it("by the cleanup label, with what is assigned before its jumps", () => {
    const withTest = (test: string) => `int f(void) {
	int ret = 0;
	char *a = NULL, *b = NULL;
	a = malloc(4);
	if (!a) {
		ret = -1;
		goto out;
	}
	b = malloc(5);
${test}	b[0] = a[0];
out:
	free(a);
	free(b);
	return ret;
}`;
    checkFix(RULE, withTest(""), withTest("\tif (!b) {\n\t\tret = -1;\n\t\tgoto out;\n\t}\n"));
  });

  it("not by a label that frees what has no value yet", () => {
    const withTest = (test: string) => `int f(void) {
  char *a, *b;
  a = malloc(4);
${test}  a[0] = 0;
  b = malloc(5);
  if (!b) goto fail;
  return 0;
fail:
  free(b);
  return -1;
}`;
    checkFix(RULE, withTest(""), withTest("  if (!a) {\n    return -1;\n  }\n"));
  });

  it("with braces around an unbraced body", () =>
    checkFix(
      RULE,
      "int f(char *p) {\n    if (!p)\n        p = malloc(4);\n    *p = 0;\n    return 0;\n}",
      "int f(char *p) {\n    if (!p) {\n        p = malloc(4);\n        if (!p) {\n            return -1;\n        }\n    }\n    *p = 0;\n    return 0;\n}",
    ));

  it("with MAP_FAILED for mmap", () =>
    checkFix(
      RULE,
      "int main(void) {\n  int *m = mmap(0, 4, 3, 34, -1, 0);\n  *m = 0;\n}",
      "int main(void) {\n  int *m = mmap(0, 4, 3, 34, -1, 0);\n  if (m == MAP_FAILED) {\n    return 1;\n  }\n  *m = 0;\n}",
    ));

  it("with the line ends of the file", () =>
    checkFix(
      RULE,
      "#include <stdlib.h>\r\nvoid *f(void) {\r\n  char *p = malloc(4);\r\n  *p = 0;\r\n  return p;\r\n}\r\n",
      "#include <stdlib.h>\r\n#include <errno.h>\r\nvoid *f(void) {\r\n  char *p = malloc(4);\r\n  if (!p) {\r\n    errno = ENOMEM;\r\n    return NULL;\r\n  }\r\n  *p = 0;\r\n  return p;\r\n}\r\n",
    ));

  it("on its line when the function is one line", () =>
    checkFix(
      RULE,
      "int f(void) { char *p = malloc(4); p[0] = 1; return 0; }",
      "int f(void) { char *p = malloc(4); if (!p) { return -1; } p[0] = 1; return 0; }",
    ));

  it("not where no place or value for the failure is evident", () => {
    checkNoFix(RULE, "size_t f(void) { char *p = malloc(4); return p[0]; }");
    checkNoFix(RULE, "struct big f(void) { struct big *p = malloc(4); return *p; }");
    checkNoFix(RULE, "void f(void) { strcpy(malloc(4), q); }");
    checkNoFix(RULE, "void f(void) { for (char *p = malloc(4);;) *p = 0; }");
    checkNoFix(RULE, "int f(void) { char *p = malloc(4), c = p[0]; return c; }");
  });
});

describe("does not see", () => {
  it("allocators of other files whose name says nothing", () =>
    quiet("int f(void) { struct s *p = make_thing(); p->n = 1; return 0; }"));
  it("uses in callees of other files", () =>
    quiet("void f(void) { char *p = malloc(4); fill_it(p); }"));
  it("results kept in an aggregate", () =>
    quiet("int f(void) { struct s s = { .buf = malloc(4) }; s.buf[0] = 1; return 0; }"));
  it("uses through a pointer to the pointer", () =>
    quiet("void f(void) { char *p = malloc(4); char **q = &p; **q = 0; }"));
});

describe("kept false positives", () => {
  it("two conditions that say the same", () =>
    checkRule(
      RULE,
      `int f(int x) {
  char *p = buffer;
  if (x) p = malloc(4);
//           ^^^^^^^^^ oom-unchecked: malloc() may return NULL, and the result is used without a test
  if (x && !p) return 1;
  p[0] = 1;
  return 0;
}`,
    ));
});
