// Strings, instruction pointers and stacks of an interpreted heaptrack file, and the call site each stack stands for.
//
// The site is the innermost frame that is not itself an allocation function: operator new, strdup, the standard
// allocators. Wrappers of the program's own (xmalloc) are sites: the call to malloc is in them. Of inlined frames the first
// listed is the innermost.

import { GrowingColumn } from "../../base/growing-column.ts";
import type { CallSite } from "../trace.ts";
import { MOST_SITES, MOST_STACKS } from "./heaptrack-header.ts";

const allocationFunction =
  /^(?:(?:__GI_)?_*(?:libc_)?(?:malloc|calloc|realloc|reallocarray|memalign|aligned_alloc|posix_memalign|valloc|pvalloc|strdup|strndup|v?asprintf)$|operator new|_Zn[wa]|std::(?:allocator|allocator_traits|__new_allocator|__allocate)\b|__gnu_cxx::(?:new_allocator|__alloc_traits)\b)/;

/** Names of a program do not fill so much; strings beyond are read as empty. */
const MOST_LETTERS = 2 ** 28;
const int32 = (length: number): Int32Array => new Int32Array(length);

export class HeaptrackFrames {
  private readonly sites: CallSite[];
  private readonly strings: string[] = [];
  private letters = 0;
  /** Site per instruction pointer; NO_SITE for allocation functions. */
  private readonly siteOfIp = new GrowingColumn(int32);
  private readonly ipOf = new GrowingColumn(int32);
  private readonly parentOf = new GrowingColumn(int32);
  private readonly known = new Map<string, number>();

  constructor(sites: CallSite[]) {
    this.sites = sites;
  }

  addString(text: string): void {
    this.letters += text.length;
    this.strings.push(this.letters > MOST_LETTERS ? "" : text);
  }

  /** Indices into the strings from 1, 0 for none; `frames` is function, file, line, over and over, innermost first. */
  addIp(module: number, frames: readonly number[]): void {
    for (let at = 0; at === 0 || at < frames.length; at += 3) {
      const called = this.text(frames[at]);
      if (called !== undefined && allocationFunction.test(called)) continue;
      const line = frames[at + 2];
      this.siteOfIp.push(
        this.siteFor({
          function: called,
          file: this.text(frames[at + 1]),
          line: line === 0 ? undefined : line,
          object: this.text(module),
        }),
      );
      return;
    }
    this.siteOfIp.push(-1);
  }

  addTrace(ip: number, parent: number): void {
    const self = this.ipOf.length + 1;
    if (self > MOST_STACKS) return;
    this.ipOf.push(ip);
    this.parentOf.push(parent < self ? parent : 0);
  }

  /** Call site of a stack, -1 for none. */
  siteOf(trace: number): number {
    let at = trace > this.ipOf.length ? 0 : trace;
    while (at > 0) {
      const ip = this.ipOf.get(at - 1);
      const site = ip > 0 && ip <= this.siteOfIp.length ? this.siteOfIp.get(ip - 1) : -1;
      if (site >= 0) return site;
      at = this.parentOf.get(at - 1);
    }
    return -1;
  }

  private text(index: number | undefined): string | undefined {
    return index === undefined || index === 0 ? undefined : this.strings[index - 1];
  }

  private siteFor(site: CallSite): number {
    const key = [site.function, site.file, site.line, site.object].join("\n");
    const found = this.known.get(key);
    if (found !== undefined) return found;
    if (this.sites.length === MOST_SITES) return -1;
    const added = this.sites.push(site) - 1;
    this.known.set(key, added);
    return added;
  }
}
