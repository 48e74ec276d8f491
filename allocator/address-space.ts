// Address space as Linux hands it out: top down, the highest hole that fits, equal neighbours merged, every mapping
// counted against vm.max_map_count.
//
// The kernel's own tests are used: mmap fails when the count is *above* the limit, and whatever would split a mapping
// (unmapping its middle, protecting a part) fails when the count has *reached* it. So one mapping more than the limit can
// exist, and a trim that is refused leaves its piece mapped.
//
// A stack is one mapping and its guard another; neither ever merges with anything (a decision: Linux may merge two
// unprotected stacks for a moment). The program's own mappings count but have no addresses here, and libc's brk heap is
// taken as one of them.

import type { DoubleColumn, Store } from "./columns.ts";
import type { Environment } from "./environment.ts";
import { MMAP_BOTTOM, MMAP_TOP } from "./layout.ts";
import { MappingTree, NO_NODE } from "./mapping-tree.ts";
import { grouped } from "./refill-failure.ts";

export const MappingKind = { Memory: 0, Stack: 1, Guard: 2 } as const;
export type MappingKind = (typeof MappingKind)[keyof typeof MappingKind];

const COUNT = 0;
const BYTES = 1;
const REQUESTS = 2;

export class AddressSpace {
  /** Why the last call was refused, in words. */
  refusal = "";
  private readonly tree: MappingTree;
  private readonly totals: DoubleColumn;
  private readonly environment: Environment;

  constructor(store: Store, environment: Environment) {
    this.environment = environment;
    this.tree = new MappingTree(store, MMAP_BOTTOM, MMAP_TOP);
    this.totals = store.doubles();
    this.totals.push(environment.initialMappings);
    this.totals.push(0);
    this.totals.push(0);
  }

  /** Mappings of the process, the program's own included. */
  get count(): number {
    return this.totals.get(COUNT);
  }

  /** Bytes mapped, the program's own not included. */
  get bytes(): number {
    return this.totals.get(BYTES);
  }

  isMapped(address: number): boolean {
    return this.tree.at(address) !== NO_NODE;
  }

  /** mmap: the start address, or 0 with `refusal` set. `length` is a multiple of a page. */
  map(length: number, kind: MappingKind): number {
    const { tree, environment } = this;
    if (kind === MappingKind.Memory && this.isInjected()) return 0;
    if (this.count > environment.mappingLimit) {
      this.refuseForCount();
      return 0;
    }
    const top = this.bytes + length <= environment.addressSpaceBytes ? tree.highestHole(length) : 0;
    if (top === 0) {
      this.refusal = `address space: ${grouped(length)} bytes wanted, ${grouped(this.bytes)} of ${grouped(environment.addressSpaceBytes)} mapped`;
      return 0;
    }
    const start = top - length;
    this.totals.add(BYTES, length);
    const above = tree.after(top);
    const below = tree.before(start);
    const joinsAbove = this.joins(above, kind) && tree.start(above) === top;
    const joinsBelow = below !== NO_NODE && this.joins(below, kind) && tree.end(below) === start;
    if (joinsAbove && joinsBelow) {
      const end = tree.end(above);
      tree.remove(above);
      tree.resize(below, tree.start(below), end);
      this.totals.add(COUNT, -1);
    } else if (joinsAbove) tree.resize(above, start, tree.end(above));
    else if (joinsBelow) tree.resize(below, tree.start(below), top);
    else {
      tree.insert(start, top, kind);
      this.totals.add(COUNT, 1);
    }
    return start;
  }

  /** munmap of a range inside one mapping; false: refused, nothing changed. */
  unmap(start: number, end: number): boolean {
    const { tree } = this;
    if (start === end) return true;
    const node = tree.at(start);
    if (node === NO_NODE || tree.end(node) < end)
      throw new Error("unmap: range is not one mapping");
    const nodeStart = tree.start(node);
    const nodeEnd = tree.end(node);
    if (start === nodeStart && end === nodeEnd) {
      tree.remove(node);
      this.totals.add(COUNT, -1);
    } else if (start === nodeStart) tree.resize(node, end, nodeEnd);
    else if (end === nodeEnd) tree.resize(node, nodeStart, start);
    else {
      if (!this.maySplit()) return false;
      const kind = tree.kind(node);
      tree.resize(node, nodeStart, start);
      tree.insert(end, nodeEnd, kind);
      this.totals.add(COUNT, 1);
    }
    this.totals.add(BYTES, start - end);
    return true;
  }

  /** mprotect of a stack's lowest bytes, which makes them a mapping of their own; false: refused. */
  protectGuard(start: number, end: number): boolean {
    const { tree } = this;
    if (!this.maySplit()) return false;
    const node = tree.at(start);
    const nodeEnd = tree.end(node);
    tree.resize(node, end, nodeEnd);
    tree.insert(start, end, MappingKind.Guard);
    this.totals.add(COUNT, 1);
    return true;
  }

  /** Mappings there are, counted one by one, for checks; the program's own included. */
  recount(): number {
    let count = this.environment.initialMappings;
    let node = this.tree.after(0);
    while (this.tree.start(node) < MMAP_TOP) {
      count++;
      node = this.tree.after(this.tree.end(node));
    }
    return count;
  }

  private isInjected(): boolean {
    this.totals.add(REQUESTS, 1);
    const request = this.totals.get(REQUESTS);
    if (!this.environment.failMmaps.includes(request)) return false;
    this.refusal = `injected failure: mmap request ${grouped(request)}`;
    return true;
  }

  private joins(node: number, kind: MappingKind): boolean {
    return kind === MappingKind.Memory && this.tree.kind(node) === MappingKind.Memory;
  }

  private maySplit(): boolean {
    if (this.count < this.environment.mappingLimit) return true;
    this.refuseForCount();
    return false;
  }

  private refuseForCount(): void {
    this.refusal = `mapping limit: ${grouped(this.count)} of ${grouped(this.environment.mappingLimit)} mappings`;
  }
}
