// Things that must be ended, kept together so that none is forgotten.
//
// A store that is already disposed disposes at once what arrives late: work that finishes after deactivation leaves
// nothing behind. Disposal goes in reverse order of arrival, and one failure does not keep the rest alive.

export interface Ending {
  dispose(): unknown;
}

export class DisposableStore implements Ending {
  private readonly kept = new Set<Ending>();
  private ended = false;

  get isDisposed(): boolean {
    return this.ended;
  }

  get size(): number {
    return this.kept.size;
  }

  add<T extends Ending>(thing: T): T {
    if (this.ended) thing.dispose();
    else this.kept.add(thing);
    return thing;
  }

  /** Ends one thing before the store ends. */
  release(thing: Ending): void {
    if (this.kept.delete(thing)) thing.dispose();
  }

  dispose(): void {
    if (this.ended) return;
    this.ended = true;
    const failures: unknown[] = [];
    for (const thing of [...this.kept].reverse()) {
      try {
        thing.dispose();
      } catch (failure) {
        failures.push(failure);
      }
    }
    this.kept.clear();
    if (failures.length > 0) throw new AggregateError(failures, "some parts failed to end");
  }
}
