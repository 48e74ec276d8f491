// Fallbacks to libc: drawn findings, and whole texts before and after the fix.

import { describe, expect, it } from "vitest";
import { checkFix, checkNoFix, checkRule, findingsOf } from "../check-rule.ts";

const RULE = "alloc-fallback-libc";
const quiet = (source: string) => checkRule(RULE, source);

describe("found", () => {
  it("in the shape of the hand-off", () =>
    checkRule(
      RULE,
      `void* hak_alloc(size_t size) {
    // Try HAKMEM allocation
    void* ptr = hak_tiny_alloc(size);
    if (ptr) return ptr;
    // HAKMEM failed (OOM) → fallback to libc malloc
    return malloc(size); // ← PROBLEM 混在
//         ^^^^^^^^^^^^ alloc-fallback-libc: hak_alloc() hands out memory of its own allocator, but this block comes from libc malloc(): one free path gets both
}`,
    ));

  it("in hakmem's real shape, past its own malloc and under its own header", () =>
    checkRule(
      RULE,
      `static inline void* hak_alloc_malloc_impl(size_t size) {
    if (!HAK_ENABLED_ALLOC(HAKMEM_FEATURE_MALLOC)) {
        return NULL;
    }
    extern void* __libc_malloc(size_t);
    void* raw = __libc_malloc(HEADER_SIZE + size);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ alloc-fallback-libc: hak_alloc_malloc_impl() hands out this block from libc through __libc_malloc() under the allocator's own header: one free path gets both
    if (!raw) return NULL;
    AllocHeader* hdr = (AllocHeader*)raw;
    hdr->magic = HAKMEM_MAGIC;
    hdr->method = ALLOC_METHOD_MALLOC;
    return (char*)raw + HEADER_SIZE;
}
void* hak_alloc_at(size_t size) {
    void* ptr = hak_tiny_alloc(size);
    if (ptr) return ptr;
    return hak_alloc_malloc_impl(size);
}`,
    ));

  it("where the wrapper is defined in another file", () =>
    checkRule(
      RULE,
      `inline void* hak_alloc_at(size_t size) {
    void* ptr = NULL;
    if (__builtin_expect(size <= TINY_MAX_SIZE, 1)) {
        ptr = hak_tiny_alloc(size);
        if (__builtin_expect(ptr != NULL, 1)) return ptr;
    }
    if (size >= threshold) {
        ptr = hak_alloc_mmap_impl(size);
    } else {
        ptr = hak_alloc_malloc_impl(size);
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ alloc-fallback-libc: hak_alloc_at() hands out memory of its own allocator, but this block comes from libc through hak_alloc_malloc_impl(): one free path gets both
    }
    if (!ptr) return NULL;
    return ptr;
}`,
    ));

  const MESSAGE =
    "alloc-fallback-libc: f() hands out memory of its own allocator, but this block comes from libc";
  it.each([
    [
      "a goto",
      `  void *p = hak_tiny_alloc(n);
  if (!p) goto fallback;
  return p;
fallback:
  return malloc(n);
//       ^^^^^^^^^ ${MESSAGE} malloc(): one free path gets both`,
    ],
    [
      "a ternary",
      `  void *p = hak_tiny_alloc(n);
  return p ? p : malloc(n);
//               ^^^^^^^^^ ${MESSAGE} malloc(): one free path gets both`,
    ],
    [
      "routing by size",
      `  if (n <= TINY_MAX)
    return hak_tiny_alloc(n);
  else
    return calloc(1, n);
//         ^^^^^^^^^^^^ ${MESSAGE} calloc(): one free path gets both`,
    ],
    [
      "a name",
      `  void *result = hak_tiny_alloc(n);
  if (result == NULL) {
    count_fallback();
    result = malloc(n);
//           ^^^^^^^^^ ${MESSAGE} malloc(): one free path gets both
  }
  return result;`,
    ],
    [
      "an allocator that only sounds like one",
      `  void *p = arena_alloc(&g_arena, n);
  if (p) return p;
  return __real_malloc(n);
//       ^^^^^^^^^^^^^^^^ ${MESSAGE} through __real_malloc(): one free path gets both`,
    ],
    [
      "an arena",
      `  char *p = a->cur;
  if (p + n <= a->end) { a->cur += n; return p; }
  return malloc(n);
//       ^^^^^^^^^ ${MESSAGE} malloc(): one free path gets both`,
    ],
    [
      "a local wrapper",
      `  void *p = hak_pool_alloc(n);
  if (p != NULL) return p;
  return raw_get(n);
//       ^^^^^^^^^^ ${MESSAGE} through raw_get(): one free path gets both`,
    ],
    [
      "a local macro",
      `  void *p = hak_pool_alloc(n);
  if (p != NULL) return p;
  return RAW(n);
//       ^^^^^^ ${MESSAGE} through RAW(): one free path gets both`,
    ],
  ])("through %s", (_name, body) =>
    checkRule(
      RULE,
      `#define RAW(n) ((void *)malloc(n))
static void *raw_get(size_t n) { return calloc(1, n); }
void *f(struct arena *a, size_t n) {
${body}
}`,
    ));

  it("where a free list is fed by mapped memory", () =>
    checkRule(
      RULE,
      `static void refill(void) { g_free = mmap(0, 65536, 3, 34, -1, 0); }
void *take(void) {
  struct block *b = g_free;
  if (b) { g_free = b->next; return b; }
  return malloc(64);
//       ^^^^^^^^^^ alloc-fallback-libc: take() hands out memory of its own allocator, but this block comes from libc malloc(): one free path gets both
}`,
    ));

  it("as information in a definition of malloc", () => {
    const source = `void *malloc(size_t size) {
    if (g_initializing) {
        extern void *__libc_malloc(size_t);
        return __libc_malloc(size);
//             ^^^^^^^^^^^^^^^^^^^ alloc-fallback-libc (information): malloc() passes to libc through __libc_malloc(), as replacements do at start-up and on re-entry; free() must recognise these blocks
    }
    return hak_alloc_at(size, HAK_CALLSITE());
}`;
    checkRule(RULE, source);
    checkNoFix(RULE, source);
  });

  it("with the other allocator and the deciding free as related places", () => {
    const [finding] = findingsOf(
      RULE,
      `void *hak_alloc(size_t n) { void *p = hak_tiny_alloc(n); if (p) return p; return malloc(n); }
void hak_free(void *p) { if (looks_like_hakmem(p)) hakmem_free(p); else free(p); }`,
    );
    expect(finding?.related.map(({ range, message }) => [range.start, message])).toEqual([
      [{ line: 0, character: 38 }, "the allocator's own memory: hak_tiny_alloc()"],
      [{ line: 1, character: 5 }, "hak_free() has to decide which allocator owns a block"],
    ]);
  });
});

describe("not found", () => {
  it.each([
    ["one backend", "void *f(size_t n) { void *p = malloc(n); if (!p) return NULL; return p; }"],
    [
      "a backend chosen by #if with #else",
      "void *f(size_t n) {\n#ifdef POOL\n  return hak_tiny_alloc(n);\n#else\n  return malloc(n);\n#endif\n}",
    ],
    [
      "a backend chosen by #if before the end",
      "void *f(size_t n) {\n#if POOL\n  return hak_tiny_alloc(n);\n#endif\n  return malloc(n);\n}",
    ],
    [
      "metadata",
      "void *f(size_t n) { struct m *m = malloc(8); if (!m) return NULL; void *p = hak_tiny_alloc(n); record(m, p); return p; }",
    ],
    [
      "backing store",
      "void *f(struct pool *s, size_t n) { s->base = malloc(65536); if (!s->base) return NULL; return hak_pool_alloc(n); }",
    ],
    [
      "mapped memory",
      "void *f(size_t n) { void *p = hak_tiny_alloc(n); if (p) return p; p = mmap(0, n, 3, 34, -1, 0); if (p == MAP_FAILED) return NULL; return p; }",
    ],
    [
      "a free list over the same allocator",
      "struct n *f(void) { if (list) { struct n *b = list; list = b->next; return b; } return malloc(sizeof(struct n)); }",
    ],
    [
      "a mode that the free side tests too",
      "void *f(struct h *h, size_t n) { if (h->pooled) return pool_alloc(h->pool, n); return malloc(n); }\nvoid g(struct h *h, void *p) { if (h->pooled) pool_free(h->pool, p); else free(p); }",
    ],
    [
      "a resize of the caller's libc block",
      "void *f(void *p, size_t n) { if (is_foreign(p)) return __libc_realloc(p, n); return hak_alloc(n); }",
    ],
    [
      "a hook that is set once",
      "void *f(size_t n) { if (alloc_hook) return alloc_hook(n); return malloc(n); }",
    ],
    [
      "a hook in a table",
      "void *f(struct h *h, size_t n) { return h->alloc ? h->alloc(n) : malloc(n); }",
    ],
    ["a bare wrapper", "void *real_malloc_once(size_t n) { return __libc_malloc(n); }"],
    [
      "comments",
      "void *f(size_t n) { void *p = hak_tiny_alloc(n);\n  // return malloc(n);\n  /* p = malloc(n); */\n  return p; }",
    ],
    [
      "the fixed form",
      "void *f(size_t n) { void *p = hak_tiny_alloc(n); if (!p) { errno = ENOMEM; return NULL; } return p; }",
    ],
  ])("in %s", (_name, source) => quiet(source));
});

describe("fixed", () => {
  it("as Option A of the hand-off", () =>
    checkFix(
      RULE,
      `#include <stdlib.h>

#include "hak.h"

void* hak_alloc(size_t size) {
    void* ptr = hak_tiny_alloc(size);
    if (ptr) return ptr;

    return malloc(size); // fallback
}
`,
      `#include <stdlib.h>
#include <errno.h>

#include "hak.h"

void* hak_alloc(size_t size) {
    void* ptr = hak_tiny_alloc(size);
    if (ptr) return ptr;

    errno = ENOMEM;
    return NULL; // fallback
}
`,
    ));

  it("with braces where the return is an unbraced body", () =>
    checkFix(
      RULE,
      "#include <errno.h>\nvoid *f(size_t n) {\n\tif (n > MAX)\n\t\treturn malloc(n);\n\telse\n\t\treturn hak_tiny_alloc(n);\n}\n",
      "#include <errno.h>\nvoid *f(size_t n) {\n\tif (n > MAX) {\n\t\terrno = ENOMEM;\n\t\treturn NULL;\n\t}\n\telse\n\t\treturn hak_tiny_alloc(n);\n}\n",
    ));

  it("by a test in front where a ternary chose", () =>
    checkFix(
      RULE,
      "#include <errno.h>\nvoid *f(size_t n) {\n    void *p = hak_tiny_alloc(n);\n    return p ? p : malloc(n);\n}\n",
      "#include <errno.h>\nvoid *f(size_t n) {\n    void *p = hak_tiny_alloc(n);\n    if (p) {\n        return p;\n    }\n    errno = ENOMEM;\n    return NULL;\n}\n",
    ));

  it("in the name that is returned later", () =>
    checkFix(
      RULE,
      "#include <errno.h>\nvoid *f(size_t n) {\n    void *p = hak_tiny_alloc(n);\n    if (!p) p = malloc(n);\n    unlock();\n    return p;\n}\n",
      "#include <errno.h>\nvoid *f(size_t n) {\n    void *p = hak_tiny_alloc(n);\n    if (!p) {\n        errno = ENOMEM;\n        p = NULL;\n    }\n    unlock();\n    return p;\n}\n",
    ));

  it("with the statements that only dress the block", () =>
    checkFix(
      RULE,
      `static inline void* hak_alloc_malloc_impl(size_t size) {
    extern void* __libc_malloc(size_t);
    void* raw = __libc_malloc(HEADER_SIZE + size);
    if (!raw) return NULL;
    AllocHeader* hdr = (AllocHeader*)raw;
    hdr->method = ALLOC_METHOD_MALLOC;
    return (char*)raw + HEADER_SIZE;
}
`,
      `#include <errno.h>

static inline void* hak_alloc_malloc_impl(size_t size) {
    extern void* __libc_malloc(size_t);
    errno = ENOMEM;
    return NULL;
}
`,
    ));

  it("under a label and in a case", () => {
    checkFix(
      RULE,
      "#include <errno.h>\nvoid *f(size_t n) {\n  void *p = hak_tiny_alloc(n);\n  if (p) return p;\n  switch (n) {\n  case 8:\n    return malloc(n);\n  }\n  return NULL;\n}\n",
      "#include <errno.h>\nvoid *f(size_t n) {\n  void *p = hak_tiny_alloc(n);\n  if (p) return p;\n  switch (n) {\n  case 8:\n    errno = ENOMEM;\n    return NULL;\n  }\n  return NULL;\n}\n",
    );
    checkFix(
      RULE,
      "#include <errno.h>\nvoid *f(size_t n) {\n  void *p = hak_tiny_alloc(n);\n  if (!p) goto out;\n  return p;\nout: return malloc(n);\n}\n",
      "#include <errno.h>\nvoid *f(size_t n) {\n  void *p = hak_tiny_alloc(n);\n  if (!p) goto out;\n  return p;\nout: errno = ENOMEM; return NULL;\n}\n",
    );
  });

  it("not where the block is kept in a condition", () =>
    checkNoFix(
      RULE,
      "void *f(size_t n) { void *p = hak_tiny_alloc(n); if (p) return p; if ((p = malloc(n)) == NULL) return NULL; return p; }",
    ));
});

describe("does not see", () => {
  it("memory handed out through a parameter", () =>
    quiet(
      "int f(void **out, size_t n) { *out = hak_tiny_alloc(n); if (!*out) *out = malloc(n); return 0; }",
    ));
  it("wrappers of other files", () =>
    quiet(
      "void *f(size_t n) { void *p = hak_tiny_alloc(n); if (p) return p; return last_resort(n); }",
    ));
  it("mmap beside malloc", () =>
    quiet("void *f(size_t n) { if (n > BIG) return mmap(0, n, 3, 34, -1, 0); return malloc(n); }"));
});

describe("kept false positives", () => {
  it("a mode that comes as a parameter and is the caller's to remember", () =>
    checkRule(
      RULE,
      `void *f(int pooled, size_t n) {
  if (pooled) return pool_alloc(n);
  return malloc(n);
//       ^^^^^^^^^ alloc-fallback-libc: f() hands out memory of its own allocator, but this block comes from libc malloc(): one free path gets both
}`,
    ));
});
