// The loaded objects of a raw heaptrack file, and the call site each stack stands for: object and offset in it.
//
// Names would need the binaries and are somebody else's task. Without them an allocation function is only recognised by its
// object: frames in heaptrack's own library and in the C++ runtime (operator new) are passed over.

import { GrowingColumn } from "../../base/growing-column.ts";
import type { CallSite } from "../trace.ts";
import { MOST_SITES, MOST_STACKS } from "./heaptrack-header.ts";

const passedOver = /(^|\/)(libheaptrack_|libstdc\+\+|libc\+\+)/;
const NOT_ASKED = -2;

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly object: string;
  readonly base: number;
}

export class HeaptrackModules {
  private readonly sites: CallSite[];
  private segments: Segment[] = [];
  private readonly ipOf = new GrowingColumn((length) => new Float64Array(length));
  private readonly parentOf = new GrowingColumn((length) => new Int32Array(length));
  private readonly siteOfTrace = new GrowingColumn((length) => new Int32Array(length));
  private readonly known = new Map<string, number>();

  constructor(sites: CallSite[]) {
    this.sites = sites;
  }

  clear(): void {
    this.segments = [];
  }

  addSegment(object: string, base: number, virtualAddress: number, bytes: number): void {
    const start = base + virtualAddress;
    this.segments.push({ start, end: start + bytes, object, base });
  }

  addTrace(ip: number, parent: number): void {
    const self = this.ipOf.length + 1;
    if (self > MOST_STACKS) return;
    this.ipOf.push(ip);
    this.parentOf.push(parent < self ? parent : 0);
    this.siteOfTrace.push(NOT_ASKED);
  }

  /** Call site of a stack, -1 for none. Objects are those loaded when it is first asked for. */
  siteOf(trace: number): number {
    if (trace <= 0 || trace > this.ipOf.length) return -1;
    const known = this.siteOfTrace.get(trace - 1);
    if (known !== NOT_ASKED) return known;
    const site = this.findSite(trace);
    this.siteOfTrace.set(trace - 1, site);
    return site;
  }

  private findSite(trace: number): number {
    for (let at = trace; at > 0; at = this.parentOf.get(at - 1)) {
      const ip = this.ipOf.get(at - 1);
      const segment = this.segments.find(({ start, end }) => ip >= start && ip < end);
      if (segment === undefined || passedOver.test(segment.object)) continue;
      return this.siteFor(segment.object, ip - segment.base);
    }
    return -1;
  }

  private siteFor(object: string, offset: number): number {
    const key = `${offset} ${object}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    if (this.sites.length === MOST_SITES) return -1;
    const unknown = { function: undefined, file: undefined, line: undefined };
    const added = this.sites.push({ ...unknown, object, offset }) - 1;
    this.known.set(key, added);
    return added;
  }
}
