// The running figures, read straight from the model's counters: always those of the last call.

import type { Statistics } from "./allocator.ts";
import { Counter, type Model } from "./model.ts";
import type { Route } from "./policy.ts";

export class RunningStatistics implements Statistics {
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  get liveBytes(): number {
    return this.model.counter(Counter.LiveBytes);
  }

  get liveBlocks(): number {
    return this.model.counter(Counter.LiveBlocks);
  }

  get committedBytes(): number {
    const { model } = this;
    return (
      (model.counter(Counter.SuperSlabsMapped) + model.lru.size) * model.heap.superSlabBytes +
      model.counter(Counter.MappedBytes) +
      model.counter(Counter.LargeBytes) +
      model.counter(Counter.StrandedBytes) +
      model.brk.length +
      model.libc.mappedBytes
    );
  }

  get superSlabs(): number {
    return this.model.heap.superSlabCount;
  }

  get superSlabsMapped(): number {
    return this.model.counter(Counter.SuperSlabsMapped);
  }

  get superSlabsReleased(): number {
    return this.model.counter(Counter.SuperSlabsReleased);
  }

  get mappings(): number {
    return this.model.space.count;
  }

  get mmapsAboveTiny(): number {
    return this.model.counter(Counter.Mmaps);
  }

  get libcBlocks(): number {
    return this.model.counter(Counter.LibcBlocks);
  }

  get libcBytes(): number {
    return this.model.counter(Counter.LibcBytes);
  }

  get foreignOwnerFrees(): number {
    return this.model.counter(Counter.ForeignOwnerFrees);
  }

  get refillFailures(): number {
    return this.model.counter(Counter.RefillFailures);
  }

  get fallbacks(): number {
    return this.model.counter(Counter.Fallbacks);
  }

  get mixedFrees(): Readonly<Record<Route, number>> {
    const { model } = this;
    return {
      M1: model.counter(Counter.MixedM1),
      M2: model.counter(Counter.MixedM2),
      M3: model.counter(Counter.MixedM3),
      M4: model.counter(Counter.MixedM4),
    };
  }
}
