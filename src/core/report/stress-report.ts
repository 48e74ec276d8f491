// What a stress run found, for people and for programs: measured figures, and the checks that must hold on any machine.

import type { SharedHeapReport } from "../../../allocator/index.ts";
import { count, counted } from "../base/number-words.ts";

export interface StressReport {
  readonly threads: number;
  readonly seed: number;
  /** Whether each block was checked for being handed out twice. */
  readonly checked: boolean;
  /** Replacements: a free and a malloc each. */
  readonly operations: number;
  /** Measured on this machine; null where there was no clock. */
  readonly operationsPerSecond: number | null;
  readonly doubleAllocations: number;
  /** Requests that the heap answered with 0. */
  readonly refused: number;
  readonly heap: SharedHeapReport;
}

export function stressPassed({ doubleAllocations, refused, heap }: StressReport): boolean {
  return doubleAllocations === 0 && refused === 0 && heap.problems.length === 0;
}

export function stressJson(report: StressReport): object {
  return { ...report, passed: stressPassed(report) };
}

export function stressText(report: StressReport): string {
  const { threads, seed, operations, operationsPerSecond, doubleAllocations, heap } = report;
  const lines = [
    `larson's pattern on ${counted(threads, "real thread")} over one shared heap, seed ${seed}`,
    `  ${counted(operations, "operation")}, each a free and a malloc`,
    `  ${speed(operationsPerSecond)}`,
    `  ${counted(heap.remoteFrees, "remote free")}: the block was another thread's`,
    `  ${counted(heap.takenSlabs, "slab")} of ${count(heap.slabs)} in use`,
    `checks ${stressPassed(report) ? "passed" : "failed"}`,
    ...conservation(heap),
    doubleAllocations === 0
      ? "  no block was handed out twice"
      : `  ${counted(doubleAllocations, "time")} a block was handed out that somebody held`,
    report.refused === 0
      ? "  no request was refused"
      : `  ${counted(report.refused, "request")} refused: the heap had no room`,
  ];
  return `${lines.join("\n")}\n`;
}

function speed(operationsPerSecond: number | null): string {
  if (operationsPerSecond === null) return "speed not measured";
  const millions = (operationsPerSecond / 1e6).toFixed(1);
  return `${millions} million operations a second, measured on this machine with each block checked`;
}

function conservation(heap: SharedHeapReport): string[] {
  if (heap.problems.length > 0) return heap.problems.map((problem) => `  ${problem}`);
  const { carvedBlocks, liveBlocks, freeBlocks, outboxBlocks, stackBlocks } = heap;
  return [
    `  each of ${counted(carvedBlocks, "block")} is in exactly one place: ${count(liveBlocks)} held, ` +
      `${count(freeBlocks)} on free lists, ${count(outboxBlocks)} in outboxes, ${count(stackBlocks)} on remote stacks`,
  ];
}
