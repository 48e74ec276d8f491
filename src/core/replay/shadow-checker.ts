// A witness that shares no idea with the allocator: it watches through the observer, keeps the live blocks as intervals,
// and reports what no allocator may do.
//
// It finds blocks that overlap, frees of an address that is not live (never given out, or freed before), blocks smaller
// than asked for, and blocks aligned below what the call asked for. A Tiny alignment below C's 16 is the policy's own
// statement and reported once. It sees only what the program is handed: a block that lies in two free lists is found when
// it is handed out the second time, not before.

import type { AllocatorObserver, Crash, RefillFailure, units } from "../../../allocator/index.ts";
import { Outcome } from "../../../allocator/index.ts";
import { LiveIntervals } from "./live-intervals.ts";

export const shadowKinds = [
  "overlap",
  "orphan-free",
  "size-mismatch",
  "misaligned",
  "weak-alignment",
] as const;
export type ShadowKind = (typeof shadowKinds)[number];

export interface ShadowFinding {
  readonly kind: ShadowKind;
  readonly thread: units.ThreadId;
  readonly address: units.Address;
  readonly message: string;
  /** The policy states this defect itself. */
  readonly declared: boolean;
}

const FINDINGS_KEPT = 1000;
/** What C promises of malloc on x86-64: alignof(max_align_t). */
const C_ALIGNMENT = 16;

export class ShadowChecker implements AllocatorObserver {
  /** The first ones; `counts` has all. */
  readonly findings: ShadowFinding[] = [];
  readonly counts: Record<ShadowKind, number> = {
    overlap: 0,
    "orphan-free": 0,
    "size-mismatch": 0,
    misaligned: 0,
    "weak-alignment": 0,
  };
  private readonly live = new LiveIntervals();
  private readonly forward: AllocatorObserver | undefined;

  constructor(forward?: AllocatorObserver) {
    this.forward = forward;
  }

  get liveBlocks(): number {
    return this.live.size;
  }

  onAllocate(
    thread: units.ThreadId,
    address: units.Address,
    requested: number,
    usable: number,
    alignment: number,
    outcome: Outcome,
  ): void {
    const end = address + usable;
    if (outcome === Outcome.InPlace) {
      if (!this.live.has(address)) {
        this.report("orphan-free", thread, address, "realloc kept a block that is not live");
      }
    } else {
      const other = this.live.overlapping(address, end);
      if (other !== undefined) {
        const range = `${hex(address)}..${hex(end)}`;
        const message = `${range} overlaps the live block ${hex(other.start)}..${hex(other.end)}`;
        this.report("overlap", thread, address, message);
      }
      this.checkAlignment(thread, address, alignment);
    }
    if (usable < requested) {
      const message = `${requested} bytes asked for, ${usable} usable at ${hex(address)}`;
      this.report("size-mismatch", thread, address, message);
    }
    this.live.set(address, end);
    this.forward?.onAllocate(thread, address, requested, usable, alignment, outcome);
  }

  onFree(thread: units.ThreadId, address: units.Address, outcome: Outcome): void {
    if (address !== 0 && !this.live.remove(address)) {
      const message = `${hex(address)} is not live: never given out, or freed before`;
      this.report("orphan-free", thread, address, message);
    }
    this.forward?.onFree(thread, address, outcome);
  }

  onNull(thread: units.ThreadId, requested: number, errno: number): void {
    this.forward?.onNull(thread, requested, errno);
  }

  onSuperSlab(
    thread: units.ThreadId,
    superSlab: units.SuperSlabId,
    base: units.Address,
    sizeClass: units.SizeClass,
  ): void {
    this.forward?.onSuperSlab(thread, superSlab, base, sizeClass);
  }

  onRefillFailed(failure: RefillFailure): void {
    this.forward?.onRefillFailed(failure);
  }

  onThreadRefused(creator: units.ThreadId, cause: string): void {
    this.forward?.onThreadRefused(creator, cause);
  }

  onLog(thread: units.ThreadId, line: string): void {
    this.forward?.onLog(thread, line);
  }

  onCrash(thread: units.ThreadId, address: units.Address, crash: Crash): void {
    this.forward?.onCrash(thread, address, crash);
  }

  private checkAlignment(thread: units.ThreadId, address: units.Address, asked: number): void {
    if (address % asked !== 0) {
      const message = `${hex(address)} is not aligned to ${asked}`;
      this.report("misaligned", thread, address, message);
    }
    if (asked < C_ALIGNMENT && this.counts["weak-alignment"] === 0) {
      const message = `the policy aligns blocks to ${asked}, C promises ${C_ALIGNMENT}: first seen at ${hex(address)}`;
      this.report("weak-alignment", thread, address, message);
    }
  }

  private report(
    kind: ShadowKind,
    thread: units.ThreadId,
    address: units.Address,
    message: string,
  ): void {
    this.counts[kind]++;
    if (this.findings.length < FINDINGS_KEPT) {
      const declared = kind === "weak-alignment";
      this.findings.push({ kind, thread, address, message, declared });
    }
  }
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
