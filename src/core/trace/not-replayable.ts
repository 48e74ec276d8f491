// Files that people have and that cannot become a trace: recognised by content, each with the reason and the way out.
//
// Profiles are sums: they say how much was allocated where, not which call came after which, so there is nothing to
// replay. Other event logs could be replayed and are only not read yet; they are named so that nobody thinks the file
// broken.

import type { Unreadable } from "./unreadable.ts";

interface NotReplayable {
  readonly found: string;
  readonly remedy: string;
  /** What the text begins with; bytes as Latin-1. */
  readonly sign: RegExp;
}

const RECORD_AGAIN =
  "It holds sums, not calls in order. Record the program again with heaptrack --raw, or write memory_replay lines.";
const CONVERT =
  "This log has the calls, but its format is not read yet. Convert it to memory_replay lines (TID: malloc 0xPTR SIZE).";
const UNPACK = "Unpack it first; gzip, zstd and zip are opened as they are.";

const kinds: readonly NotReplayable[] = [
  { found: "a massif profile", remedy: RECORD_AGAIN, sign: /^desc: [^\n]*\ncmd: / },
  { found: "a DHAT profile", remedy: RECORD_AGAIN, sign: /^\s*\{\s*"dhatFileVersion"/ },
  { found: "a jemalloc heap profile", remedy: RECORD_AGAIN, sign: /^heap_v2\// },
  { found: "a gperftools heap profile", remedy: RECORD_AGAIN, sign: /^heap profile: / },
  { found: "a memray capture", remedy: RECORD_AGAIN, sign: /^memray\0/ },
  { found: "a JavaScript heap snapshot", remedy: RECORD_AGAIN, sign: /^\s*\{\s*"snapshot"/ },
  {
    found: "a core dump or program",
    remedy: "Give the allocation trace of the run, not its binary.",
    sign: /^\x7fELF/,
  },
  {
    found: "a perf.data file",
    remedy: "perf script turns it into text, which has to be converted to memory_replay lines.",
    sign: /^PERFILE2/,
  },
  { found: "an xz-compressed file", remedy: UNPACK, sign: /^\xfd7zXZ\0/ },
  { found: "a bzip2-compressed file", remedy: UNPACK, sign: /^BZh[1-9]/ },
  { found: "an lz4-compressed file", remedy: UNPACK, sign: /^[^ -~]"M[^ -~]/ },
  { found: "a 7z archive", remedy: UNPACK, sign: /^7z\xbc\xaf/ },
  { found: "a glibc mtrace log", remedy: CONVERT, sign: /^= Start|^@ \S+ [-+<>] 0x/m },
  { found: "a valgrind log", remedy: CONVERT, sign: /^(==|--)\d+(==|--) /m },
  { found: "an LTTng-UST log", remedy: CONVERT, sign: /lttng_ust_libc:/ },
  { found: "a perf script of malloc probes", remedy: CONVERT, sign: /probe_libc:/ },
  {
    found: "a Gecko logalloc log",
    remedy: CONVERT,
    sign: /^\d+ (\d+ )?[a-z_]+\([^ \n]*\)(=\S+)?\r?$/m,
  },
  {
    found: "an ltrace log",
    remedy: CONVERT,
    sign: /(malloc|calloc|free)\([^\n)]{0,80}\) +(= |<unfinished)/,
  },
];

/** Why a file that no importer recognised is none of ours. */
export function explainUnreadable(head: string, titles: readonly string[]): Unreadable {
  const expected = `one of: ${titles.join("; ")}`;
  if (head.trim() === "") {
    const remedy = "Was the recorded program killed before its recorder wrote anything?";
    return { found: "an empty file", expected, remedy };
  }
  const kind = kinds.find(({ sign }) => sign.test(head));
  if (kind !== undefined) return { found: kind.found, expected, remedy: kind.remedy };
  return {
    found: looksBinary(head) ? "binary data of no known kind" : "text of no known format",
    expected,
    remedy: "Formats are recognised by content alone: check that this is the file you meant.",
  };
}

function looksBinary(head: string): boolean {
  let strange = 0;
  for (let at = 0; at < head.length; at++) {
    const code = head.charCodeAt(at);
    if (code < 9 || (code > 13 && code < 32) || code >= 127) strange++;
  }
  return strange * 10 > head.length;
}
