// Which functions give, take and need memory, and which never return: the only list of names.
//
// A name decides only until the analysed file defines it: what a body says beats this table. Patterns for hakmem follow
// its naming (hak_ for routing, tiny_, superslab_ and ss_, hkm_, shared_pool_ and sp_ for layers) and can be wrong about
// a helper that merely sounds like an allocator; `pointerOnly` therefore asks for a pointer on the receiving side.

export type Backend = "libc" | "pool" | "mapping";

/** What an allocator returns when it fails; `aborts` never returns then. */
export type Failure = "null" | "map-failed" | "aborts";

export interface AllocatorTraits {
  readonly backend: Backend;
  readonly failure: Failure;
  /** The name goes past a replaced malloc to libc's own. */
  readonly bypass: boolean;
  /** Trust the name only where the result is kept as a pointer. */
  readonly pointerOnly: boolean;
}

export function allocatorNamed(name: string): AllocatorTraits | undefined {
  if (LIBC.has(name)) return { ...LIBC_TRAITS, bypass: false };
  if (LIBC_BYPASS.test(name)) return { ...LIBC_TRAITS, bypass: true };
  if (KNOWN_FALLBACKS.has(name)) return { ...LIBC_TRAITS, bypass: false };
  if (MAPPINGS.has(name)) {
    return { backend: "mapping", failure: "map-failed", bypass: false, pointerOnly: false };
  }
  if (ABORTING.test(name)) return { ...LIBC_TRAITS, failure: "aborts", bypass: false };
  if (HAKMEM.test(name) && !NOT_AN_ALLOCATOR.test(name)) return POOL_TRAITS;
  return undefined;
}

/** Whether a name outside the table sounds like an allocator; enough to be the other side of a mixture, never a source. */
export function soundsLikeAllocator(name: string): boolean {
  return SOUNDS_LIKE_ALLOCATOR.test(name) && !NOT_AN_ALLOCATOR.test(name);
}

/** Finds text in which any allocator of the table may be called: a cheap filter before parsing a function. */
export const MENTIONS_ALLOCATOR =
  /alloc|mmap|mremap|sbrk|strn?dup|wcsdup|superslab_|shared_pool_|\b(hak|tiny|hkm|ss|sp)_\w/;

/** The functions whose definition is a malloc replacement. */
export function isMallocEntryPoint(name: string): boolean {
  return ENTRY_POINT.test(name);
}

export function isRelease(name: string): boolean {
  return /(^|_)(free|cfree|munmap|dealloc|release)\w*$/i.test(name);
}

/** Names of libc's own release routine, the replaced one's real name too. */
export function isLibcFree(name: string): boolean {
  return /^(free|cfree|(__)?(libc|real|orig|original|sys|system|next|glibc)_free)$/.test(name);
}

/** Arguments that must point to memory, by position. */
export function neededArguments(name: string): readonly number[] {
  return NEEDED.get(name.replace(/^__builtin_(___?)?/, "").replace(/_chk$/, "")) ?? [];
}

export function neverReturnsByName(name: string): boolean {
  return (LEAVES.has(name) || LEAVING_WORD.test(name)) && !assertsArgument(name);
}

/** Macros and functions that stop the program, or the function, unless their argument holds. */
export function assertsArgument(name: string): boolean {
  return (
    ASSERTING_WORD.test(name) ||
    (/^[A-Z][A-Z0-9_]*$/.test(name) &&
      /ASSERT|CHECK|REQUIRE|VERIFY|ENSURE|EXPECT|_IF|_ON_|UNLESS/.test(name))
  );
}

/** Calls that stand for their first argument in a condition. */
export function isConditionHint(name: string): boolean {
  return /^(__builtin_expect(_with_probability)?|_*(un)?likely_*|\w*_?(UN)?LIKELY)$/.test(name);
}

/** A predicate about its argument: in a condition it counts as the test. */
export function soundsLikeTest(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name) || TESTING_WORD.test(name);
}

/** Upper-case calls are taken for macros: they may leave, test or convert out of sight. */
export function isMacroName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]+$/.test(name);
}

const LIBC_TRAITS = {
  backend: "libc",
  failure: "null",
  bypass: false,
  pointerOnly: false,
} as const;
const POOL_TRAITS = { backend: "pool", failure: "null", bypass: false, pointerOnly: true } as const;

const LIBC = new Set(
  (
    "malloc calloc realloc reallocarray aligned_alloc memalign valloc pvalloc " +
    "strdup strndup wcsdup __strdup __strndup"
  ).split(" "),
);

const LIBC_BYPASS =
  /^(__)?(libc|real|orig|original|sys|system|next|glibc)_(malloc|calloc|realloc|reallocarray|aligned_alloc|memalign|valloc|pvalloc|strdup)(_fn|_ptr)?$/;

/** hakmem's own wrapper around libc, defined in a header of its own. */
const KNOWN_FALLBACKS = new Set(["hak_alloc_malloc_impl"]);

const MAPPINGS = new Set(["mmap", "mmap64", "mremap", "sbrk"]);

const ABORTING =
  /^(x|xx|safe_|ck_|e|checked_)(malloc|calloc|realloc|reallocarray|zalloc|strdup|strndup|nmalloc)$|^g_(malloc|malloc0|realloc|malloc_n|malloc0_n|realloc_n|strdup|strndup)$/;

const HAKMEM =
  /^(hak|tiny|superslab|ss|hkm|shared_pool)_(\w*_)?(alloc|allocate|malloc|calloc|realloc|memalign|acquire|refill|expand|strdup|carve|pop)(_\w+)?$/;

const NOT_AN_ALLOCATOR =
  /free|dealloc|release|(^|_)(init|size|usable|class|count|stats?|log|debug|print|dump|enabled|mode|lock|unlock|is|has|can|flag|failed|limit|max|min|bytes|capacity|hash|index|id)(_|$)/i;

const SOUNDS_LIKE_ALLOCATOR =
  /alloc|(^|_)(new|acquire|obtain|grab|carve|bump|refill|reserve|get_(block|chunk|slab|page|slot)|take|pop)(_|$)|(Alloc|Acquire|Carve)/;

const ENTRY_POINT =
  /^(__wrap_|__interceptor_|_*)?(malloc|calloc|realloc|reallocarray|aligned_alloc|memalign|posix_memalign|valloc|pvalloc|strdup|strndup)$/;

const LEAVES = new Set(
  (
    "abort exit _exit _Exit quick_exit longjmp siglongjmp _longjmp err errx verr verrx __builtin_unreachable " +
    "__builtin_trap __assert_fail __assert_rtn pthread_exit thrd_exit unreachable perror_exit"
  ).split(" "),
);

const LEAVING_WORD =
  /(^|_)(die|dies|fatal|panic|abort|croak|bailout|bail|oom|out_?of_?memory|outofmem|no_?mem(ory)?|crash|unreachable)(_|$)|(Fatal|Panic|Abort|OutOfMemory|NoMemory)|^(?=[A-Z0-9_]+$)\w*(RETURN|GOTO|THROW|FAIL|ABORT|EXIT|DIE|FATAL|PANIC|LEAVE|RAISE)/;

const ASSERTING_WORD =
  /^(_*(static_)?assert(_\w+)?|g_assert(_\w+)?|g_return(_val)?_if_fail|\w+_assert(_\w+)?|assert\w*|check_(alloc|mem|oom|ptr|null)\w*|\w*_(check_alloc|check_oom|check_null|not_null))$/;

const TESTING_WORD =
  /(^|_)(null|nil|valid|invalid|check|ok|oom|fail|failed|err|is|has|isnull)(_|$)/i;

const NEEDED = new Map<string, readonly number[]>(
  Object.entries({
    "memcpy memmove mempcpy strcpy stpcpy strncpy stpncpy strcat strncat wcscpy strlcpy strlcat": [
      0, 1,
    ],
    "memcmp strcmp strncmp strcasecmp strncasecmp strstr strspn strcspn strpbrk": [0, 1],
    "memset bzero explicit_bzero memchr memrchr strlen strnlen strchr strrchr wcslen": [0],
    "sprintf vsprintf snprintf vsnprintf swprintf": [0],
    "fgets gets fread getcwd qsort": [0],
    "fputs puts atoi atol strtol strtoul": [0],
    "pthread_mutex_init pthread_mutex_lock pthread_cond_init pthread_rwlock_init sem_init": [0],
    "atomic_init atomic_store atomic_store_explicit atomic_load atomic_load_explicit": [0],
    "atomic_fetch_add atomic_fetch_add_explicit": [0],
    "va_copy setjmp sigsetjmp": [0],
  }).flatMap(([names, positions]) => names.split(" ").map((name) => [name, positions] as const)),
);
