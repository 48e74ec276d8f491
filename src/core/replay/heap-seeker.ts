// The heap after any event: starts from the nearest state at or before it and plays the rest again.
//
// A seeker keeps one allocator of its own at the place it last showed, so that scrubbing forward costs only the events
// in between. It watches nothing and counts nothing; what it shows is exactly what the replay went through. Requests take
// turns: a long way is played in slices, between which everybody else is heard.

import {
  createAllocator,
  type Environment,
  type Policy,
  silentObserver,
  units,
} from "../../../allocator/index.ts";
import { CancelledError, type WorkControl } from "../base/cancelled.ts";
import type { HeapRange, HeapSnapshot } from "../recording/index.ts";
import type { Trace } from "../trace/index.ts";
import type { Keyframes } from "./keyframes.ts";
import { TraceDriver } from "./trace-driver.ts";

/** Events between two looks at the cancel signal: some 10 ms. */
const SLICE = 32 * 1024;

export interface SeekerParts {
  readonly trace: Trace;
  readonly policy: Policy;
  readonly environment: Environment;
  readonly keyframes: Keyframes;
  /** Event that created each SuperSlab. */
  readonly superSlabBirths: Int32Array;
  /** As the replay had it. */
  readonly storage?: "bytes";
  /** Last event that was replayed; later ones have no state. */
  readonly lastEvent: number;
}

export class HeapSeeker {
  private readonly parts: SeekerParts;
  private driver: TraceDriver;
  /** Settles when the request before is done. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: SeekerParts) {
    this.parts = parts;
    this.driver = this.atStart();
  }

  /** State after `event` (-1: before the first), cut to `range`; events beyond the replay show its last state. */
  snapshot(event: number, range: HeapRange, control: WorkControl): Promise<HeapSnapshot> {
    const shown = Math.max(-1, Math.min(event, this.parts.lastEvent));
    const answer = this.turn.then(async () => {
      await this.seek(shown + 1, control);
      return this.describe(shown, range);
    });
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async seek(position: number, control: WorkControl): Promise<void> {
    const frame = this.parts.keyframes.before(position);
    const start = frame?.position ?? 0;
    if (this.driver.position > position || this.driver.position < start) {
      if (frame === undefined) this.driver = this.atStart();
      else this.driver.restore(frame);
    }
    while (this.driver.position < position) {
      if (control.signal.aborted) throw new CancelledError();
      const end = Math.min(position, this.driver.position + SLICE);
      while (this.driver.position < end) {
        if (!this.driver.playPlain(end)) this.driver.step();
      }
      if (end < position) await control.pause();
    }
  }

  private atStart(): TraceDriver {
    const { trace, policy, environment, storage } = this.parts;
    const options = { policy, environment, observer: silentObserver };
    const allocator = createAllocator(storage === undefined ? options : { ...options, storage });
    return new TraceDriver(trace, allocator);
  }

  private describe(event: number, range: HeapRange): HeapSnapshot {
    const { allocator } = this.driver;
    const { statistics } = allocator;
    const { superSlabs, slabs } = allocator.describeSuperSlabs(
      range.firstSuperSlab,
      range.superSlabCount,
    );
    const births = this.parts.superSlabBirths;
    const libcSlots = this.driver.slots.libcSlots();
    return {
      event,
      superSlabCount: statistics.superSlabsMapped,
      releasedCount: statistics.superSlabsReleased,
      libcCount: libcSlots.length,
      soughtRow: allocator.rowOfSuperSlab(units.superSlabId(range.soughtSuperSlab)),
      mappings: statistics.mappings,
      liveBytes: statistics.liveBytes,
      committedBytes: statistics.committedBytes,
      superSlabs: {
        length: superSlabs.id.length,
        id: Int32Array.from(superSlabs.id),
        base: Float64Array.from(superSlabs.base),
        sizeClass: Int32Array.from(superSlabs.sizeClass),
        bitmap: Uint32Array.from(superSlabs.bitmap),
        createdAt: Int32Array.from(superSlabs.id, (id) => births[id] ?? -1),
        registered: Uint8Array.from(superSlabs.registered, Number),
      },
      slabs: {
        length: slabs.index.length,
        superSlab: Int32Array.from(slabs.superSlab),
        index: Uint8Array.from(slabs.index),
        sizeClass: Int32Array.from(slabs.sizeClass),
        owner: Int32Array.from(slabs.owner),
        capacity: Int32Array.from(slabs.capacity),
        carved: Int32Array.from(slabs.carved),
        used: Int32Array.from(slabs.used),
        live: Int32Array.from(slabs.live),
        cached: Int32Array.from(slabs.cached),
        freeListed: Int32Array.from(slabs.freeListed),
        remoteQueued: Int32Array.from(slabs.remoteQueued),
      },
      released: this.releasedColumns(range),
      libc: this.libcColumns(libcSlots.slice(range.firstLibc, range.firstLibc + range.libcCount)),
    };
  }

  private releasedColumns(range: HeapRange): HeapSnapshot["released"] {
    const { allocator } = this.driver;
    const { id, base } = allocator.describeReleased(range.firstReleased, range.releasedCount);
    return { length: id.length, id: Int32Array.from(id), base: Float64Array.from(base) };
  }

  private libcColumns(slots: readonly number[]): HeapSnapshot["libc"] {
    const { events } = this.parts.trace;
    const allocatedAt = Int32Array.from(slots, (slot) => this.driver.slots.allocationOf(slot));
    return {
      length: slots.length,
      address: Float64Array.from(slots, (slot) => this.driver.slots.addressOf(slot)),
      requested: Float64Array.from(allocatedAt, (event) => events.size[event] as number),
      thread: Int32Array.from(allocatedAt, (event) => events.thread[event] as number),
      allocatedAt,
    };
  }
}
