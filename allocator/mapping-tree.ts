// The mappings of the process in address order, as a treap that knows the largest hole in each subtree.
//
// Every node is one mapping (Linux: a VMA). Its hole is the free space just below it; a sentinel of no length at the
// top carries the hole above the highest mapping. So "the highest hole that fits" is one walk down, and every change
// costs a logarithm. Priorities come from the node number, not from chance.

import type { DoubleColumn, IntColumn, Store } from "./columns.ts";

export const NO_NODE = -1;

export class MappingTree {
  private readonly startOf: DoubleColumn;
  private readonly endOf: DoubleColumn;
  private readonly kinds: IntColumn;
  private readonly left: IntColumn;
  private readonly right: IntColumn;
  private readonly hole: DoubleColumn;
  private readonly largest: DoubleColumn;
  /** Root, then head of the list of unused nodes (linked through `left`). */
  private readonly roots: IntColumn;
  private readonly bottom: number;

  constructor(store: Store, bottom: number, top: number) {
    this.startOf = store.doubles();
    this.endOf = store.doubles();
    this.kinds = store.ints();
    this.left = store.ints();
    this.right = store.ints();
    this.hole = store.doubles();
    this.largest = store.doubles();
    this.roots = store.ints();
    this.roots.extend(2, NO_NODE);
    this.bottom = bottom;
    this.insert(top, top, NO_NODE);
  }

  start(node: number): number {
    return this.startOf.get(node);
  }

  end(node: number): number {
    return this.endOf.get(node);
  }

  kind(node: number): number {
    return this.kinds.get(node);
  }

  /** End of the highest hole of at least `length` bytes, 0 if there is none. */
  highestHole(length: number): number {
    let node = this.roots.get(0);
    while (node !== NO_NODE && this.largest.get(node) >= length) {
      const right = this.right.get(node);
      if (right !== NO_NODE && this.largest.get(right) >= length) node = right;
      else if (this.hole.get(node) >= length) return this.startOf.get(node);
      else node = this.left.get(node);
    }
    return 0;
  }

  /** The mapping that holds the address. */
  at(address: number): number {
    const node = this.before(address + 1);
    return node !== NO_NODE && address < this.endOf.get(node) ? node : NO_NODE;
  }

  /** The last mapping that starts below the address. */
  before(address: number): number {
    let found = NO_NODE;
    let node = this.roots.get(0);
    while (node !== NO_NODE) {
      if (this.startOf.get(node) < address) {
        found = node;
        node = this.right.get(node);
      } else node = this.left.get(node);
    }
    return found;
  }

  /** The first mapping that starts at the address or above; at the latest the sentinel. */
  after(address: number): number {
    let found = NO_NODE;
    let node = this.roots.get(0);
    while (node !== NO_NODE) {
      if (this.startOf.get(node) >= address) {
        found = node;
        node = this.left.get(node);
      } else node = this.right.get(node);
    }
    return found;
  }

  insert(start: number, end: number, kind: number): void {
    const below = this.before(start);
    const above = this.after(start);
    const node = this.allocate(start, end, kind);
    this.hole.set(node, start - (below === NO_NODE ? this.bottom : this.endOf.get(below)));
    this.measure(node);
    this.roots.set(0, this.insertInto(this.roots.get(0), node));
    if (above !== NO_NODE) this.setHole(above, this.startOf.get(above) - end);
  }

  remove(node: number): void {
    const start = this.startOf.get(node);
    const above = this.after(this.endOf.get(node));
    const hole = this.hole.get(node) + this.endOf.get(node) - start + this.hole.get(above);
    this.roots.set(0, this.removeFrom(this.roots.get(0), start));
    this.left.set(node, this.roots.get(1));
    this.roots.set(1, node);
    this.setHole(above, hole);
  }

  /** Moves a mapping's bounds; it must not cross its neighbours. */
  resize(node: number, start: number, end: number): void {
    const above = this.after(this.endOf.get(node));
    const hole = this.hole.get(node) + start - this.startOf.get(node);
    const gapAbove = this.hole.get(above) + this.endOf.get(node) - end;
    this.startOf.set(node, start);
    this.endOf.set(node, end);
    this.setHole(node, hole);
    this.setHole(above, gapAbove);
  }

  private allocate(start: number, end: number, kind: number): number {
    let node = this.roots.get(1);
    if (node === NO_NODE) {
      node = this.startOf.push(start);
      this.endOf.push(end);
      this.kinds.push(kind);
      this.left.push(NO_NODE);
      this.right.push(NO_NODE);
      this.hole.push(0);
      this.largest.push(0);
      return node;
    }
    this.roots.set(1, this.left.get(node));
    this.startOf.set(node, start);
    this.endOf.set(node, end);
    this.kinds.set(node, kind);
    this.left.set(node, NO_NODE);
    this.right.set(node, NO_NODE);
    return node;
  }

  private insertInto(root: number, node: number): number {
    if (root === NO_NODE) return node;
    if (priority(node) > priority(root)) {
      this.split(root, node);
      this.measure(node);
      return node;
    }
    if (this.startOf.get(node) < this.startOf.get(root)) {
      this.left.set(root, this.insertInto(this.left.get(root), node));
    } else {
      this.right.set(root, this.insertInto(this.right.get(root), node));
    }
    this.measure(root);
    return root;
  }

  /** Hangs the parts of `root` below and above `node` to its left and right. */
  private split(root: number, node: number): void {
    const key = this.startOf.get(node);
    const cut = (part: number): readonly [number, number] => {
      if (part === NO_NODE) return [NO_NODE, NO_NODE];
      if (this.startOf.get(part) < key) {
        const [low, high] = cut(this.right.get(part));
        this.right.set(part, low);
        this.measure(part);
        return [part, high];
      }
      const [low, high] = cut(this.left.get(part));
      this.left.set(part, high);
      this.measure(part);
      return [low, part];
    };
    const [low, high] = cut(root);
    this.left.set(node, low);
    this.right.set(node, high);
  }

  private removeFrom(root: number, start: number): number {
    const here = this.startOf.get(root);
    if (here === start) return this.merge(this.left.get(root), this.right.get(root));
    if (start < here) this.left.set(root, this.removeFrom(this.left.get(root), start));
    else this.right.set(root, this.removeFrom(this.right.get(root), start));
    this.measure(root);
    return root;
  }

  private merge(low: number, high: number): number {
    if (low === NO_NODE) return high;
    if (high === NO_NODE) return low;
    if (priority(low) > priority(high)) {
      this.right.set(low, this.merge(this.right.get(low), high));
      this.measure(low);
      return low;
    }
    this.left.set(high, this.merge(low, this.left.get(high)));
    this.measure(high);
    return high;
  }

  private setHole(node: number, hole: number): void {
    this.hole.set(node, hole);
    this.remeasure(this.roots.get(0), this.startOf.get(node));
  }

  private remeasure(root: number, start: number): void {
    const here = this.startOf.get(root);
    if (start < here) this.remeasure(this.left.get(root), start);
    else if (start > here) this.remeasure(this.right.get(root), start);
    this.measure(root);
  }

  private measure(node: number): void {
    const left = this.left.get(node);
    const right = this.right.get(node);
    let largest = this.hole.get(node);
    if (left !== NO_NODE) largest = Math.max(largest, this.largest.get(left));
    if (right !== NO_NODE) largest = Math.max(largest, this.largest.get(right));
    this.largest.set(node, largest);
  }
}

function priority(node: number): number {
  let mixed = Math.imul(node + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
