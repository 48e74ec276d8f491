// The rows of a bench trace: malloc and free by some threads, exactly as many as were asked for.
//
// A call that would be one too many is dropped, so a pattern may go on to the end of its step without counting.

import type { WorkControl } from "../base/cancelled.ts";
import { BlockSlots, EventColumns, EventKind, NO_BLOCK, type ThreadLife } from "../trace/index.ts";
import type { Generated } from "./chain-rows.ts";

export interface BenchRowsOptions {
  /** Rows wanted. */
  readonly events: number;
  readonly threads: number;
  /** A slot for each allocation, never given again: the trace then has as many slots as allocations. */
  readonly freshSlots: boolean;
}

export class BenchRows {
  private readonly options: BenchRowsOptions;
  private readonly columns = new EventColumns({ times: false, sites: false });
  private readonly slots = new BlockSlots();

  constructor(options: BenchRowsOptions) {
    this.options = options;
  }

  get length(): number {
    return this.columns.length;
  }

  get full(): boolean {
    return this.columns.length === this.options.events;
  }

  /** Answers the block's slot, NO_BLOCK if the trace is full. */
  malloc(thread: number, size: number): number {
    if (this.full) return NO_BLOCK;
    const slot = this.slots.take();
    this.columns.push(EventKind.Malloc, thread, slot, 0, size, 0, 0);
    return slot;
  }

  free(thread: number, slot: number): void {
    if (this.full) return;
    this.columns.push(EventKind.Free, thread, slot, 0, 0, 0, 0);
    if (!this.options.freshSlots) this.slots.release(slot);
  }

  async finish(control: WorkControl): Promise<Generated> {
    const threads: ThreadLife[] = Array.from({ length: this.options.threads }, (_, tid) => ({
      tid,
      birth: tid === 0 ? "unknown" : "inferred",
      end: "unknown",
    }));
    return { events: await this.columns.finish(this.slots.count, control), threads };
  }
}
