// What is said of files that are no traces: what they are, and the way out.

import { gzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { refusal, textBytes } from "./check-import.ts";

const sums = "It holds sums, not calls in order.";
const later = "its format is not read yet";
const unpack = "Unpack it first";
const cases: readonly (readonly [string, string, string])[] = [
  ["", "an empty file", "killed"],
  ["\n \r\n", "an empty file", "killed"],
  ["desc: --massif-out-file=m\ncmd: ./a\ntime_unit: i\n", "a massif profile", sums],
  ['{"dhatFileVersion":2,"mode":"heap"}', "a DHAT profile", sums],
  ["heap_v2/524288\n  t*: 1: 2 [0: 0]\n", "a jemalloc heap profile", sums],
  ["heap profile:   1:  2 [ 3: 4] @ heapprofile\n", "a gperftools heap profile", sums],
  ["memray\0\x0a\0\0", "a memray capture", sums],
  ["= Start\n@ ./a:[0x4011] + 0x55 0x10\n", "a glibc mtrace log", later],
  ["==12== Memcheck\n--12-- malloc(8) = 0x4A\n", "a valgrind log", later],
  ["12 1 malloc(8)=#1\n12 1 free(#1)\n", "a Gecko logalloc log", later],
  ["malloc(8)          = 0x55\nfree(0x55) = <void>\n", "an ltrace log", later],
  ["\xfd7zXZ\0\0\x04", "an xz-compressed file", unpack],
  ['\x04"M\x18abc', "an lz4-compressed file", unpack],
  ["\x7fELF\x02\x01\x01\0", "a core dump or program", "not its binary"],
  ["\x01\x02\x03\x04\x05\0\0\0", "binary data of no known kind", "content alone"],
  ["Dear diary,\ntoday I allocated.\n", "text of no known format", "content alone"],
  ["1\n2\nthree\n", "text of no known format", "content alone"],
];

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

describe("files that are no traces are refused with the reason", () => {
  test.each(cases)("%j is %s", async (text, found, remedy) => {
    const said = await refusal(latin1Bytes(text));
    expect(said.startsWith(`${found} | `)).toBe(true);
    expect(said).toContain(remedy);
  });

  test("also inside a compressed file", async () => {
    const massif = textBytes("desc: x\ncmd: ./a\n");
    expect(await refusal(gzipSync(massif))).toContain("a massif profile");
    expect(await refusal(zipSync({ "massif.out": massif }))).toContain("a massif profile");
  });

  test("an archive without files, and a compressed stream of which nothing comes out", async () => {
    expect(await refusal(zipSync({}))).toMatch(/^binary data|^an empty file/);
    expect(await refusal(gzipSync(textBytes("x")).subarray(0, 11))).toContain(
      "an empty file; the gzip stream is cut or damaged",
    );
  });

  test("a zstd stream that asks for two gigabytes of window", async () => {
    const greedy = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00);
    expect(await refusal(greedy)).toContain("more than 134217728");
  });
});
