// Samples the running figures along the events: evenly spaced, never more than SAMPLES_KEPT.
//
// When the table is full, every other sample goes and the spacing doubles. It starts finer than the trace's length asks
// for, because a replay may end early. Peaks between samples are kept apart, exactly.

import type { Statistics } from "../../../allocator/index.ts";
import type { Timeline } from "../recording/index.ts";

const SAMPLES_KEPT = 2048;
/** How much finer the first samples lie than those of a replay that reaches the end. */
const FINER = 64;

interface Sample {
  readonly event: number;
  readonly liveBytes: number;
  readonly liveBlocks: number;
  readonly committedBytes: number;
  readonly superSlabs: number;
  readonly libcBlocks: number;
  readonly mappings: number;
}

export class TimelineSampler {
  peakLiveBytes = 0;
  peakCommittedBytes = 0;
  peakMappings = 0;
  private samples: Sample[] = [];
  private spacing = 1;

  /** For a trace of so many events. */
  constructor(events: number) {
    while (events > this.spacing * SAMPLES_KEPT * FINER) this.spacing *= 2;
  }

  /** First event from `event` on that a sample follows. */
  next(event: number): number {
    return Math.ceil(event / this.spacing) * this.spacing;
  }

  /** Called after each event, or after a stretch that no sample falls into, whose peak of live bytes is told. */
  after(event: number, statistics: Statistics, stretchPeak = 0): void {
    const peak = Math.max(statistics.liveBytes, stretchPeak);
    if (peak > this.peakLiveBytes) this.peakLiveBytes = peak;
    if (statistics.committedBytes > this.peakCommittedBytes) {
      this.peakCommittedBytes = statistics.committedBytes;
    }
    if (statistics.mappings > this.peakMappings) this.peakMappings = statistics.mappings;
    if (event % this.spacing === 0) this.take(event, statistics);
  }

  /** The columns, ending with the state after `lastEvent`. */
  finish(lastEvent: number, statistics: Statistics): Timeline {
    if (lastEvent >= 0 && this.samples.at(-1)?.event !== lastEvent)
      this.take(lastEvent, statistics);
    const { samples } = this;
    return {
      length: samples.length,
      event: Int32Array.from(samples, (sample) => sample.event),
      liveBytes: Float64Array.from(samples, (sample) => sample.liveBytes),
      liveBlocks: Int32Array.from(samples, (sample) => sample.liveBlocks),
      committedBytes: Float64Array.from(samples, (sample) => sample.committedBytes),
      superSlabs: Int32Array.from(samples, (sample) => sample.superSlabs),
      libcBlocks: Int32Array.from(samples, (sample) => sample.libcBlocks),
      mappings: Int32Array.from(samples, (sample) => sample.mappings),
    };
  }

  private take(event: number, statistics: Statistics): void {
    if (this.samples.length === SAMPLES_KEPT) {
      this.samples = this.samples.filter((_, index) => index % 2 === 0);
      this.spacing *= 2;
      if (event % this.spacing !== 0) return;
    }
    this.samples.push({
      event,
      liveBytes: statistics.liveBytes,
      liveBlocks: statistics.liveBlocks,
      committedBytes: statistics.committedBytes,
      superSlabs: statistics.superSlabsMapped,
      libcBlocks: statistics.libcBlocks,
      mappings: statistics.mappings,
    });
  }
}
