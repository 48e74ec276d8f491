// Copies of the whole state along a replay, so that any event can be reached by playing a short stretch again.
//
// Bounded twice: at most FRAMES_KEPT copies and FRAME_BYTES in all. The spacing is a power of two chosen by the trace's
// length; when the bytes are too many every other copy goes and the spacing doubles. A heap too large for a single copy
// simply has none, and seeking plays from the start.

import { units } from "../../../allocator/index.ts";
import type { DriverState, TraceDriver } from "./trace-driver.ts";

const FRAMES_KEPT = 32;
const FRAME_BYTES = 512 * units.MiB;
const FIRST_SPACING = 16 * 1024;

export class Keyframes {
  private frames: DriverState[] = [];
  private spacing = FIRST_SPACING;
  private bytes = 0;

  /** For a trace of so many events. */
  constructor(events: number) {
    while (events > this.spacing * FRAMES_KEPT) this.spacing *= 2;
  }

  /** First position from `position` on at which a copy is wanted. */
  next(position: number): number {
    return Math.ceil(position / this.spacing) * this.spacing;
  }

  /** Called between events. */
  offer(driver: TraceDriver): void {
    if (driver.position % this.spacing !== 0 || driver.position === 0) return;
    const last = this.frames.at(-1);
    if (last !== undefined && last.position >= driver.position) return;
    const frame = driver.save();
    this.frames.push(frame);
    this.bytes += sizeOf(frame);
    while (this.bytes > FRAME_BYTES) this.thin();
  }

  /** The latest state at or before `position` events played; undefined: only the start. */
  before(position: number): DriverState | undefined {
    return this.frames.findLast((frame) => frame.position <= position);
  }

  private thin(): void {
    this.spacing *= 2;
    this.frames = this.frames.filter((frame) => frame.position % this.spacing === 0);
    this.bytes = this.frames.reduce((sum, frame) => sum + sizeOf(frame), 0);
  }
}

function sizeOf(frame: DriverState): number {
  return frame.allocator.bytes + frame.lives.byteLength;
}
