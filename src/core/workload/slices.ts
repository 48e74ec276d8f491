// Counts work and lets others run between slices of it: by operations, never by a clock, so that every run is the same.

import { CancelledError, type WorkControl } from "../base/cancelled.ts";
import { pauseOrStop } from "../trace/index.ts";

/** Operations between two pauses: some milliseconds. */
const SLICE = 1 << 17;

export class Slices {
  private readonly control: WorkControl;
  private spent = 0;

  constructor(control: WorkControl) {
    this.control = control;
    if (control.signal.aborted) throw new CancelledError();
  }

  /** Is a pause due after so many more operations? */
  due(operations: number): boolean {
    this.spent += operations;
    return this.spent >= SLICE;
  }

  async pause(done: number, total: number): Promise<void> {
    this.spent = 0;
    this.control.progress(done, total);
    await pauseOrStop(this.control);
  }
}
