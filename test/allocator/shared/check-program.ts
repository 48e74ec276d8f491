// The one door to tests of the buffer heap: a program of calls is played on it beside a shadow that knows no slabs, only
// the offsets, sizes and fill bytes of what is held.
//
// After every call: blocks are aligned, inside the buffer, disjoint, long enough; their bytes are as they were left.
// At the end: every block is in exactly one place.

import { expect } from "vitest";
import { checkSharedHeap, type SharedHeap } from "../../../allocator/index.ts";

export type Call =
  | { readonly kind: "malloc"; readonly size: number }
  | { readonly kind: "calloc"; readonly count: number; readonly size: number }
  | { readonly kind: "aligned"; readonly alignment: number; readonly size: number }
  | { readonly kind: "realloc"; readonly pick: number; readonly size: number }
  | { readonly kind: "free"; readonly pick: number }
  | { readonly kind: "trim" };

interface Held {
  readonly offset: number;
  readonly size: number;
  readonly fill: number;
}

const ALIGNMENT = 16;

export class ShadowedProgram {
  refused = 0;
  private readonly heaps: readonly SharedHeap[];
  private readonly bytes: Uint8Array;
  private held: Held[] = [];
  private nextFill = 1;

  /** `heaps` are objects over one buffer; each call goes to the next of them. */
  constructor(...heaps: readonly [SharedHeap, ...SharedHeap[]]) {
    this.heaps = heaps;
    this.bytes = new Uint8Array(heaps[0].buffer);
  }

  play(calls: readonly Call[]): void {
    calls.forEach((call, turn) => {
      this.call(this.heaps[turn % this.heaps.length] as SharedHeap, call);
    });
  }

  /** Frees everything and gives everything back. */
  finish(): void {
    for (const { offset } of this.held) this.heaps[0]?.free(offset);
    this.held = [];
    for (const heap of this.heaps) heap.flush();
    for (const heap of this.heaps) heap.trim();
  }

  checkConservation(): void {
    const { buffer } = this.heaps[0] as SharedHeap;
    const report = checkSharedHeap(
      buffer,
      this.held.map(({ offset }) => offset),
    );
    expect(report.problems).toEqual([]);
  }

  private call(heap: SharedHeap, call: Call): void {
    switch (call.kind) {
      case "malloc":
        this.take(heap, heap.malloc(call.size), call.size);
        break;
      case "calloc": {
        const offset = heap.calloc(call.count, call.size);
        const size = call.count * call.size;
        expect(offset === 0 || this.isFilled(offset, size, 0)).toBe(true);
        this.take(heap, offset, size);
        break;
      }
      case "aligned": {
        const offset = heap.alignedAlloc(call.alignment, call.size);
        expect(offset % call.alignment).toBe(0);
        this.take(heap, offset, call.size);
        break;
      }
      case "realloc":
        this.resize(heap, call);
        break;
      case "free": {
        const [block] = this.held.splice(call.pick % Math.max(1, this.held.length), 1);
        if (block !== undefined) this.expectIntact(block);
        heap.free(block?.offset ?? 0);
        break;
      }
      case "trim":
        heap.trim();
    }
  }

  private resize(heap: SharedHeap, { pick, size }: Call & { kind: "realloc" }): void {
    const [old] = this.held.splice(pick % Math.max(1, this.held.length), 1);
    const offset = heap.realloc(old?.offset ?? 0, size);
    if (old !== undefined && offset === 0 && size !== 0) {
      this.refused++;
      this.held.push(old);
      this.expectIntact(old);
      return;
    }
    if (old !== undefined && size === 0) {
      expect(offset).toBe(0);
      return;
    }
    if (old !== undefined) this.expectIntact({ ...old, offset, size: Math.min(old.size, size) });
    this.take(heap, offset, size);
  }

  private take(heap: SharedHeap, offset: number, size: number): void {
    if (offset === 0) {
      this.refused++;
      return;
    }
    expect(offset % ALIGNMENT).toBe(0);
    const usable = heap.usableSize(offset);
    expect(usable).toBeGreaterThanOrEqual(size);
    expect(offset + usable).toBeLessThanOrEqual(this.bytes.length);
    for (const other of this.held) {
      const apart = other.offset + other.size <= offset || offset + usable <= other.offset;
      expect(apart, `${offset} and ${other.offset} overlap`).toBe(true);
    }
    const fill = this.nextFill;
    this.nextFill = (this.nextFill % 255) + 1;
    this.bytes.fill(fill, offset, offset + size);
    this.held.push({ offset, size, fill });
  }

  private expectIntact({ offset, size, fill }: Held): void {
    expect(this.isFilled(offset, size, fill), `block ${offset} was overwritten`).toBe(true);
  }

  private isFilled(offset: number, size: number, fill: number): boolean {
    return this.bytes.subarray(offset, offset + size).every((byte) => byte === fill);
  }
}
